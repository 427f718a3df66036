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
            var listing: Listing?

            var urgency: Int { listing?.urgency ?? 0 }
        }

        private struct Counted {
            var time: Duration
            var table: TableID?
        }

        private struct Flight {
            /// When it was counted: nil means at its end.
            var counted: Duration?
            var listing: Listing?
        }

        /// A listing that asked for a page, and will for the next.
        private struct OpenListing {
            var urgency: Int
            /// Since when none of its requests waits or is under way.
            var idleSince: Duration?
        }

        private struct LaneState {
            /// The requests that count, by when they were admitted, oldest first.
            var counted: [Counted] = []
            var inFlight: [Ticket: Flight] = [:]
            var listings: [TableID: OpenListing] = [:]
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
        mutating func enqueued(
            lane: Lane, priority: Priority, listing: Listing? = nil
        ) -> Ticket? {
            guard waiters.count < limits.waiting else { return nil }
            lastTicket += 1
            let waiter = Waiter(
                ticket: lastTicket, lane: lane, priority: priority, listing: listing)
            let index = waiters.firstIndex {
                $0.priority > priority
                    || $0.priority == priority && $0.urgency < waiter.urgency
            }
            waiters.insert(waiter, at: index ?? waiters.endIndex)
            if let listing {
                lanes[lane, default: LaneState()].listings[listing.table] =
                    OpenListing(urgency: listing.urgency)
            }
            return lastTicket
        }

        /// A waiting request asks whether it may leave now.
        mutating func asked(_ ticket: Ticket, at now: Duration) -> Answer {
            guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else {
                preconditionFailure("ticket \(ticket) does not wait")
            }
            let waiter = waiters[index]
            forget(before: now, lane: waiter.lane)
            let ahead = waiters[..<index].filter { $0.lane == waiter.lane }
            let answer =
                yield(waiter, ahead: ahead, at: now)
                ?? answer(lane: waiter.lane, ahead: ahead.count, at: now)
            if answer == .admitted {
                waiters.remove(at: index)
                admit(waiter, at: now)
            }
            return answer
        }

        /// Whether a request under way is counted only at its end.
        func isUncounted(_ ticket: Ticket, lane: Lane) -> Bool {
            lanes[lane]?.inFlight[ticket].map { $0.counted == nil } ?? false
        }

        /// A waiting request was given up.
        mutating func cancelled(_ ticket: Ticket) {
            guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
            let waiter = waiters.remove(at: index)
            if let table = waiter.listing?.table { lanes[waiter.lane]?.listings[table] = nil }
        }

        /// A request under way ended: with an answer, or without one.
        mutating func ended(_ ticket: Ticket, lane: Lane, hasAnswer: Bool, at now: Duration) {
            guard let flight = lanes[lane]?.inFlight.removeValue(forKey: ticket) else {
                preconditionFailure("ticket \(ticket) is not under way")
            }
            let table = flight.listing?.table
            if let counted = flight.counted {
                if !hasAnswer { recount(counted, table, lane: lane, at: now) }
            } else {
                lanes[lane]?.uncounted -= 1
                lanes[lane]?.counted.append(Counted(time: now, table: table))
            }
            if hasAnswer { lanes[lane]?.lastAnswer = now }
            guard let table else { return }
            // Was it the last page? Where more come than were expected, it is not.
            let isLast = hasAnswer && flight.listing?.urgency == 1
            lanes[lane]?.listings[table]?.idleSince = now
            if isLast { lanes[lane]?.listings[table] = nil }
        }

        /// Airtable answered 429: nothing of this lane leaves for the length of the penalty.
        mutating func rateLimited(lane: Lane, at now: Duration) {
            lanes[lane, default: LaneState()].blockedUntil = now + limits.penalty
        }

        /// Keeps places free for the most urgent listing while that is under way: without them it
        /// would find the window full at each return, and the others would be done long before it.
        /// It gets the share of the places that it has of the pages; the rest gets one at least.
        ///
        /// - Returns: when to ask again; nil where there is no reason to wait.
        private func yield(_ waiter: Waiter, ahead: [Waiter], at now: Duration) -> Answer? {
            guard let listing = waiter.listing, let state = lanes[waiter.lane],
                let first = state.listings.max(by: { $0.value.urgency < $1.value.urgency }),
                first.value.urgency > listing.urgency
            else { return nil }
            let pages = state.listings.values.reduce(0) { $0 + $1.urgency }
            let share = (first.value.urgency * limits.perLane + pages - 1) / pages
            guard share > 1 else { return nil }
            let others = state.counted.filter { $0.table != first.key }
            let uncounted = state.inFlight.values.count {
                $0.counted == nil && $0.listing?.table != first.key
            }
            let missing =
                others.count + uncounted + ahead.count { $0.listing?.table != first.key }
                - max(1, limits.perLane - share)
            guard missing >= 0 else { return nil }
            if missing < others.count { return .askAt(others[missing].time + limits.window) }
            return uncounted > 0 ? .askAfterEnd : .askAt(now + limits.window)
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
                    return .askAt(state.counted[missing].time + limits.window)
                }
                // Those ahead leave now at the earliest, or wait for an end themselves.
                return state.uncounted > 0 ? .askAfterEnd : .askAt(now + limits.window)
            }
            guard tokenCounted.count < limits.perToken else {
                return .askAt(tokenCounted[0] + limits.window)
            }
            return .admitted
        }

        private mutating func admit(_ waiter: Waiter, at now: Duration) {
            var state = lanes[waiter.lane] ?? LaneState()
            let isWarm = state.lastAnswer.map { now - $0 < limits.warmth } ?? false
            if !isWarm && state.inFlight.isEmpty { state.cold = limits.perLane }
            if state.cold > 0 {
                state.cold -= 1
                state.uncounted += 1
                state.inFlight[waiter.ticket] = Flight(listing: waiter.listing)
            } else {
                state.counted.append(Counted(time: now, table: waiter.listing?.table))
                state.inFlight[waiter.ticket] = Flight(counted: now, listing: waiter.listing)
            }
            lanes[waiter.lane] = state
            tokenCounted.append(now)
        }

        /// Counts a request anew, now, that was counted when it left.
        private mutating func recount(
            _ counted: Duration, _ table: TableID?, lane: Lane, at now: Duration
        ) {
            let index = lanes[lane]?.counted.firstIndex {
                $0.time == counted && $0.table == table
            }
            if let index { lanes[lane]?.counted.remove(at: index) }
            lanes[lane]?.counted.append(Counted(time: now, table: table))
        }

        private mutating func forget(before now: Duration, lane: Lane) {
            let oldest = now - limits.window
            lanes[lane]?.counted.removeAll { $0.time <= oldest }
            // Whoever listed has stopped: no page is far from the next.
            let idle = lanes[lane]?.listings.filter { ($0.value.idleSince ?? now) <= oldest }
            for table in (idle ?? [:]).keys { lanes[lane]?.listings[table] = nil }
            tokenCounted.removeAll { $0 <= oldest }
        }
    }
}
