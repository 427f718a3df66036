public import AirtableAPI

/// What the simulated Airtable allows. The defaults are Airtable's own.
public struct SimulatorLimits: Sendable, Hashable {
    /// How an answer 429 is written.
    public struct RateLimitAnswer: Sendable, Hashable {
        /// Shape four of the error bodies, seen in the wild, in place of the documented one.
        public var isList: Bool
        /// Whether a `Retry-After` header comes along. Airtable does not document it for 429.
        public var hasRetryAfter: Bool

        public init(isList: Bool = false, hasRetryAfter: Bool = false) {
            self.isList = isList
            self.hasRetryAfter = hasRetryAfter
        }
    }

    /// Requests in any one second; nil switches the limit off.
    public var requestsPerSecondPerBase: Int?
    public var requestsPerSecondPerToken: Int?
    /// How long everything is refused after a limit was exceeded.
    public var penalty: Duration
    public var rateLimitAnswer: RateLimitAnswer
    /// Data calls until the monthly quota is used up; nil for no quota.
    public var monthlyCalls: Int?
    /// How long a list iterator lives without being used.
    public var iteratorLifetime: Duration
    /// List iterators kept at once; the one that was not used for longest goes first.
    public var iteratorCount: Int
    /// Whether a listing reads the table page by page as it is then, rather than as it was at the
    /// first page: records that move meanwhile are seen twice or not at all.
    public var hasLiveListings: Bool

    public init(
        requestsPerSecondPerBase: Int? = AirtableLimits.requestsPerSecondPerBase,
        requestsPerSecondPerToken: Int? = AirtableLimits.requestsPerSecondPerToken,
        penalty: Duration = AirtableLimits.rateLimitPenalty,
        rateLimitAnswer: RateLimitAnswer = RateLimitAnswer(), monthlyCalls: Int? = nil,
        iteratorLifetime: Duration = .seconds(300), iteratorCount: Int = 1_000,
        hasLiveListings: Bool = false
    ) {
        self.requestsPerSecondPerBase = requestsPerSecondPerBase
        self.requestsPerSecondPerToken = requestsPerSecondPerToken
        self.penalty = penalty
        self.rateLimitAnswer = rateLimitAnswer
        self.monthlyCalls = monthlyCalls
        self.iteratorLifetime = iteratorLifetime
        self.iteratorCount = iteratorCount
        self.hasLiveListings = hasLiveListings
    }

    /// Airtable's limits.
    public static let airtable = SimulatorLimits()
    /// No rate limit and no quota.
    public static let none = SimulatorLimits(
        requestsPerSecondPerBase: nil, requestsPerSecondPerToken: nil)
}

/// How long an answer takes.
public struct Latency: Sendable, Hashable {
    public var fixed: Duration
    /// Up to that much more, evenly distributed.
    public var jitter: Duration

    public init(fixed: Duration = .zero, jitter: Duration = .zero) {
        self.fixed = fixed
        self.jitter = jitter
    }

    public static let none = Latency()

    func draw(_ random: inout SeededGenerator) -> Duration {
        fixed + jitter * (Double(random.next() >> 11) * 0x1p-53)
    }
}
