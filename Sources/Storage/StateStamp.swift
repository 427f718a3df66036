import Synchronization

/// Moves whenever what a base serves may have: at a commit, a switch, a pause.
///
/// Whoever remembers something about the state of a base remembers the stamp with it, and asks anew
/// once the stamp is another. Looking costs one atomic load, and no lock.
package final class StateStamp: Sendable {
    private let moves = Atomic<UInt64>(1)

    /// Read it before the state itself: what moves in between is then noticed the next time. Never 0.
    package var current: UInt64 { moves.load(ordering: .acquiring) }

    init() {}

    /// The state has become another. Only then is a commit acknowledged.
    func move() {
        moves.add(1, ordering: .acquiringAndReleasing)
    }
}
