import Synchronization

/// Tells whoever waits that a base has moved: a commit, or another generation that serves.
///
/// It says that there is something new, not what. Commits that come close together may be told once.
package final class CommitSignal: Sendable {
    private struct State {
        var generation: Int?
        var commit: Int64 = 0
        var count = 0
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    init() {}

    /// How often the base has moved since it was opened; only good for `wait`.
    package var count: Int { state.withLock { $0.count } }

    /// Waits until the base has moved since `count` was that; returns at once if it has.
    ///
    /// - Returns: what `count` is now; the same number when the task was cancelled.
    package func wait(after count: Int) async -> Int {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.count != count || Task.isCancelled { return true }
                    state.waiters[waiter] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
        }
        return self.count
    }

    /// Tells what serves now. Nobody is woken when that was told before.
    func announce(_ serving: Snapshot?) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            let commit = serving?.commit ?? 0
            guard state.generation != serving?.number || state.commit != commit else { return [] }
            state.generation = serving?.number
            state.commit = commit
            state.count += 1
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }
}
