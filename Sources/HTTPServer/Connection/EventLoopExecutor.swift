import NIOCore
import Synchronization

/// Runs the tasks of an event loop's connections on that event loop: a request that is answered at once
/// takes no way from thread to thread.
///
/// An event loop looks at its sockets when it has nothing else to do. So tasks are run for a short time
/// only before sockets have their turn; else connections with much to answer would keep all others out.
/// Whoever blocks or computes for long does that elsewhere; see `QueryPool`.
final class EventLoopExecutor: TaskExecutor {
    private struct State {
        var jobs = CircularBuffer<UnownedJob>()
        /// Whether the event loop is going to run them.
        var isScheduled = false
    }

    /// How long tasks run before sockets are looked at.
    private static let turn = TimeAmount.milliseconds(2)
    /// What comes this much later comes after sockets were looked at, and after what this turn wrote was
    /// sent: an event loop goes on as long as something is due.
    private static let pause = TimeAmount.microseconds(150)

    private let eventLoop: any EventLoop
    private let state = Mutex(State())

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isScheduled = state.withLock { state in
            defer { state.isScheduled = true }
            state.jobs.append(job)
            return state.isScheduled
        }
        if !isScheduled { eventLoop.execute { self.run() } }
    }

    private func run() {
        let end = NIODeadline.now() + Self.turn
        repeat {
            let job = state.withLock { state in
                state.isScheduled = !state.jobs.isEmpty
                return state.jobs.popFirst()
            }
            guard let job else { return }
            job.runSynchronously(on: asUnownedTaskExecutor())
        } while .now() < end
        eventLoop.scheduleTask(in: Self.pause) { self.run() }
    }
}
