import FoundationEssentials

/// When the changes of one base are fetched next; no I/O, time as an argument.
///
/// | mode | fetched |
/// |---|---|
/// | webhook | when woken, at most once in `notificationInterval`; every six hours without being woken |
/// | changes | every `changesInterval`, longer where the month's calls would not last |
/// | polling | every `deltaInterval`, if there is one |
struct LiveMachine: Sendable {
    private let settings: SyncSettings
    private var allowance: CallAllowance?
    /// Whether a fetching is under way.
    private(set) var isPulling = false
    /// When the webhook was last found alive; nil where it has to be looked after first.
    private var checkedAt: Date?
    /// Whether only a full sync can say what the base holds.
    private(set) var hasGap = false
    private var isWoken = false
    /// When somebody last said that something changed.
    private(set) var wokenAt: Date?
    private var lastStart: Date?
    private var failures = 0
    private var lastFailureAt: Date?
    private var outlook = SyncSchedule.Outlook.soon
    /// Whether ids are being compared, how often they were, and when last.
    private(set) var isReconciling = false
    private(set) var reconciliations = 0
    private var reconciledAt: Date?
    private var hasChangedSince = false

    init(settings: SyncSettings) {
        self.settings = settings
        allowance =
            settings.mode == .webhook ? settings.liveCalls.map(CallAllowance.init) : nil
    }

    // MARK: Events

    /// Something changed, or may have.
    mutating func woken(at now: Date) {
        isWoken = true
        wokenAt = now
    }

    mutating func pullStarted(at now: Date) {
        isPulling = true
        // Whatever wakes us from now on may be about what the fetching did not see.
        isWoken = false
        lastStart = now
    }

    /// - Parameter calls: that it took.
    ///   - hasChanges: whether anything came.
    mutating func pulled(calls: Int, hasChanges: Bool = false, at now: Date) {
        isPulling = false
        if hasChanges { hasChangedSince = true }
        failures = 0
        allowance?.spend(calls, at: now)
    }

    mutating func pullFailed(_ outlook: SyncSchedule.Outlook, calls: Int, at now: Date) {
        isPulling = false
        failures += 1
        lastFailureAt = now
        self.outlook = outlook
        allowance?.spend(calls, at: now)
    }

    /// Changes since the last fetching are lost; a full sync is needed.
    mutating func foundGap(needsNewWebhook: Bool) {
        isPulling = false
        hasGap = true
        if needsNewWebhook { checkedAt = nil }
    }

    /// A full sync ended: the copy follows the payloads from its position on.
    mutating func synced(isFollowing: Bool, at now: Date) {
        hasGap = false
        // It was a question for everything that was modified as well.
        if settings.mode == .polling { lastStart = now }
        if !isFollowing { checkedAt = nil }
        isWoken = true
        hasChangedSince = false
    }

    mutating func reconciliationStarted() { isReconciling = true }

    mutating func reconciled(at now: Date) {
        isReconciling = false
        reconciliations += 1
        reconciledAt = now
        hasChangedSince = false
    }

    /// The webhook was looked after, and is alive.
    mutating func checked(at now: Date) { checkedAt = now }

    // MARK: Decisions

    /// Whether the webhook has to be looked after before payloads are read. One that expired or was
    /// switched off has no more payloads, and nothing says so.
    func needsCheck(at now: Date) -> Bool {
        guard let checkedAt else { return true }
        let age = now.timeIntervalSince(checkedAt)
        return age < 0 || age >= SyncLimits.checkInterval.inSeconds
    }

    /// When to fetch; nil while a full sync has to come first, or one is under way.
    ///
    /// - Parameter remainingCalls: of the month's budget; nil without one.
    func nextPull(remainingCalls: Int?, monthEnd: Date, now: Date) -> Date? {
        let isAsking = settings.mode == .polling && settings.deltaInterval != nil
        guard settings.mode.isLive || isAsking, !isPulling, !hasGap else { return nil }
        var due = regular(remainingCalls: remainingCalls, monthEnd: monthEnd, now: now)
        if let allowance { due = max(due, allowance.readyAt(now)) }
        guard failures > 0, let lastFailureAt else { return due }
        return max(due, lastFailureAt.addingTimeInterval(delay(failedAt: lastFailureAt)))
    }

    /// Whether ids are to be compared: only where something changed since the last time.
    mutating func isReconciliationDue(at now: Date) -> Bool {
        guard settings.mode.isLive, let interval = settings.reconciliationInterval, !hasGap,
            !isReconciling, hasChangedSince
        else { return false }
        guard let last = reconciledAt else {
            reconciledAt = now
            return false
        }
        return now.timeIntervalSince(last) >= interval.inSeconds
    }

    private func regular(remainingCalls: Int?, monthEnd: Date, now: Date) -> Date {
        if settings.mode == .polling, let interval = settings.deltaInterval {
            return lastStart.map { min($0, now).addingTimeInterval(interval.inSeconds) } ?? now
        }
        guard let lastStart, checkedAt != nil || failures > 0 else { return now }
        // The clock was set back: what began in the future began now.
        let start = min(lastStart, now)
        guard settings.mode == .changes else {
            let interval =
                isWoken ? settings.notificationInterval : SyncLimits.renewalInterval
            return start.addingTimeInterval(interval.inSeconds)
        }
        var interval = settings.changesInterval.inSeconds
        if let remainingCalls {
            let left = max(0, monthEnd.timeIntervalSince(now))
            interval = max(interval, left / Double(max(1, remainingCalls)))
        }
        return start.addingTimeInterval(interval)
    }

    /// 5, 10, 20, 40, then 60 s while it may heal by itself; 5 minutes where somebody must act.
    private func delay(failedAt: Date) -> Double {
        switch outlook {
        case .soon: min(60, 5 * Double(1 << min(failures - 1, 4)))
        case .later: 300
        case .nextMonth: SyncSchedule.delayWithoutQuota
        }
    }
}
