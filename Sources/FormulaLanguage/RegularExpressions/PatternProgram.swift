/// A regular expression as instructions for the two machines.
struct PatternProgram: Sendable {
    enum Operation: UInt8, Sendable {
        /// Consumes the scalar that `argument` is.
        case scalar
        /// Consumes a scalar of the set at index `argument`.
        case set
        /// Goes on at `next`, and at `argument` should that lead to nothing.
        case split
        /// Notes the place in the slot `argument`.
        case save
        /// Goes on where the condition `argument` holds.
        case assertion
        case match
    }

    struct Instruction: Sendable {
        var operation: Operation
        var next: Int32
        var argument: UInt32
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var start = 0
    /// Two for the whole match and two for each group.
    let slotCount: Int
    /// Instructions that one search may look at.
    let stepLimit: Int
    /// Whether a match can only begin where the text does.
    let isAnchored: Bool
    /// Bytes that every match begins with.
    let prefix: [UInt8]
    /// For each byte whether a match may begin with it; nil where a match may be empty.
    private(set) var firstBytes: [Bool]?
    private var setIndexes: [ScalarSet: Int] = [:]
    private var visits = 0

    init(
        _ node: PatternNode, groupCount: Int, stepLimit: Int
    ) throws(RegularExpressionError) {
        self.stepLimit = stepLimit
        slotCount = 2 + 2 * groupCount
        isAnchored = Self.isAnchored(node)
        prefix = Self.prefix(node).bytes
        let match = try emit(.match, 0, 0)
        start = try compile(node, match)
        firstBytes = possibleFirstBytes()
    }

    private mutating func emit(
        _ operation: Operation, _ next: Int, _ argument: Int
    ) throws(RegularExpressionError) -> Int {
        guard instructions.count < RegularExpressionLimits.instructions else {
            throw .programTooLarge
        }
        instructions.append(
            Instruction(operation: operation, next: Int32(next), argument: UInt32(argument)))
        return instructions.count - 1
    }

    /// Emits the node's instructions, which go on at `next`; answers where they begin.
    private mutating func compile(
        _ node: PatternNode, _ next: Int
    ) throws(RegularExpressionError) -> Int {
        visits += 1
        // Repetitions of what emits nothing cost time all the same.
        guard visits <= 4 * RegularExpressionLimits.instructions else { throw .programTooLarge }
        switch node {
        case .empty: return next
        case .scalar(let scalar): return try emit(.scalar, next, Int(scalar))
        case .set(let set): return try emit(.set, next, index(of: set))
        case .assertion(let assertion): return try emit(.assertion, next, Int(assertion.rawValue))
        case .sequence(let parts):
            var entry = next
            for part in parts.reversed() { entry = try compile(part, entry) }
            return entry
        case .alternatives(let parts):
            var entry: Int?
            for part in parts.reversed() {
                let own = try compile(part, next)
                entry = if let other = entry { try emit(.split, own, other) } else { own }
            }
            return entry ?? next
        case .group(let part, let number):
            let end = try emit(.save, next, 2 * number + 1)
            let entry = try compile(part, end)
            return try emit(.save, entry, 2 * number)
        case .repetition(let part, let minimum, let maximum, let isGreedy):
            return try repetition(part, minimum, maximum, isGreedy, next)
        }
    }

    private mutating func repetition(
        _ part: PatternNode, _ minimum: Int, _ maximum: Int?, _ isGreedy: Bool, _ next: Int
    ) throws(RegularExpressionError) -> Int {
        var entry = next
        var required = minimum
        if let maximum {
            for _ in 0..<(maximum - minimum) {
                let body = try compile(part, entry)
                entry = try choice(body, next, isGreedy)
            }
        } else {
            let loop = try emit(.split, 0, 0)
            let body = try compile(part, loop)
            (instructions[loop].next, instructions[loop].argument) =
                isGreedy ? (Int32(body), UInt32(next)) : (Int32(next), UInt32(body))
            if minimum > 0 {
                entry = body
                required -= 1
            } else {
                // What may be empty is entered once before it is repeated: `(|a)*` is `((|a)+)?`.
                entry = part.isNullable ? try choice(body, next, isGreedy) : loop
            }
        }
        for _ in 0..<required { entry = try compile(part, entry) }
        return entry
    }

    private mutating func choice(
        _ body: Int, _ next: Int, _ isGreedy: Bool
    ) throws(RegularExpressionError) -> Int {
        isGreedy ? try emit(.split, body, next) : try emit(.split, next, body)
    }

    private mutating func index(of set: ScalarSet) -> Int {
        if let index = setIndexes[set] { return index }
        sets.append(set)
        setIndexes[set] = sets.count - 1
        return sets.count - 1
    }
}

/// What is known about matches before any text is read.
extension PatternProgram {
    private static func isAnchored(_ node: PatternNode) -> Bool {
        switch node {
        case .assertion(.textBegins): true
        case .sequence(let parts): parts.first.map(isAnchored) ?? false
        case .group(let part, _): isAnchored(part)
        case .alternatives(let parts): parts.allSatisfy(isAnchored)
        default: false
        }
    }

    /// The bytes that the node begins with, and whether it is no more than these.
    private static func prefix(_ node: PatternNode) -> (bytes: [UInt8], isWhole: Bool) {
        switch node {
        case .scalar(let value):
            guard let scalar = Unicode.Scalar(value) else { return ([], false) }
            return (Array(String(Character(scalar)).utf8), true)
        case .empty: return ([], true)
        case .group(let part, _): return prefix(part)
        case .sequence(let parts):
            var bytes: [UInt8] = []
            for part in parts {
                let (more, isWhole) = prefix(part)
                bytes += more
                if !isWhole { return (bytes, false) }
            }
            return (bytes, true)
        case .repetition(let part, let minimum, _, _) where minimum > 0:
            return (prefix(part).bytes, false)
        default: return ([], false)
        }
    }

    private func possibleFirstBytes() -> [Bool]? {
        var bytes = [Bool](repeating: false, count: 256)
        var seen = [Bool](repeating: false, count: instructions.count)
        var pending = [start]
        while let index = pending.popLast() {
            if seen[index] { continue }
            seen[index] = true
            let instruction = instructions[index]
            switch instruction.operation {
            case .match: return nil
            case .save, .assertion: pending.append(Int(instruction.next))
            case .split: pending += [Int(instruction.next), Int(instruction.argument)]
            case .scalar: Self.add(ScalarSet([instruction.argument...instruction.argument]), &bytes)
            case .set: Self.add(sets[Int(instruction.argument)], &bytes)
            }
        }
        return bytes
    }

    private static func add(_ set: ScalarSet, _ bytes: inout [Bool]) {
        for byte in UInt32(0)..<128 where set.contains(byte) { bytes[Int(byte)] = true }
        guard set.reachesBeyondASCII else { return }
        for byte in 0xC2..<0xF5 { bytes[byte] = true }
    }
}
