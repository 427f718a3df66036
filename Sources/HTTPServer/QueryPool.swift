import NIOPosix
import Storage
import Synchronization

/// Runs queries that take their time on threads of their own, so that event loops never wait.
///
/// Queue and time are limited: what cannot be answered soon is refused at once.
final class QueryPool: Sendable {
    private let limits: HTTPLimits
    private let inFlight = Mutex(0)

    init(_ limits: HTTPLimits) {
        self.limits = limits
    }

    /// Runs `query` with the time that is left to it.
    ///
    /// - Throws: `HTTPServerError.tooBusy`, `.tooSlow`, and what `query` throws.
    func run<R: Sendable>(_ query: @escaping @Sendable (Duration) throws -> R) async throws -> R {
        try enter()
        defer { inFlight.withLock { $0 -= 1 } }
        let start = ContinuousClock.now
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

    private func enter() throws(HTTPServerError) {
        let isAdmitted = inFlight.withLock { count in
            guard count < limits.queuedQueries else { return false }
            count += 1
            return true
        }
        guard isAdmitted else {
            throw HTTPServerError(
                .tooBusy, "Too many filtered, sorted or exported lists are under way.",
                hint: "Try again in a moment.")
        }
    }
}
