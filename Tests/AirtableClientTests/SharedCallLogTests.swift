import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Synchronization
import Testing

@testable import AirtableClient

/// What several processes share, in memory, on a manual clock.
private final class SharedBytes: Sendable {
    private let bytes = Mutex<[BaseID: [UInt8]]>([:])
    private let busy = Mutex(0)

    /// - Parameter isBusy: whether every third lending finds somebody else.
    func log(_ clock: ManualClock, isBusy: Bool = false) -> SharedCallLog {
        let now: @Sendable () -> Duration = { .seconds(1_000) + clock.now.offset }
        return SharedCallLog(now: now) { base, body in
            let isTaken = self.busy.withLock { count in
                count += 1
                return isBusy && count % 3 == 0
            }
            guard !isTaken else { return false }
            self.bytes.withLock { body(&$0[base, default: []]) }
            return true
        }
    }

    func set(_ base: BaseID, _ value: [UInt8]) { bytes.withLock { $0[base] = value } }
}

private final class Arrivals: Sendable {
    let times = Mutex<[Duration]>([])
}

@Suite("Processes share a base's calls", .timeLimit(.minutes(10)))
struct SharedCallLogTests {
    let base = BaseID("appA")
    let lane = RateLimiter.Lane.base(BaseID("appA"))

    @Test("two limiters at once, and one after the other died", arguments: [false, true])
    func together(isBusy: Bool) async throws {
        let clock = ManualClock()
        let shared = SharedBytes()
        let arrivals = Arrivals()
        let lane = lane
        let limiters = (0..<3).map { _ in
            RateLimiter(clock: clock, shared: shared.log(clock, isBusy: isBusy))
        }
        let latecomer = RateLimiter(clock: clock, shared: shared.log(clock, isBusy: isBusy))
        try await withMovingTime(clock) {
            for group in [limiters, [latecomer]] {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for (index, limiter) in group.enumerated() {
                        for call in 0..<15 {
                            tasks.addTask {
                                _ = try await limiter.send(lane: lane, priority: .sync) {
                                    // A new connection delays the first ones.
                                    let delay = call < 5 ? 150 * (index + 1) : 20
                                    try await clock.sleep(for: .milliseconds(delay))
                                    arrivals.times.withLock { $0.append(clock.now.offset) }
                                    try await clock.sleep(for: .milliseconds(5))
                                    return AirtableResponse(status: .ok)
                                }
                            }
                        }
                    }
                    try await tasks.waitForAll()
                }
            }
        }
        let sent = arrivals.times.withLock { $0.sorted() }
        #expect(sent.count == 60)
        // A call counts when it leaves, up to 20 ms before it arrives here.
        for (first, sixth) in zip(sent, sent.dropFirst(5)) {
            #expect(sixth - first >= .seconds(1) - .milliseconds(1), "\(first) \(sixth)")
        }
        #expect(clock.now.offset < .seconds(20))
    }

    @Test("a 429 stops the base for all, and what stems from another start of the machine nobody")
    func penalty() async throws {
        let clock = ManualClock()
        let shared = SharedBytes()
        let one = RateLimiter(clock: clock, shared: shared.log(clock))
        let other = RateLimiter(clock: clock, shared: shared.log(clock))
        let lane = lane
        try await withMovingTime(clock) {
            await one.rateLimited(lane: lane)
            _ = try await other.send(lane: lane, priority: .write) {
                AirtableResponse(status: .ok)
            }
        }
        #expect(clock.now.offset == AirtableLimits.rateLimitPenalty)
        await one.rateLimited(lane: lane)
        await #expect(throws: AirtableClientError.self) {
            _ = try await other.send(lane: lane, priority: .write, patience: .seconds(5)) {
                AirtableResponse(status: .ok)
            }
        }
        var old = CallLogPage()
        old.rest(until: .seconds(90_000))
        old.calls = (0..<9).map { .init(number: $0, time: 80_000_000_000_000) }
        shared.set(base, old.bytes)
        let fresh = RateLimiter(clock: clock, shared: shared.log(clock))
        let before = clock.now.offset
        _ = try await fresh.send(lane: lane, priority: .write) { AirtableResponse(status: .ok) }
        #expect(clock.now.offset == before)
    }

    @Test("a page is read as it was written; what is no page is an empty one")
    func pages() {
        var page = CallLogPage()
        page.rest(until: .seconds(77))
        page.calls = [.init(number: .max, time: 1), .init(number: 5, time: -3)]
        #expect(CallLogPage(page.bytes) == page)
        for bytes in [[], [1], Array(page.bytes.dropLast()), [UInt8](repeating: 9, count: 99)] {
            #expect(CallLogPage(bytes) == CallLogPage())
        }
    }
}
