import FoundationEssentials

/// Calls that may be made at once, and come back evenly over time: a token bucket.
///
/// With 9,500 calls a month, 1,900 may be used at any time, and 7,600 come back in 30 days: one
/// every 341 s. A base that is edited now and then is followed at once; one that is edited all the
/// time is followed as fast as a month's calls allow.
struct CallAllowance: Sendable {
    private let capacity: Double
    private let perSecond: Double
    private var calls: Double
    private var at: Date?

    /// - Parameter monthlyCalls: in any 30 days.
    init(monthlyCalls: Int) {
        capacity = Double(monthlyCalls) * SyncLimits.liveBurst
        perSecond = Double(monthlyCalls) * (1 - SyncLimits.liveBurst) / (30 * 86_400)
        calls = capacity
    }

    /// Counts calls that were made. More than there are is a debt.
    mutating func spend(_ count: Int, at now: Date) {
        calls = available(at: now) - Double(count)
        at = now
    }

    /// When calls are available.
    func readyAt(_ now: Date) -> Date {
        let missing = 1 - available(at: now)
        return missing <= 0 ? now : now.addingTimeInterval(missing / perSecond)
    }

    private func available(at now: Date) -> Double {
        let elapsed = at.map { max(0, now.timeIntervalSince($0)) } ?? 0
        return min(capacity, calls + elapsed * perSecond)
    }
}
