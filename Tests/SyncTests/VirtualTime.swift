import AirtableSimulator
import Foundation
import Synchronization

/// Runs `body` while a manual clock goes from sleeper to sleeper, exactly when there is nothing left
/// to do: work takes no time, and a run is the same each time.
func inVirtualTime<Value: Sendable>(
    _ clock: ManualClock, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let executor = VirtualTimeExecutor(clock)
    defer { executor.stop() }
    return try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask(executorPreference: executor) { try await body() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}

/// One thread that runs what its tasks have to do, and moves the clock when that is nothing.
private final class VirtualTimeExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    private let clock: ManualClock
    private let state = Mutex(State())

    init(_ clock: ManualClock) {
        self.clock = clock
        Thread.detachNewThread { self.run() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    func stop() {
        state.withLock { $0.isStopped = true }
    }

    private func run() {
        while true {
            let (jobs, isStopped) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isStopped)
            }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            guard jobs.isEmpty else { continue }
            if isStopped { return }
            // Before the first job and after the last one nobody sleeps.
            if !clock.advanceToNextSleeper() { Thread.sleep(forTimeInterval: 0.0001) }
        }
    }
}
