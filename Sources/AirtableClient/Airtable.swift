package import AirtableAPI
import HTTPTypes
package import Logging
import Metrics
import Synchronization

package struct AirtableClientSettings: Sendable {
    /// Sent as `User-Agent: aircache/VERSION`.
    package var version: String
    package var answerTimeout = AirtableClientLimits.answerTimeout
    package var retryPolicy = RetryPolicy()

    package init(version: String = "0") {
        self.version = version
    }
}

/// Asks Airtable, politely: within its rate limits, within the budget, again where that helps.
///
/// A value in front of shared state: copies with another priority or tally use the same limiter.
package struct Airtable: Sendable {
    let core: Core
    private(set) var priority = RateLimiter.Priority.interactive
    private var tally: CallTally?

    /// - Parameters:
    ///   - token: a personal access token. It is sent to `transport` only, and never logged.
    ///   - random: makes the jitter of the waits.
    ///   - callLog: what other processes call; nil where there are none.
    package init(
        transport: any AirtableTransport, token: String, clock: any Clock<Duration>,
        random: JitterGenerator, settings: AirtableClientSettings, budget: CallBudget,
        callLog: SharedCallLog? = nil, logger: Logger
    ) {
        core = Core(
            transport: transport, token: token, clock: clock, random: random,
            settings: settings, budget: budget, callLog: callLog, logger: logger)
    }

    package var budget: CallBudget { core.budget }

    /// The same client, for work of that priority whose calls `tally` counts.
    package func with(priority: RateLimiter.Priority, tally: CallTally? = nil) -> Airtable {
        var copy = self
        copy.priority = priority
        copy.tally = tally
        return copy
    }

    /// Sends a request until an answer of 2xx can be read, or until it makes no sense any more.
    ///
    /// - Parameters:
    ///   - kind: what sort of question it is, for the advice in errors.
    ///   - what: the thing asked for, in words, for errors.
    ///   - read: reads the body; what it throws makes the answer a broken one.
    /// - Throws: `AirtableClientError`, `CancellationError`.
    func answer<Value: Sendable>(
        _ request: AirtableRequest, lane: RateLimiter.Lane,
        listing: RateLimiter.Listing? = nil, kind: AttemptFailure.Question = .data,
        what: String, read: @Sendable ([UInt8]) throws -> Value
    ) async throws -> Value {
        var history = RetryPolicy.History()
        let start = ElapsedTime(core.clock)
        while true {
            let failure: AttemptFailure
            do {
                return try await attempt(
                    request, lane: lane, listing: listing, kind: kind, what: what, read: read)
            } catch let error as AttemptFailure {
                failure = error
            }
            history.elapsed = start.now
            let wait = core.wait(after: failure, &history)
            core.report(failure, what: what, attempt: history, wait: wait)
            guard let wait else { throw failure.error }
            try await core.clock.sleep(for: wait)
        }
    }

    private func attempt<Value: Sendable>(
        _ request: AirtableRequest, lane: RateLimiter.Lane, listing: RateLimiter.Listing?,
        kind: AttemptFailure.Question,
        what: String, read: @Sendable ([UInt8]) throws -> Value
    ) async throws -> Value {
        let response = try await exchange(request, lane: lane, listing: listing)
        guard response.status.kind == .successful else {
            let failure = AttemptFailure(response: response, kind: kind, what: what)
            if case .rateLimited = failure { await core.limiter.rateLimited(lane: lane) }
            throw failure
        }
        do {
            return try read(response.body)
        } catch {
            throw AttemptFailure(brokenAnswer: error)
        }
    }
}

extension Airtable {
    /// Sends a request once, when the limits let it, and returns the answer of any status.
    ///
    /// - Parameter patience: the longest time to wait for the limits; nil for any.
    /// - Throws: `AttemptFailure` when no answer came, `CancellationError`.
    func exchange(
        _ request: AirtableRequest, lane: RateLimiter.Lane,
        listing: RateLimiter.Listing? = nil, patience: Duration? = nil
    ) async throws -> AirtableResponse {
        do {
            return try await core.limiter.send(
                // The records of a change are asked for at once, not page after page.
                lane: lane, priority: priority, listing: priority == .sync ? listing : nil,
                patience: patience
            ) {
                try core.spend(lane: lane)
                tally?.add()
                return try await core.transport.send(
                    core.authorized(request), timeout: core.settings.answerTimeout)
            }
        } catch let error as AirtableTransportError {
            throw AttemptFailure(transport: error)
        } catch let error as AirtableClientError {
            throw AttemptFailure.final(error)
        }
    }

    /// What all copies of a client share.
    final class Core: Sendable {
        let transport: any AirtableTransport
        let clock: any Clock<Duration>
        let settings: AirtableClientSettings
        let budget: CallBudget
        let limiter: RateLimiter
        private let token: String
        private let random: Mutex<JitterGenerator>
        private let logger: Logger

        init(
            transport: any AirtableTransport, token: String, clock: any Clock<Duration>,
            random: JitterGenerator, settings: AirtableClientSettings, budget: CallBudget,
            callLog: SharedCallLog?, logger: Logger
        ) {
            self.transport = transport
            self.token = token
            self.clock = clock
            self.random = Mutex(random)
            self.settings = settings
            self.budget = budget
            self.logger = logger
            limiter = RateLimiter(clock: clock, shared: callLog)
        }

        func authorized(_ request: AirtableRequest) -> AirtableRequest {
            var request = request
            request.headerFields[.authorization] = "Bearer \(token)"
            request.headerFields[.userAgent] = "aircache/\(settings.version)"
            return request
        }

        func spend(lane: RateLimiter.Lane) throws {
            if case .base(let base) = lane {
                try budget.spend(base: base)
            } else {
                try budget.spend(base: nil)
            }
            Counter(label: "aircache_airtable_calls_total").increment()
        }

        /// How long to wait before the next attempt; nil for no other attempt.
        func wait(
            after failure: AttemptFailure, _ history: inout RetryPolicy.History,
            by policy: RetryPolicy? = nil
        ) -> Duration? {
            let policy = policy ?? settings.retryPolicy
            let decision: RetryPolicy.Decision
            switch failure {
            case .temporary(_, let retryAfter):
                history.failures += 1
                decision = random.withLock { [history] random in
                    policy.afterFailure(
                        history, retryAfter: retryAfter, using: &random)
                }
            case .rateLimited:
                history.rateLimits += 1
                decision = policy.afterRateLimit(history)
            case .final, .listingExpired: decision = .giveUp
            }
            if case .retry(let wait) = decision { return wait }
            return nil
        }

        func report(
            _ failure: AttemptFailure, what: String, attempt history: RetryPolicy.History,
            wait: Duration?
        ) {
            Counter(
                label: "aircache_airtable_failures_total",
                dimensions: [("code", failure.error.code.rawValue)]
            ).increment()
            logger.debug(
                "Airtable call failed",
                metadata: [
                    "what": "\(what)", "code": "\(failure.error.code.rawValue)",
                    "failures": "\(history.failures)", "rateLimits": "\(history.rateLimits)",
                    "retryIn": "\(wait.map { "\($0)" } ?? "never")",
                ])
        }
    }
}
