/// A way in which the download of a file goes wrong.
public enum FileFault: String, Sendable, Hashable, CaseIterable {
    /// 410, as if the address had expired.
    case expired
    /// 404, this once.
    case vanished
    /// 503.
    case unavailable
    /// The connection ends within the file.
    case truncated
    /// A whole answer that is shorter than the file.
    case wrongSize
    /// The file comes in small pieces with pauses.
    case slow
    /// Nothing comes, until the client gives up.
    case silence
    /// 302 to another address of the same file.
    case redirect
    /// 302 to an address of the local network.
    case foreignRedirect
}

/// Which downloads go wrong, and how: by a script, then by chance. A seed repeats it.
public struct FileFaultPlan: Sendable, Hashable {
    public var seed: UInt64
    /// How likely each fault is, for each download; the sum is at most 1.
    public var probabilities: [FileFault: Double]
    /// The fate of the next downloads, one after another; nil is an honest answer.
    public var script: [FileFault?]
    /// How many pieces a slow download makes of a file, and the pause before each.
    public var pieces: Int
    public var pause: Duration

    public init(
        seed: UInt64 = 0, probabilities: [FileFault: Double] = [:], script: [FileFault?] = [],
        pieces: Int = 10, pause: Duration = .milliseconds(500)
    ) {
        self.seed = seed
        self.probabilities = probabilities
        self.script = script
        self.pieces = pieces
        self.pause = pause
    }

    /// No faults.
    public static let none = FileFaultPlan()
}

/// A fault plan under way.
struct FileFaultDice: Sendable {
    let plan: FileFaultPlan
    private var position = 0
    private var random: SeededGenerator

    init(plan: FileFaultPlan) {
        self.plan = plan
        random = SeededGenerator(seed: plan.seed)
    }

    mutating func next() -> FileFault? {
        if position < plan.script.count {
            position += 1
            return plan.script[position - 1]
        }
        guard !plan.probabilities.isEmpty else { return nil }
        var remainder = Double(random.next() >> 11) * 0x1p-53
        for fault in FileFault.allCases {
            remainder -= plan.probabilities[fault] ?? 0
            if remainder < 0 { return fault }
        }
        return nil
    }
}
