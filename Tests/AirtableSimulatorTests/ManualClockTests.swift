import AirtableSimulator
import FoundationEssentials
import Testing

@Suite("Manual clock") struct ManualClockTests {
    @Test("time stands still until it is moved, and the wall time moves along")
    func moves() {
        let clock = ManualClock(wall: Date(timeIntervalSince1970: 1_000))
        let start = clock.now
        #expect(clock.now == start)
        clock.advance(by: .milliseconds(2_500))
        #expect(start.duration(to: clock.now) == .milliseconds(2_500))
        #expect(clock.wallNow == Date(timeIntervalSince1970: 1_002.5))
    }

    @Test("sleepers wake at their deadlines, in order")
    func sleepers() async throws {
        let clock = ManualClock()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for (count, seconds) in [3, 1, 2].enumerated() {
                group.addTask {
                    try await clock.sleep(for: .seconds(seconds))
                    return seconds
                }
                await clock.waitForSleepers(atLeast: count + 1)
            }
            clock.advance(by: .milliseconds(999))
            #expect(clock.sleeperCount == 3)
            for (left, seconds) in [(2, 1), (1, 2), (0, 3)] {
                #expect(clock.advanceToNextSleeper())
                #expect(clock.sleeperCount == left)
                let woken = try await group.next()
                #expect(woken == seconds)
            }
            #expect(!clock.advanceToNextSleeper())
        }
        #expect(clock.now.offset == .seconds(3))
    }

    @Test("a cancelled sleeper wakes at once with an error", .timeLimit(.minutes(10)))
    func cancellation() async {
        let clock = ManualClock()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    try await clock.sleep(for: .seconds(10))
                    return false
                } catch {
                    return error is CancellationError
                }
            }
            await clock.waitForSleepers()
            group.cancelAll()
            #expect(await group.next() == true)
        }
        #expect(clock.sleeperCount == 0)
    }

    @Test("a deadline that has passed is no sleep")
    func past() async throws {
        let clock = ManualClock()
        clock.advance(by: .seconds(5))
        try await clock.sleep(until: clock.now, tolerance: nil)
        try await clock.sleep(for: .zero)
    }
}
