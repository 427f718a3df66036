public import FoundationEssentials
import Synchronization

/// A clock that stands still until a test moves it.
///
/// Time is the duration since the clock was made. Sleepers wake in the order of their deadlines;
/// sleepers of one deadline wake in the order in which they went to sleep. The wall time moves
/// along, so that code which needs dates and code which needs durations agree.
public final class ManualClock: Clock, Sendable {
    public struct Instant: InstantProtocol {
        /// The time since the clock was made.
        public var offset: Duration

        public init(offset: Duration) {
            self.offset = offset
        }

        public func advanced(by duration: Duration) -> Instant {
            Instant(offset: offset + duration)
        }

        public func duration(to other: Instant) -> Duration { other.offset - offset }

        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let number: Int
        let deadline: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Watcher {
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var nextNumber = 0
        /// In the order in which they wake.
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var watchers: [Watcher] = []
    }

    private let wall: Date
    private let state = Mutex(State())

    /// - Parameter wall: the date at which the clock starts: 2026-01-01 00:00 UTC unless told.
    public init(wall: Date = Date(timeIntervalSince1970: 1_767_225_600)) {
        self.wall = wall
    }

    public var now: Instant { state.withLock(\.now) }
    public var minimumResolution: Duration { .zero }

    /// The date at which the clock stands.
    public var wallNow: Date {
        wall.addingTimeInterval(now.offset / .seconds(1))
    }

    /// How many tasks are asleep on this clock.
    public var sleeperCount: Int { state.withLock(\.sleepers.count) }

    /// Moves the time forward and wakes everyone whose deadline has come.
    public func advance(by duration: Duration) {
        precondition(duration >= .zero, "a clock does not go backward")
        wake { $0.advanced(by: duration) }
    }

    /// Moves the time to the earliest deadline and wakes everyone who waits for it.
    ///
    /// - Returns: false when nobody is asleep; the time stays then.
    @discardableResult
    public func advanceToNextSleeper() -> Bool {
        guard let deadline = state.withLock({ $0.sleepers.first?.deadline }) else { return false }
        wake { max($0, deadline) }
        return true
    }

    /// Returns as soon as at least `count` tasks are asleep.
    public func waitForSleepers(atLeast count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append(Watcher(count: count, continuation: continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                fallAsleep(Sleeper(number: number, deadline: deadline, continuation: continuation))
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func wake(_ move: (Instant) -> Instant) {
        let due = state.withLock { state in
            state.now = move(state.now)
            let count = state.sleepers.prefix { $0.deadline <= state.now }.count
            defer { state.sleepers.removeFirst(count) }
            return Array(state.sleepers.prefix(count))
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    private func fallAsleep(_ sleeper: Sleeper) {
        enum Outcome {
            case asleep([Watcher])
            case due, cancelled
        }
        let outcome: Outcome = state.withLock { state in
            if state.cancelled.remove(sleeper.number) != nil { return .cancelled }
            if sleeper.deadline <= state.now { return .due }
            let index =
                state.sleepers.firstIndex { $0.deadline > sleeper.deadline }
                ?? state.sleepers.endIndex
            state.sleepers.insert(sleeper, at: index)
            let count = state.sleepers.count
            let content = state.watchers.filter { $0.count <= count }
            state.watchers.removeAll { $0.count <= count }
            return .asleep(content)
        }
        switch outcome {
        case .asleep(let watchers): for watcher in watchers { watcher.continuation.resume() }
        case .due: sleeper.continuation.resume()
        case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
        }
    }

    private func cancel(_ number: Int) {
        let sleeper = state.withLock { state -> Sleeper? in
            guard let index = state.sleepers.firstIndex(where: { $0.number == number }) else {
                // Either it is not asleep yet, or it was woken already; the mark of one that was
                // woken is never read, and costs one number.
                state.cancelled.insert(number)
                return nil
            }
            return state.sleepers.remove(at: index)
        }
        sleeper?.continuation.resume(throwing: CancellationError())
    }
}
