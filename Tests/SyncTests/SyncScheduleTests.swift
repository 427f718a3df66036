import AirtableClient
import FoundationEssentials
import Testing

@testable import Sync

@Suite("When a base is due")
struct SyncScheduleTests {
    let now = Date(timeIntervalSince1970: 1_767_225_600 + 20 * 86_400)
    let schedule = SyncSchedule(settings: SyncSettings())

    func due(
        _ schedule: SyncSchedule? = nil, _ change: (inout SyncSchedule.Facts) -> Void
    ) -> Double? {
        var facts = SyncSchedule.Facts()
        change(&facts)
        return (schedule ?? self.schedule).nextDue(facts, now: now)?.timeIntervalSince(now)
    }

    @Test("no copy, or one that stands in for a damaged one, is due at once")
    func missing() throws {
        #expect(try #require(due { _ in }) <= 0)
        let degraded = due { facts in
            facts.builtAt = now
            facts.isDegraded = true
        }
        #expect(try #require(degraded) <= 0)
    }

    @Test("a copy is due an interval after its sync began")
    func interval() {
        #expect(due { $0.builtAt = now } == 86_400)
        #expect(due { $0.builtAt = now.addingTimeInterval(-90_000) } == -3_600)
    }

    @Test("a copy from the future is due an interval from now")
    func future() {
        #expect(due { $0.builtAt = now.addingTimeInterval(1_000_000) } == 86_400)
    }

    @Test("a paused base is never due; in manual mode only one without a copy is")
    func never() {
        #expect(due { $0.isPaused = true } == nil)
        let manual = SyncSchedule(settings: SyncSettings(mode: .manual))
        #expect(due(manual) { $0.builtAt = now.addingTimeInterval(-1_000_000) } == nil)
        #expect(due(manual) { _ in } != nil)
    }

    @Test("failures wait longer and longer, half an hour at most, never longer than the interval")
    func failures() {
        let delays = (1...7).map { count in
            due { facts in
                facts.builtAt = now.addingTimeInterval(-100_000)
                facts.failures = count
                facts.lastFailureAt = now
            }
        }
        #expect(delays == [60, 120, 300, 600, 1_800, 1_800, 1_800])
        let often = SyncSchedule(settings: SyncSettings(refreshInterval: .seconds(90)))
        let capped = due(often) { facts in
            facts.builtAt = now.addingTimeInterval(-100_000)
            facts.failures = 9
            facts.lastFailureAt = now
        }
        #expect(capped == 90)
    }

    @Test("without a copy and without Airtable it is tried again within ten seconds")
    func noCopy() throws {
        let delay = due { facts in
            facts.failures = 9
            facts.lastFailureAt = now
            facts.outlook = .soon
        }
        #expect(try #require(delay) <= 10)
    }

    @Test("a used-up quota is left alone for hours")
    func quota() {
        let delay = due { facts in
            facts.failures = 1
            facts.lastFailureAt = now
            facts.outlook = .nextMonth
        }
        #expect(abs((delay ?? 0) - 21_600) < 0.001)
    }

    @Test("a budget stretches the interval, and with nothing left waits for the next month")
    func budget() {
        let left = CalendarMonth(of: now).end.timeIntervalSince(now)
        let schedule = SyncSchedule(settings: SyncSettings(monthlyCalls: 1_000))
        func due(used: Int, age: Double) -> Double? {
            self.due(schedule) { facts in
                facts.builtAt = now.addingTimeInterval(-age)
                facts.callsThisMonth = used
                facts.callsPerSync = 100
            }
        }
        #expect(due(used: 0, age: 0) == max(86_400, left / 10))
        #expect(due(used: 800, age: 0) == left / 2)
        #expect(due(used: 950, age: 0) == left)
        #expect(due(used: 1_000, age: 1_000_000) == left)
    }
}
