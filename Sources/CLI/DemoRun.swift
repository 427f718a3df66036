import Aircache
import AirtableAPI
import AirtableSimulator
import Logging

/// The simulator, a server against it, and a display of the first sync, until one of them ends.
struct DemoRun: Sendable {
    let airtable: SimulatedAirtable
    let base: SimulatedBase
    let settings: Settings
    let exitsAfterSync: Bool
    let isJSON: Bool

    struct Report: Encodable {
        let address: String
        let token: String
        let base: String
        let airtable: String
    }

    private enum Event: Sendable {
        case simulatorListens(Int)
        case serverListens(Int)
    }

    func run() async throws {
        let (events, source) = AsyncStream.makeStream(of: Event.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var ports = events.makeAsyncIterator()
            group.addTask {
                var logger = Logger(label: "simulator")
                logger.logLevel = .error
                // A task of this group ends it, whichever ends first: nobody waits for a port in vain.
                defer { source.finish() }
                try await SimulatorServer(airtable, logger: logger) {
                    source.yield(.simulatorListens($0))
                }.run()
            }
            guard case .simulatorListens(let simulatorPort)? = await ports.next() else {
                try await group.next()
                return
            }
            let instance = try instance(at: simulatorPort, source)
            group.addTask {
                defer { source.finish() }
                try await instance.run()
            }
            if case .serverListens(let port)? = await ports.next() {
                let endpoint = "http://127.0.0.1:\(simulatorPort)"
                group.addTask { try await showSync(instance, port, endpoint) }
                // The display ends with the sync; the demo goes on unless it was to end with it.
                if !exitsAfterSync { try await group.next() }
            }
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, !(error is CancellationError) { throw error }
            }
        }
    }

    private func instance(
        at simulatorPort: Int, _ source: AsyncStream<Event>.Continuation
    ) throws -> Instance {
        var settings = settings
        settings.airtable.endpointURL = "http://127.0.0.1:\(simulatorPort)"
        var instance = try Instance(
            settings: settings, logger: LogWriter.logger(settings.log))
        instance.onListening = { source.yield(.serverListens($0)) }
        return instance
    }

    /// Follows the first sync, then prints what to paste.
    private func showSync(_ instance: Instance, _ port: Int, _ endpoint: String) async throws {
        let display = ProgressDisplay()
        while true {
            if let run = try instance.progress(of: base.id) {
                display.show(run)
                if run.hasSucceeded { break }
                if run.hasEnded {
                    throw AircacheError(
                        .airtable, run.failure ?? "The first sync failed.", hint: run.hint)
                }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let address = "http://127.0.0.1:\(port)"
        if isJSON {
            try Terminal.json(
                Report(
                    address: address, token: settings.server.bearerTokens[0],
                    base: base.id.rawValue, airtable: endpoint))
        } else {
            Terminal.out(text(address))
        }
    }

    private func text(_ address: String) -> String {
        let token = settings.server.bearerTokens[0]
        let table = base.schema.tables.first
        let name = table?.name.addingPercentEncoding ?? ""
        let record = table.flatMap { base.records($0.id).first?.id.rawValue } ?? ""
        let ending = exitsAfterSync ? "" : "\n\nCtrl-C stops it."
        return """

            Aircache serves \(address)
            token  \(token)

              curl -H 'Authorization: Bearer \(token)' '\(address)/api/tables'
              curl -H 'Authorization: Bearer \(token)' '\(address)/api/tables/\(name)?pageSize=2'
              curl -H 'Authorization: Bearer \(token)' '\(address)/api/tables/\(name)/\(record)'\(ending)
            """
    }
}

extension String {
    /// The text as a segment of a path in a URL: what is not unreserved by RFC 3986 is encoded.
    fileprivate var addingPercentEncoding: String {
        utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain
                ? String(Character(Unicode.Scalar(byte)))
                : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
