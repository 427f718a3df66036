import NIOPosix
import Storage
import Sync

/// Runs queries that take their time on threads of their own, so that event loops never wait.
///
/// Queue and time are limited: what cannot be answered soon is refused at once.
final class QueryPool: Sendable {
    private let limits: HTTPLimits
    private let admission: Admission
    private let longPages: TaskGate

    init(_ limits: HTTPLimits) {
        self.limits = limits
        admission = Admission(limit: limits.queuedQueries)
        longPages = TaskGate(width: limits.longPages)
    }

    /// Runs `query` with the time that is left to it.
    ///
    /// - Throws: `HTTPServerError.tooBusy`, `.tooSlow`, and what `query` throws.
    func run<R: Sendable>(_ query: @escaping @Sendable (Duration) throws -> R) async throws -> R {
        try admission.enter()
        defer { admission.leave() }
        return try await run(since: .now, query)
    }

    /// Reads a long page, which takes a few milliseconds: as many may wait as there are connections, and
    /// few are read at a time, so that others are answered between them.
    ///
    /// - Throws: `HTTPServerError.tooSlow`, and what `query` throws.
    func readLongPage<R: Sendable>(
        _ query: @escaping @Sendable (Duration) throws -> R
    ) async throws -> R {
        let start = ContinuousClock.now
        return try await longPages.pass { try await run(since: start, query) }
    }

    private func run<R: Sendable>(
        since start: ContinuousClock.Instant, _ query: @escaping @Sendable (Duration) throws -> R
    ) async throws -> R {
        let limit = limits.queryTime
        return try await NIOThreadPool.singleton.runIfActive {
            let remaining = limit - start.duration(to: .now)
            guard remaining > .zero else {
                throw HTTPServerError(
                    .tooSlow, "The query waited too long for its turn.", hint: "Try again later.")
            }
            return try query(remaining)
        }
    }
}
