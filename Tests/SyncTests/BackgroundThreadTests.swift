import Glibc
import Synchronization
import Testing

@testable import Sync

@Suite("Background threads")
struct BackgroundThreadTests {
    /// The nice value of the calling thread.
    private static func niceness() -> Int32 {
        getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
    }

    private static let expected = max(5, niceness())

    private final class Order: Sendable {
        private let seen = Mutex<[Int]>([])
        var numbers: [Int] { seen.withLock { $0 } }
        func add(_ number: Int) { seen.withLock { $0.append(number) } }
    }

    @Test("what is given runs one after the other, in order, and gives way to others")
    func order() async throws {
        let thread = BackgroundThread()
        let order = Order()
        await withCheckedContinuation { continuation in
            for number in 0..<1_000 { thread.run { order.add(number) } }
            thread.run { continuation.resume() }
        }
        #expect(order.numbers == Array(0..<1_000))
        #expect(try await StorageQueue.background.run { Self.niceness() } == Self.expected)
    }

    @Test("tasks and their child tasks run on it, those beside it do not")
    func tasks() async {
        let executor = StorageQueue.background.taskExecutor()
        let inside = await withTaskExecutorPreference(executor) {
            await withTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask {
                        await Task.yield()
                        return Self.niceness()
                    }
                }
                return await group.reduce(into: [Int32]()) { $0.append($1) }
            }
        }
        #expect(inside == Array(repeating: Self.expected, count: 10))
        let outside = await Task.detached { Self.niceness() }.value
        #expect(outside < Self.expected || Self.expected > 5)
    }

    @Test("an error reaches the caller; what is given is done though nobody holds the thread")
    func ends() async throws {
        struct Broken: Error {}
        await #expect(throws: Broken.self) {
            try await StorageQueue.background.run { throw Broken() }
        }
        await withCheckedContinuation { continuation in
            let thread = BackgroundThread()
            for _ in 0..<10 { thread.run { usleep(1_000) } }
            thread.run { continuation.resume() }
        }
    }

    @Test("without threads all runs where it is called")
    func caller() async throws {
        let queue = StorageQueue.caller
        #expect(queue.taskExecutor() == nil)
        let thread = pthread_self()
        #expect(try await queue.run { pthread_equal(pthread_self(), thread) != 0 })
    }
}
