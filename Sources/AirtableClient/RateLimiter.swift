package import AirtableAPI

/// Lets requests leave no faster than Airtable allows: 5 a second per base, 50 per token.
///
/// Each request waits in its own task, as `StateMachine` tells it to: there is no timer task.
package actor RateLimiter {
    /// What a request counts against, besides the token.
    package enum Lane: Hashable, Sendable {
        case base(BaseID)
        /// Calls that belong to no base: whoami and the list of bases.
        case account
    }

    /// Who goes first when several wait for one base. Within one priority the most urgent listing
    /// does, and of equals who came first.
    package enum Priority: Int, Comparable, Sendable {
        case write
        case interactive
        /// Small steps that keep a copy current: payloads, and the records that they name.
        case incremental
        /// The many pages of a full sync.
        case sync

        package static func < (left: Priority, right: Priority) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The listing that a request asks for a page of. Pages can only be asked for one after the
    /// other, so the longest listing decides when a sync ends.
    package struct Listing: Equatable, Sendable {
        package let table: TableID
        /// The pages that are expected to be left, this one included; 0 where that is not known.
        package let urgency: Int
    }

    private let clock: any Clock<Duration>
    private let elapsed: ElapsedTime
    private var machine: StateMachine
    /// Wakes those who were told to ask after the end of another request.
    private var ends: [StateMachine.Ticket: (lane: Lane, wake: AsyncStream<Void>.Continuation)] =
        [:]

    package init(clock: any Clock<Duration>) {
        self.init(clock: clock, limits: StateMachine.Limits())
    }

    init(clock: any Clock<Duration>, limits: StateMachine.Limits) {
        self.clock = clock
        elapsed = ElapsedTime(clock)
        machine = StateMachine(limits: limits)
    }

    /// Runs `body`, which sends one request, as soon as the limits let it.
    ///
    /// Of the pages that wait, that of the most urgent listing goes first.
    ///
    /// - Parameters:
    ///   - patience: the longest time until the request leaves; nil for any.
    ///   - body: returns an answer of any status; throws when none came.
    /// - Throws: `AirtableClientError` with `queueFull`, or `rateLimited` when patience is at an
    ///   end; `CancellationError`, and what `body` throws.
    package func send(
        lane: Lane, priority: Priority, listing: Listing? = nil, patience: Duration? = nil,
        _ body: @Sendable () async throws -> AirtableResponse
    ) async throws -> AirtableResponse {
        let ticket = try await admission(
            lane: lane, priority: priority, listing: listing, patience: patience)
        do {
            let response = try await body()
            ended(ticket, lane: lane, hasAnswer: true)
            return response
        } catch {
            ended(ticket, lane: lane, hasAnswer: false)
            throw error
        }
    }

    /// Airtable answered 429: stops the lane for the length of Airtable's penalty.
    package func rateLimited(lane: Lane) {
        machine.rateLimited(lane: lane, at: elapsed.now)
    }

    private func admission(
        lane: Lane, priority: Priority, listing: Listing?, patience: Duration?
    ) async throws -> StateMachine.Ticket {
        guard
            let ticket = machine.enqueued(lane: lane, priority: priority, listing: listing)
        else {
            throw AirtableClientError(
                .queueFull,
                message: "More than \(machine.limits.waiting) requests wait for Airtable.",
                hint: "Try again in a minute.")
        }
        let (signal, wake) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        ends[ticket] = (lane, wake)
        defer { ends[ticket] = nil }
        let latest = patience.map { elapsed.now + $0 }
        do {
            while true {
                try Task.checkCancellation()
                switch machine.asked(ticket, at: elapsed.now) {
                case .admitted: return ticket
                case .askAt(let time):
                    if let latest, time > latest { throw Self.noPatience }
                    try await clock.sleep(for: time - elapsed.now)
                // A cancelled task ends the iteration at once.
                case .askAfterEnd: for await _ in signal { break }
                }
            }
        } catch {
            machine.cancelled(ticket)
            wakeWaiters(of: lane)
            throw error
        }
    }

    private static var noPatience: AirtableClientError {
        AirtableClientError(
            .rateLimited, message: "Airtable's rate limit keeps the request from leaving in time.",
            hint: "Try again in half a minute.")
    }

    private func ended(_ ticket: StateMachine.Ticket, lane: Lane, hasAnswer: Bool) {
        machine.ended(ticket, lane: lane, hasAnswer: hasAnswer, at: elapsed.now)
        wakeWaiters(of: lane)
    }

    private func wakeWaiters(of lane: Lane) {
        for end in ends.values where end.lane == lane { end.wake.yield() }
    }
}
