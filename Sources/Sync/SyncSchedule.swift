import AirtableClient
import FoundationEssentials

/// When the next full sync of a base is due: a pure function of what is known.
struct SyncSchedule: Sendable {
    /// What the decision rests on.
    struct Facts: Sendable {
        /// When the serving generation was begun; nil when there is none.
        var syncedAt: Date?
        /// The serving generation is not the newest because that one was damaged.
        var isDegraded = false
        var isPaused = false
        /// Runs that failed in a row, and when the last of them ended.
        var failures = 0
        var lastFailureAt: Date?
        /// The last failure was one that waiting a few seconds may heal, such as no network.
        var isPassing = false
        var callsThisMonth = 0
        /// Calls that the last full sync took.
        var callsPerSync = 0
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

    /// - Returns: nil when nothing is due until something is asked for.
    func nextDue(_ facts: Facts, now: Date) -> Date? {
        guard !facts.isPaused else { return nil }
        let isMissing = facts.syncedAt == nil || facts.isDegraded
        if settings.mode == .manual && !isMissing { return nil }
        let interval = stretchedInterval(facts, now: now)
        let regular =
            isMissing
            ? Date.distantPast : (facts.syncedAt ?? .distantPast).addingTimeInterval(interval)
        guard facts.failures > 0, let failedAt = facts.lastFailureAt else { return regular }
        let delay =
            facts.syncedAt == nil && facts.isPassing
            ? Self.delayWithoutCopy
            : min(Self.delay(afterFailures: facts.failures), settings.refreshInterval.inSeconds)
        return max(regular, failedAt.addingTimeInterval(delay))
    }

    /// The refresh interval in seconds, longer where the calls that are left would not last until
    /// the month ends.
    func stretchedInterval(_ facts: Facts, now: Date) -> Double {
        let wanted = settings.refreshInterval.inSeconds
        guard let budget = settings.monthlyCalls, facts.callsPerSync > 0 else { return wanted }
        let interval = CallForecast.interval(
            remainingCalls: budget - facts.callsThisMonth, callsPerSync: facts.callsPerSync,
            now: now)
        // With no full sync left, the next one waits for the new month.
        let stretched =
            interval?.inSeconds ?? CalendarMonth(of: now).end.timeIntervalSince(now)
        return max(wanted, stretched)
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
