import AirtableAPI
import FoundationEssentials
import Logging
import ServiceLifecycle
import Storage
import Sync
import Synchronization

/// The change feeds of all bases, and what their streams share.
final class ChangeFeeds: Sendable {
    /// The right to one open stream, of a limited number; given back when nobody holds it.
    final class Seat: Sendable {
        private let feeds: ChangeFeeds

        fileprivate init(_ feeds: ChangeFeeds) {
            self.feeds = feeds
        }

        deinit { feeds.open.withLock { $0 -= 1 } }
    }

    /// Keeps streams that are behind from filling the threads that read.
    let gate: TaskGate
    private let feeds: [BaseID: ChangeFeed]
    private let limits: HTTPLimits
    private let open = Mutex(0)

    init(
        _ bases: [BaseID], store: Store, limits: HTTPLimits,
        wallNow: @escaping @Sendable () -> Date, logger: Logger
    ) {
        var feeds: [BaseID: ChangeFeed] = [:]
        for base in bases {
            feeds[base] = ChangeFeed(
                base, store: store, limits: limits, wallNow: wallNow, logger: logger)
        }
        self.feeds = feeds
        self.limits = limits
        gate = TaskGate(width: limits.feedReaders)
    }

    /// How many streams are open.
    var openStreams: Int { open.withLock { $0 } }

    func feed(_ base: BaseID) -> ChangeFeed {
        guard let feed = feeds[base] else { preconditionFailure("every base has a feed") }
        return feed
    }

    /// Takes the right to one more stream.
    ///
    /// - Throws: `HTTPServerError.tooManyStreams`.
    func takeSeat() throws(HTTPServerError) -> Seat {
        let isFree = open.withLock { count in
            guard count < limits.eventStreams else { return false }
            count += 1
            return true
        }
        guard isFree else {
            throw HTTPServerError(
                .tooManyStreams, "Too many event streams are open.",
                hint: "Try again later, or ask GET /api/changes from time to time.")
        }
        return Seat(self)
    }

    /// Follows the logs of all bases while `body` runs; ends all streams when the server is asked to
    /// stop, so that it need not wait for them.
    func serve(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for feed in feeds.values { group.addTask { await feed.run() } }
            group.addTask { await self.beat() }
            defer { group.cancelAll() }
            try await withGracefulShutdownHandler {
                try await body()
            } onGracefulShutdown: {
                self.end()
            }
        }
    }

    private func beat() async {
        while (try? await Task.sleep(for: limits.heartbeatTime)) != nil {
            for feed in feeds.values { feed.beat() }
        }
    }

    private func end() {
        for feed in feeds.values { feed.end() }
    }
}
