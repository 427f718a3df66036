/// A way in which Airtable misbehaves.
public enum Fault: String, Sendable, Hashable, CaseIterable {
    /// 429, and the lock-out that follows it.
    case rateLimit
    /// 429 with the type of a used-up monthly quota.
    case quota
    /// 500 with a body that is no documented error.
    case serverError
    /// 502 with a body of HTML.
    case badGateway
    /// 503 `RETRIABLE_ERROR`.
    case unavailable
    /// No answer at all, until the client gives up.
    case timeout
    /// The connection is reset before the answer.
    case reset
    /// The status of a success and a body that is whole for HTTP, but cut off within the JSON.
    case truncated
    /// The body comes in small pieces with pauses.
    case slowDrip
    /// The list iterator is gone, on a request that continues a listing; else nothing.
    case expiredIterator
    /// The table that is asked for is deleted for good, before the answer.
    case tableGone
    /// A field of the table that is asked for is renamed for good, before the answer.
    case fieldRenamed
    /// The token is revoked for good, before the answer.
    case tokenRevoked
    /// The webhook that is asked for is deleted for good, before the answer; else nothing.
    case webhookGone
    /// The request is carried out, and the connection is reset in place of the answer: who wrote
    /// does not learn that it was written.
    case answerLost
}

/// Which requests go wrong, and how: by a script, by chance, or both. A seed repeats it.
public struct FaultPlan: Sendable, Hashable {
    public var seed: UInt64
    /// How likely each fault is, for each request; the sum is at most 1.
    public var probabilities: [Fault: Double]
    /// The fate of the next requests, one after another; nil is an honest answer. Chance begins
    /// when the script has ended.
    public var script: [Fault?]
    /// Faults by chance end after so many.
    public var maximum: Int?
    /// How many pieces a slow drip makes of a body, and the pause before each.
    public var dripPieces: Int
    public var dripPause: Duration

    public init(
        seed: UInt64 = 0, probabilities: [Fault: Double] = [:], script: [Fault?] = [],
        maximum: Int? = nil, dripPieces: Int = 20, dripPause: Duration = .milliseconds(50)
    ) {
        self.seed = seed
        self.probabilities = probabilities
        self.script = script
        self.maximum = maximum
        self.dripPieces = dripPieces
        self.dripPause = dripPause
    }

    /// No faults.
    public static let none = FaultPlan()
}

/// A fault plan under way.
struct FaultDice: Sendable {
    let plan: FaultPlan
    private var position = 0
    private var thrown = 0
    private var random: SeededGenerator

    init(plan: FaultPlan) {
        self.plan = plan
        random = SeededGenerator(seed: plan.seed)
    }

    /// The fate of the next request.
    mutating func next() -> Fault? {
        if position < plan.script.count {
            position += 1
            return plan.script[position - 1]
        }
        guard !plan.probabilities.isEmpty, thrown < plan.maximum ?? .max else { return nil }
        var remainder = Double(random.next() >> 11) * 0x1p-53
        for fault in Fault.allCases {
            remainder -= plan.probabilities[fault] ?? 0
            if remainder < 0 {
                thrown += 1
                return fault
            }
        }
        return nil
    }
}
