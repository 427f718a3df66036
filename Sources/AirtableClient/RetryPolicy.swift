import AirtableAPI

/// How often and after which wait a request is sent again. Pure; the randomness is passed in.
///
/// The wait after the nth failure is a random time between half of `firstDelay · 2ⁿ⁻¹` and all of
/// it, at most `longestDelay`:
///
/// | failure | wait         | | failure | wait      |
/// |--------:|--------------|-|--------:|-----------|
/// |       1 | 0.25 – 0.5 s | |       4 | 2 – 4 s   |
/// |       2 | 0.5 – 1 s    | |       5 | 4 – 8 s   |
/// |       3 | 1 – 2 s      | |       6 | no more   |
package struct RetryPolicy: Sendable {
    package var firstDelay = Duration.milliseconds(500)
    package var longestDelay = Duration.seconds(30)
    /// Failures of one request after which it is given up.
    package var failures = 6
    /// Answers 429 to one request after which it is given up. Each one costs 30 s.
    package var rateLimits = 5
    /// The longest time from the first sending to the last.
    package var totalTime = Duration.seconds(300)
    /// The longest `Retry-After` of a 503 that is honoured; a longer one counts as this.
    package var longestRetryAfter = Duration.seconds(60)

    package init() {}

    /// For questions that somebody waits for: one 429 is waited out, failures are tried again for
    /// some seconds.
    package static let passing: RetryPolicy = {
        var policy = RetryPolicy()
        policy.failures = 3
        policy.rateLimits = 2
        policy.totalTime = .seconds(40)
        policy.longestRetryAfter = .seconds(10)
        return policy
    }()

    /// What has happened to one request so far.
    package struct History: Hashable, Sendable {
        package var failures = 0
        package var rateLimits = 0
        package var elapsed = Duration.zero

        package init() {}
    }

    package enum Decision: Hashable, Sendable {
        case retry(after: Duration)
        case giveUp
    }

    /// Decides after a failure, which `history` counts already.
    ///
    /// - Parameter retryAfter: what the answer asked for, if it did.
    package func afterFailure(
        _ history: History, retryAfter: Duration?,
        using random: inout some RandomNumberGenerator
    ) -> Decision {
        guard history.failures < failures else { return .giveUp }
        let wait = max(
            delay(afterFailure: history.failures, using: &random),
            min(retryAfter ?? .zero, longestRetryAfter))
        return history.elapsed + wait > totalTime ? .giveUp : .retry(after: wait)
    }

    /// Decides after a 429, which `history` counts already. The rate limiter does the waiting.
    package func afterRateLimit(_ history: History) -> Decision {
        let isOver =
            history.rateLimits >= rateLimits
            || history.elapsed + AirtableLimits.rateLimitPenalty > totalTime
        return isOver ? .giveUp : .retry(after: .zero)
    }

    /// The wait of the table above.
    ///
    /// - Parameter number: 1 after the first failure.
    package func delay(
        afterFailure number: Int, using random: inout some RandomNumberGenerator
    ) -> Duration {
        let longest = min(firstDelay * (1 << min(max(number - 1, 0), 30)), longestDelay)
        return longest * Double.random(in: 0.5...1, using: &random)
    }
}
