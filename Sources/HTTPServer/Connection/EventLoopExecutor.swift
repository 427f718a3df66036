import NIOCore

/// Runs a connection's task on the connection's event loop: a request that is answered at once takes no
/// way from thread to thread.
///
/// Whoever blocks or computes for long does that elsewhere; see `QueryPool`.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
