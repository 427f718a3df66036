/// What happens to a notification on its way.
public enum NotificationFault: String, Sendable, Hashable, CaseIterable {
    /// It never arrives, and is not sent again.
    case lost
    /// It arrives twice.
    case doubled
    /// It arrives after the next one of the same webhook.
    case reordered
    /// It arrives much later; others overtake it.
    case late
    /// One that somebody else signed arrives before it.
    case forged
}

/// Which notifications go wrong, by chance that a seed repeats.
public struct NotificationFaults: Sendable, Hashable {
    public var seed: UInt64
    /// How likely each fault is, for each notification; the sum is at most 1.
    public var probabilities: [NotificationFault: Double]
    /// How much later a late one comes.
    public var delay: Duration

    public init(
        seed: UInt64 = 0, probabilities: [NotificationFault: Double] = [:],
        delay: Duration = .seconds(60)
    ) {
        self.seed = seed
        self.probabilities = probabilities
        self.delay = delay
    }

    public static let none = NotificationFaults()
}

/// A plan of notification faults under way.
struct NotificationDice: Sendable {
    let plan: NotificationFaults
    private var random: SeededGenerator

    init(plan: NotificationFaults) {
        self.plan = plan
        random = SeededGenerator(seed: plan.seed)
    }

    mutating func next() -> NotificationFault? {
        guard !plan.probabilities.isEmpty else { return nil }
        var remainder = Double(random.next() >> 11) * 0x1p-53
        for fault in NotificationFault.allCases {
            remainder -= plan.probabilities[fault] ?? 0
            if remainder < 0 { return fault }
        }
        return nil
    }
}
