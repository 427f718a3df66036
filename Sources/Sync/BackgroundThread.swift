import Dispatch
import Glibc
import Synchronization

/// A thread that gives way to those which answer requests.
///
/// Where all cores are busy the kernel lets it run a quarter of the time that another thread gets, and in
/// shorter pieces: reads hardly notice that a full sync runs. Where a core is free it is as fast as any.
///
/// It ends when nobody holds it any more.
final class BackgroundThread: TaskExecutor {
    private let queue = Queue()

    init() {
        let queue = Unmanaged.passRetained(queue)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { queue in
                guard let queue else { return nil }
                BackgroundThread.name()
                // Linux has a nice value for each thread, and 0 is the calling one. Anybody may raise it.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, BackgroundThread.niceness)
                Unmanaged<Queue>.fromOpaque(queue).takeRetainedValue().work()
                return nil
            }, queue.toOpaque())
        precondition(code == 0, "a thread cannot be made: error \(code)")
        pthread_detach(thread)
    }

    deinit { queue.end() }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.add { job.runSynchronously(on: executor) }
    }

    /// Runs a body after those that came before.
    func run(_ body: @escaping @Sendable () -> Void) { queue.add(body) }

    /// Shows the thread by its work in `top -H`; else it has the name of the one that made it.
    private static func name() {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let name = Array("aircache-behind".utf8)
        _ = write(file, name, name.count)
        close(file)
    }

    /// From 0 to 19; each step takes a fifth of a thread's share.
    private static let niceness: Int32 = 5

    private final class Queue: Sendable {
        private struct State {
            var waiting: [@Sendable () -> Void] = []
            var hasEnded = false
        }

        private let state = Mutex(State())
        private let signal = DispatchSemaphore(value: 0)

        func add(_ body: @escaping @Sendable () -> Void) {
            state.withLock { $0.waiting.append(body) }
            signal.signal()
        }

        func end() {
            state.withLock { $0.hasEnded = true }
            signal.signal()
        }

        /// Works until the end, and does before what came before.
        func work() {
            while true {
                signal.wait()
                let (bodies, hasEnded) = state.withLock { state in
                    defer { state.waiting = [] }
                    return (state.waiting, state.hasEnded)
                }
                for body in bodies { body() }
                if hasEnded { return }
            }
        }
    }
}
