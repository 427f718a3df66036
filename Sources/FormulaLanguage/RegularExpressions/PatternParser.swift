/// Reads RE2's syntax.
///
/// ```
/// alternatives = sequence { "|" sequence }
/// sequence     = { item [ repetition [ "?" ] ] }
/// repetition   = "*" | "+" | "?" | "{" n [ "," [ m ] ] "}"
/// item         = "(" … alternatives ")" | "[" … "]" | "." | "^" | "$" | "\" … | character
/// ```
struct PatternParser {
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var isLazy = false
    }

    var position = 0
    var flags = Flags()
    private(set) var groupCount = 0
    private(set) var groupNames: [String: Int] = [:]
    private let scalars: [UInt32]

    init(_ pattern: String) throws(RegularExpressionError) {
        guard pattern.utf8.count <= RegularExpressionLimits.patternBytes else {
            throw .patternTooLong
        }
        scalars = pattern.unicodeScalars.map(\.value)
    }

    mutating func parse() throws(RegularExpressionError) -> PatternNode {
        let node = try alternatives(depth: 0)
        guard position == scalars.count else { throw fault(.unexpectedClosingParenthesis) }
        return node
    }

    private mutating func alternatives(depth: Int) throws(RegularExpressionError) -> PatternNode {
        guard depth <= RegularExpressionLimits.depth else { throw .tooDeep }
        var parts = [try sequence(depth: depth)]
        while skip("|") { parts.append(try sequence(depth: depth)) }
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    private mutating func sequence(depth: Int) throws(RegularExpressionError) -> PatternNode {
        var parts: [PatternNode] = []
        while let next = peek(), next != "|", next != ")" {
            let start = position
            if skip("\\Q") {
                parts += quoted()
            } else if let node = try item(depth: depth) {
                parts.append(node)
            }
            // Flags stand for nothing: a repetition after them repeats what is before them.
            if let (minimum, maximum) = try repetition() {
                guard let last = parts.popLast() else { throw fault(.nothingToRepeat, at: start) }
                parts.append(repeated(last, minimum, maximum))
                if repetitionHere { throw fault(.repeatedRepetition) }
            }
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repeated(
        _ node: PatternNode, _ minimum: Int, _ maximum: Int?
    ) -> PatternNode {
        let isLazy = skip("?") != flags.isLazy
        if node == .empty || maximum == 0 { return .empty }
        return .repetition(node, minimum: minimum, maximum: maximum, isGreedy: !isLazy)
    }

    /// One item; nil for flags, which stand for nothing.
    private mutating func item(depth: Int) throws(RegularExpressionError) -> PatternNode? {
        guard let next = peek() else { return nil }
        switch next {
        case "(": return try group(depth: depth)
        case "[": return .set(try bracketed())
        case "*", "+", "?": throw fault(.nothingToRepeat)
        case "{" where countedRepetition() != nil: throw fault(.nothingToRepeat)
        default: break
        }
        if next == "\\" { return try escaped() }
        position += 1
        switch next {
        case ".":
            return .set(flags.dotMatchesNewline ? ScalarSet([0...ScalarSet.last]) : Self.dot)
        case "^": return .assertion(flags.isMultiline ? .lineBegins : .textBegins)
        case "$": return .assertion(flags.isMultiline ? .lineEnds : .textEnds)
        default: return literal(next.value)
        }
    }

    private static let dot = ScalarSet([0x0A...0x0A]).inverted

    func literal(_ scalar: UInt32) -> PatternNode {
        guard flags.ignoresCase else { return .scalar(scalar) }
        let set = CaseFolding.folded(ScalarSet([scalar...scalar]))
        return set.ranges == [scalar...scalar] ? .scalar(scalar) : .set(set)
    }

    /// What stands between `\Q` and `\E` or the end, as it is.
    private mutating func quoted() -> [PatternNode] {
        var parts: [PatternNode] = []
        while let next = peek(), !skip("\\E") {
            parts.append(literal(next.value))
            position += 1
        }
        return parts
    }

    // MARK: Groups

    private mutating func group(depth: Int) throws(RegularExpressionError) -> PatternNode? {
        let start = position
        let outer = flags
        position += 1
        var number: Int?
        if skip("?P<") || skip("?<") {
            number = try namedGroup(start)
        } else if skip("?") {
            // `(?i)` changes the flags up to the end of the group around it.
            if try flagsEndGroup(start) { return nil }
        } else {
            number = try nextGroup()
        }
        let node = try alternatives(depth: depth + 1)
        guard skip(")") else { throw fault(.missingClosingParenthesis, at: start) }
        flags = outer
        return number.map { .group(node, $0) } ?? node
    }

    private mutating func namedGroup(_ start: Int) throws(RegularExpressionError) -> Int {
        var name = ""
        while let next = peek(), next != ">" {
            guard ScalarSet.word.contains(next.value) else { throw fault(.badGroupName) }
            name.unicodeScalars.append(next)
            position += 1
        }
        guard skip(">"), !name.isEmpty else { throw fault(.badGroupName, at: start) }
        guard groupNames[name] == nil else { throw fault(.duplicateGroupName, at: start) }
        let number = try nextGroup()
        groupNames[name] = number
        return number
    }

    private mutating func nextGroup() throws(RegularExpressionError) -> Int {
        guard groupCount < RegularExpressionLimits.groups else { throw .tooManyGroups }
        groupCount += 1
        return groupCount
    }

    /// Reads `i-s)` or `i-s:`; answers whether the parenthesis ended there.
    private mutating func flagsEndGroup(_ start: Int) throws(RegularExpressionError) -> Bool {
        var value = true
        var count = 0
        while let next = peek() {
            position += 1
            switch next {
            case "i": flags.ignoresCase = value
            case "m": flags.isMultiline = value
            case "s": flags.dotMatchesNewline = value
            case "U": flags.isLazy = value
            case "-" where value:
                value = false
                count = 0
                continue
            case ":" where value || count > 0: return false
            case ")" where value || count > 0: return true
            default: throw fault(.unknownGroup, at: start)
            }
            count += 1
        }
        throw fault(.missingClosingParenthesis, at: start)
    }

    // MARK: Repetitions

    private var repetitionHere: Bool {
        guard let next = peek() else { return false }
        return "*+?".unicodeScalars.contains(next) || countedRepetition() != nil
    }

    private mutating func repetition() throws(RegularExpressionError) -> (Int, Int?)? {
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        guard let counted = countedRepetition() else { return nil }
        let limit = RegularExpressionLimits.repetitions
        guard counted.minimum <= limit, counted.maximum ?? 0 <= limit,
            counted.minimum <= counted.maximum ?? limit
        else { throw fault(.badRepetition) }
        position = counted.end
        return (counted.minimum, counted.maximum)
    }

    /// `{n}`, `{n,}` or `{n,m}` here; any other brace stands for itself.
    private func countedRepetition() -> (minimum: Int, maximum: Int?, end: Int)? {
        guard peek() == "{" else { return nil }
        var place = position + 1
        func number() -> Int? {
            var value: Int?
            while place < scalars.count, (0x30...0x39).contains(scalars[place]) {
                // Beyond the limit digits no longer count.
                value = min((value ?? 0) * 10 + Int(scalars[place]) - 0x30, 1_000_000)
                place += 1
            }
            return value
        }
        guard let minimum = number(), place < scalars.count else { return nil }
        var maximum: Int? = minimum
        if scalars[place] == 0x2C {
            place += 1
            maximum = number()
        }
        guard place < scalars.count, scalars[place] == 0x7D else { return nil }
        return (minimum, maximum, place + 1)
    }

    // MARK: Characters

    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < scalars.count ? Unicode.Scalar(scalars[position + ahead]) : nil
    }

    mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= scalars.count else { return false }
        for index in 0..<count where scalars[position + index] != UInt32(text.utf8Start[index]) {
            return false
        }
        position += count
        return true
    }

    func fault(
        _ fault: RegularExpressionError.Fault, at offset: Int? = nil
    ) -> RegularExpressionError {
        .syntax(fault, offset: offset ?? position)
    }
}
