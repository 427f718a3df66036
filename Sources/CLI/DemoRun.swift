import Aircache
import AirtableAPI
import AirtableSimulator
import Logging
import ServiceLifecycle
import UnixSignals

/// The simulator, a server against it, and a display of the first sync, in one process.
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

    /// A server that accepts connections, for the display.
    private struct Serving: Sendable {
        let instance: Instance
        let port: Int
        let endpoint: String
    }

    /// A service that is a closure.
    private struct Step: Service {
        let body: @Sendable () async throws -> Void
        func run() async throws { try await body() }
    }

    /// Runs until Ctrl-C, or until the first sync has ended.
    func run() async throws {
        let (simulatorPorts, simulatorListens) = AsyncStream.makeStream(of: Int.self)
        let (servers, serverListens) = AsyncStream.makeStream(of: Serving.self)
        let steps = [
            Step { try await simulate(simulatorListens) },
            Step {
                guard let port = await simulatorPorts.first(where: { _ in true }) else { return }
                try await serve("http://127.0.0.1:\(port)", serverListens)
            },
            Step {
                guard let serving = await servers.first(where: { _ in true }) else { return }
                try await cancelWhenGracefulShutdown { try await show(serving) }
                if !exitsAfterSync { try await gracefulShutdown() }
            },
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: steps.map {
                    .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet))
        do {
            try await group.run()
        } catch is CancellationError {
            // Ctrl-C during the first sync.
        }
    }

    private func simulate(_ listens: AsyncStream<Int>.Continuation) async throws {
        try await SimulatorServer(airtable, logger: Self.quiet) { port in
            listens.yield(port)
        }.run()
    }

    private func serve(
        _ endpoint: String, _ listens: AsyncStream<Serving>.Continuation
    ) async throws {
        var settings = settings
        settings.airtable.endpointURL = endpoint
        var instance = try Instance(settings: settings, logger: LogWriter.logger(settings.log))
        let listening = instance
        instance.onListening = { port in
            listens.yield(Serving(instance: listening, port: port, endpoint: endpoint))
        }
        try await instance.run()
    }

    private static var quiet: Logger {
        var logger = Logger(label: "demo")
        logger.logLevel = .critical
        return logger
    }

    /// Follows the first sync, then prints what to paste.
    private func show(_ serving: Serving) async throws {
        let display = ProgressDisplay()
        defer { display.end() }
        while true {
            if let run = try serving.instance.progress(of: base.id) {
                display.show(run)
                if run.hasSucceeded { break }
                if run.hasEnded {
                    throw AircacheError(
                        .airtable, run.failure ?? "The first sync failed.", hint: run.hint)
                }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let address = "http://127.0.0.1:\(serving.port)"
        if isJSON {
            try Terminal.json(
                Report(
                    address: address, token: settings.server.bearerTokens[0],
                    base: base.id.rawValue, airtable: serving.endpoint))
        } else {
            Terminal.out(text(address))
        }
    }

    private func text(_ address: String) -> String {
        let token = settings.server.bearerTokens[0]
        let table = base.schema.tables.first
        let name = table.map { PathSegment.encoded($0.name) } ?? ""
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
