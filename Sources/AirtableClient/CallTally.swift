import Synchronization

/// Counts the calls that one piece of work makes, such as a sync run.
package final class CallTally: Sendable {
    private let calls = Mutex(0)

    package init() {}

    package var count: Int { calls.withLock { $0 } }

    func add() { calls.withLock { $0 += 1 } }
}
