package import AirtableAPI
package import FoundationEssentials
import Synchronization

/// Where calls are written down, so that a restart does not forget them.
package struct CallLedger: Sendable {
    /// Adds calls to a month; nil stands for calls that belong to no base.
    package let add: @Sendable (Int, BaseID?, CalendarMonth) throws -> Void
    /// All calls of a month, of every process that shares the ledger.
    package let total: @Sendable (CalendarMonth) throws -> Int

    package init(
        add: @escaping @Sendable (Int, BaseID?, CalendarMonth) throws -> Void,
        total: @escaping @Sendable (CalendarMonth) throws -> Int
    ) {
        self.add = add
        self.total = total
    }
}

/// Counts the calls of a calendar month, and refuses them when a budget for it is used up.
///
/// Every attempt counts, as it does at Airtable. Calls are written to the ledger some at a time, so
/// a process that is killed forgets fewer than `AirtableClientLimits.uncountedCalls` of them.
package final class CallBudget: Sendable {
    private struct State {
        var month: CalendarMonth
        /// What the ledger said last, for `month`.
        var written: Int?
        var unwritten: [BaseID?: Int] = [:]
        /// Calls that are being written down at the moment.
        var inWriting = 0

        var unwrittenCount: Int { unwritten.values.reduce(inWriting, +) }
    }

    /// Calls allowed in a calendar month; nil for no limit of our own.
    package let monthlyCalls: Int?
    private let ledger: CallLedger
    private let wallNow: @Sendable () -> Date
    private let state: Mutex<State>

    package init(
        monthlyCalls: Int?, ledger: CallLedger, wallNow: @escaping @Sendable () -> Date
    ) {
        self.monthlyCalls = monthlyCalls
        self.ledger = ledger
        self.wallNow = wallNow
        state = Mutex(State(month: CalendarMonth(of: wallNow())))
    }

    /// Counts one call that is about to be made.
    ///
    /// - Throws: `AirtableClientError` with `budgetExhausted`, and what the ledger throws.
    package func spend(base: BaseID?) throws {
        try state.withLock { state in
            let used = try Self.used(&state, ledger: ledger, now: wallNow())
            if let monthlyCalls, used >= monthlyCalls {
                throw AirtableClientError(
                    .budgetExhausted,
                    message: "The budget of \(monthlyCalls) calls for \(state.month) is used up.",
                    hint: "Raise AIRCACHE_MONTHLY_CALLS, or wait until \(state.month) ends.")
            }
            state.unwritten[base, default: 0] += 1
            if state.unwrittenCount >= AirtableClientLimits.uncountedCalls {
                try Self.write(&state, ledger: ledger)
            }
        }
    }

    /// Calls made in this month so far, by all processes that share the ledger.
    package func used() throws -> Int {
        try state.withLock { state in
            state.written = nil
            return try Self.used(&state, ledger: ledger, now: wallNow())
        }
    }

    /// Writes down what is only in memory. To be called when a sync ends and before the process.
    ///
    /// The disk is waited for outside the lock, so that no call is held up by it.
    package func flush() throws {
        let (month, counts) = state.withLock { state in
            let counts = state.unwritten
            state.unwritten = [:]
            state.inWriting += counts.values.reduce(0, +)
            return (state.month, counts)
        }
        let count = counts.values.reduce(0, +)
        var left = counts
        do {
            for (base, count) in counts {
                try ledger.add(count, base, month)
                left[base] = nil
            }
            let total = try ledger.total(month)
            state.withLock { state in
                state.inWriting -= count
                if state.month == month { state.written = total }
            }
        } catch {
            state.withLock { state in
                state.inWriting -= count
                for (base, count) in left { state.unwritten[base, default: 0] += count }
            }
            throw error
        }
    }

    private static func used(_ state: inout State, ledger: CallLedger, now: Date) throws -> Int {
        let month = CalendarMonth(of: now)
        if month != state.month {
            try write(&state, ledger: ledger)
            state.month = month
            state.written = nil
        }
        let written = try state.written ?? ledger.total(month)
        state.written = written
        return written + state.unwrittenCount
    }

    private static func write(_ state: inout State, ledger: CallLedger) throws {
        for (base, count) in state.unwritten {
            try ledger.add(count, base, state.month)
            state.unwritten[base] = nil
        }
        state.written = try ledger.total(state.month)
    }
}

/// What a monthly budget means for the schedule. Pure.
package enum CallForecast {
    /// The shortest interval between syncs with which the remaining calls last until month end.
    ///
    /// With 1,000 calls left, 202 calls a sync and 10 days to go there are four syncs left: one
    /// every 2.5 days.
    ///
    /// - Parameters:
    ///   - callsPerSync: of all bases together.
    /// - Returns: nil when not even one sync is left this month.
    package static func interval(
        remainingCalls: Int, callsPerSync: Int, now: Date
    ) -> Duration? {
        let syncs = remainingCalls / max(callsPerSync, 1)
        guard syncs > 0 else { return nil }
        let left = CalendarMonth(of: now).end.timeIntervalSince(now)
        return .seconds(max(left, 0) / Double(syncs))
    }
}
