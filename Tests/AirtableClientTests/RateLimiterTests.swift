import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Synchronization
import Testing

@testable import AirtableClient

@Suite("The rate limiter at work")
struct RateLimiterTests {
    let lane = RateLimiter.Lane.base(BaseID("appA"))

    @Test("many tasks at once: no six in a second, and all come through", .timeLimit(.minutes(10)))
    func manyTasks() async throws {
        let clock = ManualClock()
        let limiter = RateLimiter(clock: clock)
        let times = Times()
        let lane = lane
        try await withMovingTime(clock) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        _ = try await limiter.send(lane: lane, priority: .sync) {
                            times.append(clock.now.offset)
                            try await clock.sleep(for: .milliseconds(250))
                            return AirtableResponse(status: .ok)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let sent = times.sorted
        #expect(sent.count == 60)
        for (first, sixth) in zip(sent, sent.dropFirst(5)) {
            #expect(sixth - first > .seconds(1))
        }
    }

    @Test("a cancelled request leaves the queue and takes no place", .timeLimit(.minutes(10)))
    func cancellation() async throws {
        let clock = ManualClock()
        let limiter = RateLimiter(clock: clock)
        let lane = lane
        await limiter.rateLimited(lane: lane)
        let waiting = Task {
            try await limiter.send(lane: lane, priority: .sync) { AirtableResponse(status: .ok) }
        }
        await clock.waitForSleepers()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        let response = try await withMovingTime(clock) {
            try await limiter.send(lane: lane, priority: .sync) { AirtableResponse(status: .ok) }
        }
        #expect(response.status == .ok)
        #expect(clock.now.offset == AirtableLimits.rateLimitPenalty)
    }
}

private final class Times: Sendable {
    private let times = Mutex<[Duration]>([])

    var sorted: [Duration] { times.withLock { $0.sorted() } }

    func append(_ time: Duration) { times.withLock { $0.append(time) } }
}
