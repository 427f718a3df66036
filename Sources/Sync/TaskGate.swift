import Synchronization

/// Lets so many tasks at a time through, in the order in which they came.
package final class TaskGate: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// Those before this index have been let in.
        var first = 0

        /// The next one, removed in batches: with many that wait each costs little, and is soon let go.
        mutating func removeFirst() -> CheckedContinuation<Void, Never>? {
            guard first < waiting.count else { return nil }
            let next = waiting[first]
            first += 1
            if first * 2 >= waiting.count {
                waiting.removeFirst(first)
                first = 0
            }
            return next
        }
    }

    private let state: Mutex<State>

    /// - Parameter width: tasks that are inside at a time, at least one.
    package init(width: Int = 1) {
        state = Mutex(State(free: width))
    }

    /// Runs `body` when it is this task's turn. Waiting does not end by cancellation: whoever is
    /// inside is cancelled as well, and soon done.
    package func pass<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let isIn = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isIn { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if let next = state.removeFirst() { return next }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
