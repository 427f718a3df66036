import Synchronization

/// Counts what is under way and refuses what would be too much.
final class Admission: Sendable {
    private let limit: Int
    private let inFlight = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// - Throws: `HTTPServerError.tooBusy`. Otherwise `leave` has to follow.
    func enter() throws(HTTPServerError) {
        let isAdmitted = inFlight.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else {
            throw HTTPServerError(
                .tooBusy, "Too many requests of this kind are under way.",
                hint: "Try again in a moment.")
        }
    }

    func leave() { inFlight.withLock { $0 -= 1 } }
}
