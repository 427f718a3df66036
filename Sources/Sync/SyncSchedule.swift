import AirtableClient
import FoundationEssentials

/// When the next full sync of a base is due: a pure function of what is known.
struct SyncSchedule: Sendable {
    /// What the decision rests on.
    struct Facts: Sendable {
        /// When the full sync began that made the serving generation; nil when there is none.
        var builtAt: Date?
        /// The serving generation is not the newest because that one was damaged.
        var isDegraded = false
        var isPaused = false
        /// Changes since were lost: the copy can only be made anew.
        var hasGap = false
        /// Runs that failed in a row, when the last of them ended, and what it promised.
        var failures = 0
        var lastFailureAt: Date?
        var outlook = Outlook.later
        var callsThisMonth = 0
        /// Calls that the last full sync of every base took, all bases together.
        var callsPerSync = 0
    }

    /// What a failure says about the next attempt.
    enum Outlook: Hashable, Sendable {
        /// Waiting a few seconds may heal it, such as no network.
        case soon
        /// Somebody has to do something, or some time has to pass.
        case later
        /// The calls of this month are used up.
        case nextMonth
    }

    let settings: SyncSettings

    /// Seconds from a failed run to the next, by the number of failures in a row:
    /// 1 → 60, 2 → 120, 3 → 300, 4 → 600, from 5 on → 1,800; and never longer than the interval.
    static func delay(afterFailures failures: Int) -> Double {
        let delays: [Double] = [60, 120, 300, 600, 1_800]
        return delays[min(max(failures, 1), delays.count) - 1]
    }

    /// Without any copy to serve, a passing failure is tried again this soon.
    static let delayWithoutCopy = 5.0

    /// After a used-up quota the next attempt waits this long: the plan may have been changed.
    static let delayWithoutQuota = 6 * 3_600.0

    /// - Returns: nil when nothing is due until something is asked for.
    func nextDue(_ facts: Facts, now: Date) -> Date? {
        guard !facts.isPaused else { return nil }
        let isMissing = facts.builtAt == nil || facts.isDegraded || facts.hasGap
        if settings.mode == .manual && !isMissing { return nil }
        let regular = isMissing ? Date.distantPast : regularDue(facts, now: now)
        guard facts.failures > 0, let failedAt = facts.lastFailureAt else { return regular }
        return max(regular, failedAt.addingTimeInterval(delay(facts, failedAt: failedAt)))
    }

    /// From one full sync to the next.
    private var interval: Duration {
        settings.mode.isLive ? settings.failsafeInterval : settings.refreshInterval
    }

    /// When the next sync is due if none has failed: after the interval, which is longer where the
    /// calls that are left would not last until the month ends.
    private func regularDue(_ facts: Facts, now: Date) -> Date {
        let wanted = interval.inSeconds
        // A copy from the future: the machine's clock was set back.
        let last = min(facts.builtAt ?? .distantPast, now)
        guard let budget = settings.monthlyCalls, facts.callsPerSync > 0 else {
            return last.addingTimeInterval(wanted)
        }
        let stretched = CallForecast.interval(
            remainingCalls: budget - facts.callsThisMonth, callsPerSync: facts.callsPerSync,
            now: now)
        // With no full sync left, the next one waits for the new month.
        guard let stretched else {
            return max(last.addingTimeInterval(wanted), CalendarMonth(of: now).end)
        }
        return last.addingTimeInterval(max(wanted, stretched.inSeconds))
    }

    private func delay(_ facts: Facts, failedAt: Date) -> Double {
        switch facts.outlook {
        case .soon where facts.builtAt == nil: Self.delayWithoutCopy
        case .soon, .later:
            min(Self.delay(afterFailures: facts.failures), interval.inSeconds)
        case .nextMonth:
            min(
                Self.delayWithoutQuota,
                CalendarMonth(of: failedAt).end.timeIntervalSince(failedAt))
        }
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
