import AirtableAPI
import HTTPTypes
import Hummingbird
public import Logging
import NIOCore

/// Puts a simulated Airtable on a port of this machine, and sends its notifications.
///
/// Airtable's routes are under `/v0`, the admin API under `/_simulator`. What the fault plan does
/// to connections is real here: they are reset, they stay silent, bodies drip.
public struct SimulatorServer: Sendable {
    /// Bytes of a request's body, at most.
    public static let bodySizeLimit = 8 << 20

    private let airtable: SimulatedAirtable
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - host: only an address of this machine: the admin API asks for no token.
    ///   - port: 0 for any free one.
    ///   - onListening: gets the port as soon as requests are accepted.
    public init(
        _ airtable: SimulatedAirtable, host: String = "127.0.0.1", port: Int = 0,
        logger: Logger? = nil, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.airtable = airtable
        self.host = host
        self.port = port
        self.logger = logger ?? Logger(label: "airtable-simulator")
        self.onListening = onListening
    }

    /// Serves until the task is cancelled or the service group that runs it shuts down.
    ///
    /// - Throws: `SimulatorError` with `.cannotListen`, or what ended the server.
    public func run() async throws {
        let (onListening, airtable, host) = (onListening, airtable, host)
        let application = Application(
            responder: SimulatorResponder(airtable: airtable),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "Tengine"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                airtable.files.serve(at: "http://\(host):\(port)")
                await onListening(port)
            },
            logger: logger)
        let notifier = HTTPNotifier()
        do {
            try await run(application, notifier)
            try await notifier.shutdown()
        } catch {
            try? await notifier.shutdown()
            guard let error = error as? IOError else { throw error }
            throw SimulatorError(
                .cannotListen, "The simulator cannot listen on \(host):\(port).",
                hint: "Choose another port, or 0 for any free one.", cause: error)
        }
    }

    /// Serves and notifies; serving decides when both end.
    private func run(
        _ application: some ApplicationProtocol, _ notifier: HTTPNotifier
    ) async throws {
        let deliver = airtable.deliver ?? { await notifier.send($0, $1, $2) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask { await self.airtable.deliverNotifications(by: deliver) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
