import AirtableClient
import Testing

@Suite("The retry policy")
struct RetryPolicyTests {
    let policy = RetryPolicy()

    @Test("waits grow as the table says", arguments: 0..<50)
    func table(seed: Int) {
        var random = JitterGenerator(seed: UInt64(seed))
        let table: [(Int, ClosedRange<Duration>)] = [
            (1, .milliseconds(250)...(.milliseconds(500))), (2, .milliseconds(500)...(.seconds(1))),
            (3, .seconds(1)...(.seconds(2))), (4, .seconds(2)...(.seconds(4))),
            (5, .seconds(4)...(.seconds(8))), (60, .seconds(15)...(.seconds(30))),
        ]
        for (failures, range) in table {
            #expect(range.contains(policy.delay(afterFailure: failures, using: &random)))
        }
    }

    @Test("the same seed gives the same waits")
    func seeded() {
        func waits(_ seed: UInt64) -> [Duration] {
            var random = JitterGenerator(seed: seed)
            return (1...5).map { policy.delay(afterFailure: $0, using: &random) }
        }
        #expect(waits(7) == waits(7))
        #expect(waits(7) != waits(8))
    }

    @Test("it ends: after six failures, after five rate limits, after five minutes")
    func ends() {
        var random = JitterGenerator(seed: 1)
        var history = RetryPolicy.History()
        history.failures = 5
        #expect(policy.afterFailure(history, retryAfter: nil, using: &random) != .giveUp)
        history.failures = 6
        #expect(policy.afterFailure(history, retryAfter: nil, using: &random) == .giveUp)
        history = RetryPolicy.History()
        history.rateLimits = 4
        #expect(policy.afterRateLimit(history) == .retry(after: .zero))
        history.rateLimits = 5
        #expect(policy.afterRateLimit(history) == .giveUp)
        history = RetryPolicy.History()
        history.failures = 1
        history.rateLimits = 1
        history.elapsed = .seconds(300)
        #expect(policy.afterFailure(history, retryAfter: nil, using: &random) == .giveUp)
        #expect(policy.afterRateLimit(history) == .giveUp)
    }

    @Test("Retry-After is honoured up to a minute")
    func retryAfter() {
        var random = JitterGenerator(seed: 1)
        var history = RetryPolicy.History()
        history.failures = 1
        #expect(
            policy.afterFailure(history, retryAfter: .seconds(20), using: &random)
                == .retry(after: .seconds(20)))
        #expect(
            policy.afterFailure(history, retryAfter: .seconds(86_400), using: &random)
                == .retry(after: .seconds(60)))
    }
}
