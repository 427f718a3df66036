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

    /// What other processes call.
    private let shared: SharedCallLog?
    /// Makes the numbers of calls in the shared log: a ticket is unique in this limiter alone.
    private let salt = UInt64.random(in: .min ... .max)

    package init(clock: any Clock<Duration>, shared: SharedCallLog? = nil) {
        self.init(clock: clock, limits: StateMachine.Limits(), shared: shared)
    }

    init(
        clock: any Clock<Duration>, limits: StateMachine.Limits, shared: SharedCallLog? = nil
    ) {
        self.clock = clock
        self.shared = shared
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
            try await waitForOthers(ticket, lane, patience)
            let response = try await body()
            await ended(ticket, lane: lane, hasAnswer: true)
            return response
        } catch {
            await ended(ticket, lane: lane, hasAnswer: false)
            throw error
        }
    }

    /// Airtable answered 429: stops the lane for the length of Airtable's penalty, in all processes.
    package func rateLimited(lane: Lane) async {
        machine.rateLimited(lane: lane, at: elapsed.now)
        let penalty = machine.limits.penalty
        await share(lane) { page, now in page.rest(until: now + penalty) }
    }

    // MARK: Other processes

    /// Waits until the calls of all processes let this one leave, and counts it among them.
    private func waitForOthers(
        _ ticket: StateMachine.Ticket, _ lane: Lane, _ patience: Duration?
    ) async throws {
        guard let shared, case .base(let base) = lane else { return }
        let limits = machine.limits
        let isCold = machine.isUncounted(ticket, lane: lane)
        let number = salt &+ ticket
        let latest = patience.map { elapsed.now + $0 }
        while true {
            try Task.checkCancellation()
            var wait: Duration? = AirtableClientLimits.sharedLook
            _ = shared.lend(base) { bytes in
                var page = CallLogPage(bytes)
                wait = page.begin(number, isCold: isCold, at: shared.now(), limits: limits)
                bytes = page.bytes
            }
            guard let wait else { return }
            if let latest, elapsed.now + wait > latest { throw Self.noPatience }
            try await clock.sleep(for: wait)
        }
    }

    /// Changes what all processes know of a lane; after some time without, when others hold it.
    private func share(
        _ lane: Lane, _ change: @Sendable (inout CallLogPage, Duration) -> Void
    ) async {
        guard let shared, case .base(let base) = lane else { return }
        for _ in 1...AirtableClientLimits.sharedLooks {
            let isDone = shared.lend(base) { bytes in
                var page = CallLogPage(bytes)
                change(&page, shared.now())
                bytes = page.bytes
            }
            if isDone { return }
            // A task that is cancelled goes on at once, and tells all the same.
            try? await clock.sleep(for: AirtableClientLimits.sharedLook)
        }
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

    private func ended(
        _ ticket: StateMachine.Ticket, lane: Lane, hasAnswer: Bool
    ) async {
        machine.ended(ticket, lane: lane, hasAnswer: hasAnswer, at: elapsed.now)
        wakeWaiters(of: lane)
        let number = salt &+ ticket
        await share(lane) { page, now in page.end(number, hasAnswer: hasAnswer, at: now) }
    }

    private func wakeWaiters(of lane: Lane) {
        for end in ends.values where end.lane == lane { end.wake.yield() }
    }
}
