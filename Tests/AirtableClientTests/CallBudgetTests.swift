import AirtableAPI
import FoundationEssentials
import Synchronization
import Testing

@testable import AirtableClient

@Suite("Counting calls")
struct CallBudgetTests {
    @Test("every attempt counts, and is written down by base and month")
    func counts() async throws {
        let ledger = MemoryLedger()
        let transport = ScriptedTransport([.answer(500, ""), .answer(200, #"{"tables":[]}"#)])
        let airtable = makeAirtable(transport, ledger: ledger)
        let tally = CallTally()
        _ = try await airtable.with(priority: .sync, tally: tally).baseSchema(BaseID("appA"))
        #expect(tally.count == 2)
        #expect(try airtable.budget.used() == 2)
        try airtable.budget.flush()
        #expect(ledger.entries == ["2026-01 appA": 2])
        #expect(try airtable.budget.used() == 2)
    }

    @Test("calls are written down some at a time without being asked")
    func writes() throws {
        let ledger = MemoryLedger()
        let budget = CallBudget(
            monthlyCalls: nil, ledger: ledger.ledger, wallNow: { januaryFirst })
        for _ in 0..<AirtableClientLimits.uncountedCalls { try budget.spend(base: nil) }
        #expect(ledger.entries == ["2026-01 -": AirtableClientLimits.uncountedCalls])
    }

    @Test("a budget that is used up refuses, without asking Airtable")
    func exhausted() async throws {
        let transport = ScriptedTransport([.answer(200, #"{"id":"usr1"}"#)])
        let airtable = makeAirtable(transport, monthlyCalls: 2)
        _ = try await airtable.whoAmI()
        _ = try await airtable.whoAmI()
        let error = await #expect(throws: AirtableClientError.self) {
            try await airtable.whoAmI()
        }
        #expect(error?.code == .budgetExhausted)
        #expect(error?.hint.contains("AIRCACHE_MONTHLY_CALLS") == true)
        #expect(transport.requests.count == 2)
    }

    @Test("a new month begins at zero, and the old one's calls stay in it")
    func newMonth() throws {
        let ledger = MemoryLedger()
        let now = MovingDate(januaryFirst)
        let budget = CallBudget(
            monthlyCalls: 3, ledger: ledger.ledger, wallNow: { now.date })
        for _ in 0..<3 { try budget.spend(base: nil) }
        #expect(throws: AirtableClientError.self) { try budget.spend(base: nil) }
        now.date = CalendarMonth(of: januaryFirst).end
        try budget.spend(base: nil)
        #expect(try budget.used() == 1)
        try budget.flush()
        #expect(ledger.entries == ["2026-01 -": 3, "2026-02 -": 1])
    }

    @Test("months end where they end in UTC")
    func months() {
        let december = CalendarMonth(of: Date(timeIntervalSince1970: 1_767_225_599))
        #expect(december.description == "2025-12")
        #expect(december.end == januaryFirst)
        #expect(CalendarMonth(of: januaryFirst).description == "2026-01")
        #expect(CalendarMonth(of: januaryFirst).start == januaryFirst)
    }

    @Test("the forecast spreads what is left until the month ends")
    func forecast() throws {
        let now = CalendarMonth(of: januaryFirst).end.addingTimeInterval(-10 * 86_400)
        let interval = try #require(
            CallForecast.interval(remainingCalls: 1_000, callsPerSync: 202, now: now))
        #expect(abs(interval / .seconds(86_400) - 2.5) < 0.001)
        #expect(CallForecast.interval(remainingCalls: 201, callsPerSync: 202, now: now) == nil)
        #expect(CallForecast.interval(remainingCalls: -5, callsPerSync: 0, now: now) == nil)
    }
}

private final class MovingDate: Sendable {
    private let state: Mutex<Date>

    init(_ date: Date) { state = Mutex(date) }

    var date: Date {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
