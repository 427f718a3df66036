import Synchronization

/// Lets so many downloads run at once. Those that somebody waits for go first.
final class DownloadSlots: Sendable {
    private struct State {
        var free: Int
        var urgent: [CheckedContinuation<Void, Never>] = []
        var patient: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// Runs `body` when there is a slot. Waiting does not end by cancellation: what runs is
    /// cancelled as well, and soon done.
    func use<R: Sendable>(isUrgent: Bool, _ body: () async throws -> R) async throws -> R {
        await enter(isUrgent)
        defer { leave() }
        try Task.checkCancellation()
        return try await body()
    }

    private func enter(_ isUrgent: Bool) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                if isUrgent {
                    state.urgent.append(continuation)
                } else {
                    state.patient.append(continuation)
                }
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if !state.urgent.isEmpty { return state.urgent.removeFirst() }
            if !state.patient.isEmpty { return state.patient.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
