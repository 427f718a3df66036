/// One rate limit as a value: so many requests in any sliding second, then a lock-out.
///
/// | event | state | answer |
/// |---|---|---|
/// | request | fewer than the limit in the last second | admitted |
/// | request | limit reached | refused; locked until now + penalty |
/// | request | locked | refused; the lock-out is not prolonged |
struct RequestWindow: Sendable {
    static let length = Duration.seconds(1)

    /// Arrivals of admitted requests within the last second, oldest first.
    private var admitted: [Duration] = []
    private(set) var lockedUntil: Duration?

    /// Says whether a request that arrives at `now` is admitted.
    mutating func admit(at now: Duration, limit: Int, penalty: Duration) -> Bool {
        if let lockedUntil {
            guard lockedUntil <= now else { return false }
            self.lockedUntil = nil
        }
        admitted.removeAll { $0 <= now - Self.length }
        guard admitted.count < limit else {
            lock(at: now, penalty: penalty)
            return false
        }
        admitted.append(now)
        return true
    }

    mutating func lock(at now: Duration, penalty: Duration) {
        if lockedUntil == nil { lockedUntil = now + penalty }
    }
}

/// What arrived: the totals, and the most that arrived in any one second.
public struct RequestCounts: Sendable, Hashable {
    /// Requests of any kind, refused ones too.
    public internal(set) var total = 0
    /// The most requests that arrived in any one second.
    public internal(set) var peakPerSecond = 0
    /// Answers by status; those that never arrived are not in it.
    public internal(set) var byStatus: [Int: Int] = [:]

    /// Arrivals, oldest first; those before `recentStart` are more than a second old. They are
    /// dropped many at a time, since a test may send thousands while its clock stands still.
    private var recent: [Duration] = []
    private var recentStart = 0

    mutating func arrived(at now: Duration) {
        total += 1
        recent.append(now)
        while recent[recentStart] <= now - RequestWindow.length { recentStart += 1 }
        peakPerSecond = max(peakPerSecond, recent.count - recentStart)
        if recentStart > 1_024, recentStart > recent.count / 2 {
            recent.removeFirst(recentStart)
            recentStart = 0
        }
    }

    mutating func answered(_ status: Int) {
        byStatus[status, default: 0] += 1
    }

    public static func == (left: RequestCounts, right: RequestCounts) -> Bool {
        left.total == right.total && left.peakPerSecond == right.peakPerSecond
            && left.byStatus == right.byStatus
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(total)
        hasher.combine(peakPerSecond)
    }
}
