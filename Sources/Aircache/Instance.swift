package import AirtableAPI
import AirtableClient
import FoundationEssentials
import Glibc
import HTTPServer
package import Logging
import NIOCore
import ServiceLifecycle
package import Storage
import Sync
import UnixSignals

/// One running Aircache: the one place where its parts are put together.
///
/// ```
/// Store ◀── SyncEngine ──▶ Airtable ──▶ transport
///   ▲           ▲
///   └─ HTTPService ── requests
/// ```
package struct Instance: Sendable {
    package let settings: Settings
    private let parts: Parts
    private let logger: Logger
    /// Called with the port once connections are accepted.
    package var onListening: @Sendable (Int) async -> Void = { _ in }

    /// Opens the data folder and wires the parts. Nothing is asked of Airtable yet.
    ///
    /// - Parameters:
    ///   - options: the fault hook of tests.
    ///   - transport: the way to Airtable; nil for the network.
    ///   - airtableClock: what rate limit and pauses before another attempt run on.
    /// - Throws: `AircacheError`, such as for a folder that cannot be used.
    package init(
        settings: Settings, logger: Logger, options: StoreOptions = StoreOptions(),
        transport: (any AirtableTransport)? = nil,
        airtableClock: any Clock<Duration> = ContinuousClock()
    ) throws(AircacheError) {
        self.settings = settings
        self.logger = logger
        parts = try Parts(
            settings: settings, logger: logger, options: options, transport: transport,
            airtableClock: airtableClock)
    }

    /// Serves and syncs until SIGTERM or SIGINT, then answers what is in flight and returns.
    ///
    /// - Throws: `AircacheError`, such as for a port in use.
    package func run() async throws {
        var server = HTTPService(
            settings: serverSettings, store: parts.store, bases: settings.airtable.bases,
            syncEngine: parts.engine, attachments: parts.attachments, logger: logger)
        let onListening = onListening
        let (host, logger) = (settings.server.host, logger)
        server.onListening = { port in
            logger.info(
                "listening", metadata: ["address": "http://\(URLHost.text(host)):\(port)"])
            ProcessSetup.releaseStartingCode()
            await onListening(port)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: parts.engine),
                    .init(service: parts.attachments),
                    // SIGTERM stops the server first: it ends the group when it is done.
                    .init(
                        service: server, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await group.run()
        } catch {
            await parts.close(logger)
            guard let error = error as? IOError else { throw error }
            throw AircacheError(address: settings.server, error)
        }
        await parts.close(logger)
    }

    /// The run of a base that is under way, or else the last one that ended.
    package func progress(of base: BaseID) throws -> RunProgress? {
        let status = try parts.engine.status(base)
        return (status.current ?? status.last).map(RunProgress.init)
    }

    private var serverSettings: HTTPServerSettings {
        var server = HTTPServerSettings(
            host: settings.server.host, port: settings.server.port,
            bearerTokens: settings.server.bearerTokens,
            allowedOrigins: settings.server.allowedOrigins, version: AircacheVersion.current)
        server.hasFastLane = settings.server.hasFastLane
        server.cacheBytes = settings.server.cacheBytes
        server.writeAccess = settings.passing.writeAccess
        server.notifications = NotificationSettings(
            timestampWindow: settings.webhook.timestampWindow.inSeconds,
            idempotencyTime: settings.webhook.idempotencyTime.inSeconds)
        server.attachments = attachmentServing
        return server
    }

    private var attachmentServing: AttachmentServing {
        var serving = AttachmentServing()
        serving.rewritesAddresses = settings.attachments.addresses == .ours
        serving.access =
            switch settings.attachments.access {
            case .token: .token
            case .signed: .signed
            case .public: .public
            }
        serving.signatureLifetime = settings.attachments.signatureLifetime
        serving.publicURL = settings.publicURL
        return serving
    }
}

extension AircacheError {
    /// What the system says about an address, in words that lead on.
    fileprivate init(address server: Settings.Server, _ error: IOError) {
        let address = "\(URLHost.text(server.host)):\(server.port)"
        let (message, hint) =
            switch error.errnoCode {
            case EADDRINUSE:
                (
                    "The address \(address) is in use.",
                    "Stop what listens there, or choose another port with --port or PORT."
                )
            case EACCES:
                (
                    "This user may not listen on \(address).", "Choose a port from 1024 on."
                )
            case EADDRNOTAVAIL:
                (
                    "The address \(address) is not this machine's.",
                    "Set AIRCACHE_HOST to 127.0.0.1 or 0.0.0.0."
                )
            default:
                ("It is not possible to listen on \(address).", "Check AIRCACHE_HOST and PORT.")
            }
        self.init(.addressUnusable, message, hint: hint, cause: "errno \(error.errnoCode)")
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
