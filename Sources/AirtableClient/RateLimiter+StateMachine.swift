import AirtableAPI

extension RateLimiter {
    /// Decides when each request may leave: a value without clock, lock or I/O.
    ///
    /// A request asks until it is admitted. It is told to ask again at a time, or after another
    /// request of its lane ended; time and endings are all that frees a place. Sliding windows hold
    /// the times of what was admitted: one per lane, one for the token. A request is counted when
    /// it leaves. Where its arrival is uncertain, on a cold connection or after a failure, it is
    /// counted when it ends instead: it cannot have arrived later than that.
    struct StateMachine {
        typealias Ticket = UInt64

        enum Answer: Equatable {
            case admitted
            /// Not before this time.
            case askAt(Duration)
            /// Not before a request of the same lane ended.
            case askAfterEnd
        }

        struct Limits: Sendable {
            var perLane = AirtableLimits.requestsPerSecondPerBase
            var perToken = AirtableLimits.requestsPerSecondPerToken
            var window = Duration.seconds(1) + AirtableClientLimits.rateWindowMargin
            var penalty = AirtableLimits.rateLimitPenalty
            var warmth = AirtableClientLimits.warmth
            var inFlight = AirtableClientLimits.requestsInFlightPerBase
            var waiting = AirtableClientLimits.waitingRequests
        }

        private struct Waiter {
            var ticket: Ticket
            var lane: Lane
            var priority: Priority
        }

        private struct LaneState {
            /// When the requests that count were admitted, oldest first.
            var counted: [Duration] = []
            /// Requests under way, and when they were counted: nil means at their end.
            var inFlight: [Ticket: Duration?] = [:]
            var blockedUntil = Duration.zero
            var lastAnswer: Duration?
            /// Requests under way that are counted only at their end.
            var uncounted = 0
            /// Requests that may still open a connection, as after a silence.
            var cold = 0
        }

        let limits: Limits
        /// In the order in which they are to be admitted.
        private var waiters: [Waiter] = []
        private var lanes: [Lane: LaneState] = [:]
        private var tokenCounted: [Duration] = []
        private var lastTicket: Ticket = 0

        init(limits: Limits = Limits()) {
            self.limits = limits
        }

        var waitingCount: Int { waiters.count }

        /// A request came. Nil: as many wait as may wait.
        mutating func enqueued(lane: Lane, priority: Priority) -> Ticket? {
            guard waiters.count < limits.waiting else { return nil }
            lastTicket += 1
            let index = waiters.firstIndex { $0.priority > priority } ?? waiters.endIndex
            waiters.insert(Waiter(ticket: lastTicket, lane: lane, priority: priority), at: index)
            return lastTicket
        }

        /// A waiting request asks whether it may leave now.
        mutating func asked(_ ticket: Ticket, at now: Duration) -> Answer {
            guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else {
                preconditionFailure("ticket \(ticket) does not wait")
            }
            let lane = waiters[index].lane
            forget(before: now, lane: lane)
            let ahead = waiters[..<index].count { $0.lane == lane }
            let answer = answer(lane: lane, ahead: ahead, at: now)
            if answer == .admitted {
                waiters.remove(at: index)
                admit(ticket, lane: lane, at: now)
            }
            return answer
        }

        /// A waiting request was given up.
        mutating func cancelled(_ ticket: Ticket) {
            waiters.removeAll { $0.ticket == ticket }
        }

        /// A request under way ended: with an answer, or without one.
        mutating func ended(_ ticket: Ticket, lane: Lane, hasAnswer: Bool, at now: Duration) {
            guard let counted = lanes[lane]?.inFlight.removeValue(forKey: ticket) else {
                preconditionFailure("ticket \(ticket) is not under way")
            }
            if let counted {
                if !hasAnswer { recount(counted, lane: lane, at: now) }
            } else {
                lanes[lane]?.uncounted -= 1
                lanes[lane]?.counted.append(now)
            }
            if hasAnswer { lanes[lane]?.lastAnswer = now }
        }

        /// Airtable answered 429: nothing of this lane leaves for the length of the penalty.
        mutating func rateLimited(lane: Lane, at now: Duration) {
            lanes[lane, default: LaneState()].blockedUntil = now + limits.penalty
        }

        private func answer(lane: Lane, ahead: Int, at now: Duration) -> Answer {
            let state = lanes[lane] ?? LaneState()
            if state.blockedUntil > now { return .askAt(state.blockedUntil) }
            if state.inFlight.count + ahead >= limits.inFlight, !state.inFlight.isEmpty {
                return .askAfterEnd
            }
            let missing = state.counted.count + state.uncounted + ahead - limits.perLane
            if missing >= 0 {
                if missing < state.counted.count {
                    return .askAt(state.counted[missing] + limits.window)
                }
                // Those ahead leave now at the earliest, or wait for an end themselves.
                return state.uncounted > 0 ? .askAfterEnd : .askAt(now + limits.window)
            }
            guard tokenCounted.count < limits.perToken else {
                return .askAt(tokenCounted[0] + limits.window)
            }
            return .admitted
        }

        private mutating func admit(_ ticket: Ticket, lane: Lane, at now: Duration) {
            var state = lanes[lane] ?? LaneState()
            let isWarm = state.lastAnswer.map { now - $0 < limits.warmth } ?? false
            if !isWarm && state.inFlight.isEmpty { state.cold = limits.perLane }
            if state.cold > 0 {
                state.cold -= 1
                state.uncounted += 1
                state.inFlight[ticket] = .some(nil)
            } else {
                state.counted.append(now)
                state.inFlight[ticket] = .some(now)
            }
            lanes[lane] = state
            tokenCounted.append(now)
        }

        /// Counts a request anew, now, that was counted when it left.
        private mutating func recount(_ counted: Duration, lane: Lane, at now: Duration) {
            if let index = lanes[lane]?.counted.firstIndex(of: counted) {
                lanes[lane]?.counted.remove(at: index)
            }
            lanes[lane]?.counted.append(now)
        }

        private mutating func forget(before now: Duration, lane: Lane) {
            let oldest = now - limits.window
            lanes[lane]?.counted.removeAll { $0 <= oldest }
            tokenCounted.removeAll { $0 <= oldest }
        }
    }
}
