/// Escapes and classes of characters.
extension PatternParser {
    /// What a backslash begins outside of brackets.
    mutating func escaped() throws(RegularExpressionError) -> PatternNode {
        switch peek(1) {
        case "A": return assertion(.textBegins)
        case "z": return assertion(.textEnds)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        default: break
        }
        if let set = try classEscape() { return .set(set) }
        return literal(try scalarEscape())
    }

    private mutating func assertion(_ assertion: PatternAssertion) -> PatternNode {
        position += 2
        return .assertion(assertion)
    }

    /// `\d`, `\D`, `\s`, `\w`, `\pL`, `\p{Lu}`, `\P{Greek}` and the like; nil where none begins.
    private mutating func classEscape() throws(RegularExpressionError) -> ScalarSet? {
        let set: ScalarSet
        switch peek(1) {
        case "d", "D": set = .digits
        case "s", "S": set = .space
        case "w", "W": set = folded(.word)
        case "p", "P": return try unicodeClass()
        default: return nil
        }
        let isInverted = peek(1).map { ("A"..."Z").contains($0) } ?? false
        position += 2
        return isInverted ? set.inverted : set
    }

    private mutating func unicodeClass() throws(RegularExpressionError) -> ScalarSet {
        let start = position
        var isInverted = peek(1) == "P"
        position += 2
        var name = ""
        if skip("{") {
            if skip("^") { isInverted.toggle() }
            while let next = peek(), next != "}" {
                name.unicodeScalars.append(next)
                position += 1
            }
            guard skip("}") else { throw fault(.unknownClass, at: start) }
        } else if let next = peek() {
            name.unicodeScalars.append(next)
            position += 1
        }
        guard let set = UnicodeClass.set(name) else { throw fault(.unknownClass, at: start) }
        let folded = flags.ignoresCase ? CaseFolding.folded(set) : set
        return isInverted ? folded.inverted : folded
    }

    /// An escape that stands for one character.
    private mutating func scalarEscape() throws(RegularExpressionError) -> UInt32 {
        let start = position
        guard let next = peek(1) else { throw fault(.badEscape) }
        position += 2
        switch next {
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "x": return try hexadecimal(start)
        case "0"..."7":
            // One digit other than zero would be a back-reference, which RE2 does not have.
            guard next == "0" || peek().map({ ("0"..."7").contains($0) }) == true else {
                throw fault(.badEscape, at: start)
            }
            var value = next.value - 0x30
            for _ in 0..<2 {
                guard let digit = peek(), ("0"..."7").contains(digit) else { break }
                value = value * 8 + digit.value - 0x30
                position += 1
            }
            return value
        default:
            let isSign = next.isASCII && (!ScalarSet.word.contains(next.value) || next == "_")
            guard isSign else { throw fault(.badEscape, at: start) }
            return next.value
        }
    }

    /// `7F` or `{10FFFF}` after `\x`.
    private mutating func hexadecimal(_ start: Int) throws(RegularExpressionError) -> UInt32 {
        let isBraced = skip("{")
        var value: UInt32 = 0
        var count = 0
        while let next = peek(), count < (isBraced ? 8 : 2),
            let digit = next.isASCII ? Character(next).hexDigitValue : nil
        {
            value = value << 4 | UInt32(digit)
            count += 1
            position += 1
        }
        guard count == 2 || isBraced && count > 0, !isBraced || skip("}"),
            value <= ScalarSet.last
        else { throw fault(.badEscape, at: start) }
        return value
    }

    // MARK: Brackets

    /// A class in brackets, from the opening one.
    mutating func bracketed() throws(RegularExpressionError) -> ScalarSet {
        let start = position
        position += 1
        let isInverted = skip("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while isFirst || peek() != "]" {
            isFirst = false
            guard peek() != nil else { throw fault(.missingClosingBracket, at: start) }
            ranges += try bracketedPart(start)
        }
        position += 1
        // A newline is in an inverted class, as in RE2 with Perl's flags.
        let set = ScalarSet(ranges)
        return isInverted ? set.inverted : set
    }

    private mutating func bracketedPart(
        _ start: Int
    ) throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
        if let set = try posixClass() { return folded(set).ranges }
        if peek() == "\\", let set = try classEscape() { return set.ranges }
        let place = position
        let low = try bracketedScalar(start)
        guard peek() == "-", let next = peek(1), next != "]" else {
            return folded(ScalarSet([low...low])).ranges
        }
        position += 1
        let high = try bracketedScalar(start)
        guard low <= high else { throw fault(.badClassRange, at: place) }
        return folded(ScalarSet([low...high])).ranges
    }

    private mutating func bracketedScalar(_ start: Int) throws(RegularExpressionError) -> UInt32 {
        guard let next = peek() else { throw fault(.missingClosingBracket, at: start) }
        if next == "\\" { return try scalarEscape() }
        position += 1
        return next.value
    }

    /// `[:alpha:]` or `[:^alpha:]` here.
    private mutating func posixClass() throws(RegularExpressionError) -> ScalarSet? {
        let start = position
        guard skip("[:") else { return nil }
        let isInverted = skip("^")
        var name = ""
        while let next = peek(), next.isASCII, next != ":", next != "]" {
            name.unicodeScalars.append(next)
            position += 1
        }
        guard skip(":]") else {
            // Without its end it is a bracket among others.
            position = start
            return nil
        }
        guard let set = ScalarSet.posix(name) else { throw fault(.unknownClass, at: start) }
        return isInverted ? set.inverted : set
    }

    private func folded(_ set: ScalarSet) -> ScalarSet {
        flags.ignoresCase ? CaseFolding.folded(set) : set
    }
}
