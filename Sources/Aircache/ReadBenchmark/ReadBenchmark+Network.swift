import AirtableClient
package import Logging

extension ReadBenchmark {
    /// Measures over the network by settings, and closes the connections.
    ///
    /// Without an Airtable token only Aircache is measured; without `url` only Airtable.
    ///
    /// - Parameters:
    ///   - url: where Aircache runs.
    ///   - willCall: gets the most calls that Airtable will get, before the first is made.
    /// - Throws: `AircacheError`, `CancellationError`.
    package static func run(
        settings: Settings, url: String?, table: String?, airtableCalls: Int, logger: Logger,
        willCall: (Int) -> Void
    ) async throws -> Report {
        var ways: [AsyncHTTPClientTransport] = []
        let result: Result<Report, any Error>
        do {
            let aircache = try url.map { url in
                let way = try AsyncHTTPClientTransport(endpoint: url)
                ways.append(way)
                return BenchmarkedServer(
                    name: "Aircache", calls: ReadBenchmarkLimits.aircacheCalls,
                    token: settings.server.bearerTokens.first, transport: way)
            }
            let airtable =
                try settings.airtable.token.isEmpty
                ? nil
                : {
                    let way = try AsyncHTTPClientTransport(endpoint: settings.airtable.endpointURL)
                    ways.append(way)
                    return BenchmarkedServer(
                        name: "Airtable", calls: airtableCalls,
                        pause: ReadBenchmarkLimits.airtablePause, token: settings.airtable.token,
                        transport: way)
                }()
            let benchmark = try ReadBenchmark(
                aircache: aircache, airtable: airtable, base: settings.airtable.bases.first,
                table: table)
            if airtable != nil { willCall(benchmark.callsToAirtable) }
            result = .success(try await benchmark.run())
        } catch {
            result = .failure(error)
        }
        for way in ways {
            do {
                try await way.shutdown()
            } catch {
                logger.warning("connections did not close", metadata: ["error": "\(error)"])
            }
        }
        return try result.get()
    }
}
