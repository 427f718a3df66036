package import AirtableAPI

/// What several processes that ask Airtable for the same bases must know of each other's calls, and
/// what a process that just started must know of one that just died.
///
/// Times are since the machine was started, so that they mean the same in all processes.
package struct SharedCallLog: Sendable {
    /// The time since the machine was started.
    package let now: @Sendable () -> Duration
    /// Lends the bytes that are kept for a base, and keeps what `body` makes of them, while nobody else
    /// has them. Empty bytes where there are none yet.
    ///
    /// Returns false when somebody else has them just now; then `body` did not run. Must not throw:
    /// where nothing can be kept, a process looks to its own calls alone.
    package let lend: @Sendable (BaseID, _ body: (inout [UInt8]) -> Void) -> Bool

    package init(
        now: @escaping @Sendable () -> Duration = { SystemTime.now },
        lend: @escaping @Sendable (BaseID, _ body: (inout [UInt8]) -> Void) -> Bool
    ) {
        self.now = now
        self.lend = lend
    }
}

/// The last calls of a base, of all processes: the content of a shared log.
///
/// ```
/// 8 bytes: until when the base rests · then 16 bytes for each call: its number, its time
/// ```
struct CallLogPage: Equatable {
    struct Call: Equatable {
        var number: UInt64
        /// When it counts; in nanoseconds since the machine was started.
        var time: Int64
    }

    var restsUntil: Int64 = 0
    var calls: [Call] = []

    init() {}

    /// Bytes of another length are no page: a crash cut them off, and the log begins anew.
    init(_ bytes: [UInt8]) {
        guard bytes.count >= 8, (bytes.count - 8) % 16 == 0,
            bytes.count <= 8 + 16 * AirtableClientLimits.sharedCalls
        else { return }
        func number(_ index: Int) -> UInt64 {
            bytes[index..<index + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        restsUntil = Int64(bitPattern: number(0))
        calls = stride(from: 8, to: bytes.count, by: 16).map {
            Call(number: number($0), time: Int64(bitPattern: number($0 + 8)))
        }
    }

    var bytes: [UInt8] {
        var numbers = [UInt64(bitPattern: restsUntil)]
        for call in calls { numbers += [call.number, UInt64(bitPattern: call.time)] }
        return numbers.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
        }
    }

    /// Counts a call if it may leave now.
    ///
    /// - Parameter isCold: whether it may have to open a connection, which delays its arrival.
    /// - Returns: nil when it may leave, else how long to wait before asking again.
    mutating func begin(
        _ number: UInt64, isCold: Bool, at now: Duration, limits: RateLimiter.StateMachine.Limits
    ) -> Duration? {
        let now = now.nanoseconds
        let window = limits.window.nanoseconds
        // What lies further ahead than anything can stems from before the machine was started again.
        if restsUntil > now + limits.penalty.nanoseconds { restsUntil = 0 }
        let latest = now + AirtableClientLimits.coldArrival.nanoseconds
        calls.removeAll { $0.time <= now - window || $0.time > latest }
        if restsUntil > now { return .nanoseconds(restsUntil - now) }
        let times = calls.map(\.time).sorted()
        if times.count >= limits.perLane {
            let time = times[times.count - limits.perLane]
            // Of one that is on its way the end may tell something any moment.
            return time > now ? AirtableClientLimits.sharedLook : .nanoseconds(time + window - now)
        }
        // It counts as the last moment at which it can arrive, until its end tells more.
        let delay = isCold ? AirtableClientLimits.coldArrival.nanoseconds : 0
        calls.append(Call(number: number, time: now + delay))
        return nil
    }

    /// A call ended: it arrived then at the latest.
    mutating func end(_ number: UInt64, hasAnswer: Bool, at now: Duration) {
        guard let index = calls.firstIndex(where: { $0.number == number }) else { return }
        // One that left on a warm connection arrived when it left.
        if !hasAnswer || calls[index].time > now.nanoseconds { calls[index].time = now.nanoseconds }
    }

    mutating func rest(until time: Duration) {
        restsUntil = max(restsUntil, time.nanoseconds)
    }
}

extension Duration {
    var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
