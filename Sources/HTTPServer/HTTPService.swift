package import AirtableAPI
package import FoundationEssentials
import Hummingbird
import HummingbirdCore
package import Logging
import ServiceLifecycle
package import Storage
package import Sync

/// The HTTP server of an instance: listens until it is told to stop, then answers what is in
/// flight and returns.
package struct HTTPService: Service {
    private let settings: HTTPServerSettings
    private let instance: ServedInstance
    private let logger: Logger
    /// Called with the port once connections are accepted.
    package var onListening: @Sendable (Int) async -> Void = { _ in }

    /// - Parameters:
    ///   - bases: what is served, the default base first; never empty.
    ///   - attachments: downloads files that are asked for; nil serves none.
    ///   - wallNow: the time of day, for ages.
    package init(
        settings: HTTPServerSettings, store: Store, bases: [BaseID], syncEngine: SyncEngine,
        attachments: AttachmentDownloads? = nil, logger: Logger,
        wallNow: @escaping @Sendable () -> Date = { Date() }
    ) {
        precondition(!bases.isEmpty, "there is no base to serve")
        self.settings = settings
        self.logger = logger
        instance = ServedInstance(
            settings: settings, store: store, bases: bases, syncEngine: syncEngine,
            attachments: attachments, logger: logger, wallNow: wallNow)
    }

    /// Serves until cancellation or graceful shutdown. What is in flight then is answered, but for
    /// no longer than `HTTPLimits.stopTime`; idle connections close at once.
    ///
    /// - Throws: the system's error when the address cannot be listened on.
    package func run() async throws {
        let limit = settings.limits.stopTime
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await instance.feeds.serve { try await application.run() }
                return true
            }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            if try await group.next() == false {
                logger.warning(
                    "connections were cut: they were busy for too long after the stop",
                    metadata: ["limit": "\(limit)"])
            }
        }
    }

    private var application: Application<Responder> {
        let limits = settings.limits
        let onListening = onListening
        return Application(
            responder: Responder(instance, logger: logger),
            server: HTTPConnection.builder(limits, lane: instance.lane, unsent: instance.unsent),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: limits.backlog,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    limits.connections, logger: logger)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
    }
}
