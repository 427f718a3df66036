/// Walks over JSON text without making values of it: strict by RFC 8259, one pass, no allocation.
///
/// It works on borrowed memory: use it inside `withUnsafeBufferPointer` and let no copy escape.
/// It checks structure, literals, numbers, escapes and control characters. It does not check that
/// the bytes are UTF-8; check that once for the whole text with `JSONScanner.isValidUTF8`.
public struct JSONScanner {
    /// The kind of a JSON value, as its first byte tells it.
    public enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case `true`
        case `false`
        case null
    }

    /// A string in the text: the bytes between its quotation marks.
    public struct StringToken: Sendable {
        public let range: Range<Int>
        /// Whether the bytes hold a backslash and so differ from the text they stand for.
        public let hasEscapes: Bool
    }

    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    /// The offset of the next unread byte.
    public private(set) var position: Int
    private let end: Int

    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.init(bytes, in: 0..<bytes.count)
    }

    /// Scans only `range` of `bytes`; offsets stay those of the whole.
    public init(_ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) {
        precondition(range.upperBound <= bytes.count, "the range lies outside the text")
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
    }

    /// Whether the bytes are UTF-8 throughout.
    public static func isValidUTF8(_ bytes: [UInt8]) -> Bool {
        (try? UTF8Span(validating: bytes.span)) != nil
    }

    // MARK: Values

    /// The kind of the value that comes next; nothing is consumed but white space.
    public mutating func peekKind() throws(JSONSyntaxError) -> Kind {
        skipWhitespace()
        guard position < end else { throw failure("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"): return .true
        case UInt8(ascii: "f"): return .false
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw failure("a value")
        }
    }

    /// Consumes one value of any kind and returns its range, without the white space around it.
    public mutating func skipValue() throws(JSONSyntaxError) -> Range<Int> {
        skipWhitespace()
        let start = position
        try skipValue(depth: 0)
        return start..<position
    }

    /// Consumes a string.
    public mutating func string() throws(JSONSyntaxError) -> StringToken {
        skipWhitespace()
        return try stringToken()
    }

    /// Fails unless nothing but white space is left.
    public mutating func expectEnd() throws(JSONSyntaxError) {
        skipWhitespace()
        guard position == end else { throw failure("the end of the text") }
    }

    // MARK: Objects and arrays, member by member

    /// Consumes `{`.
    public mutating func beginObject() throws(JSONSyntaxError) {
        skipWhitespace()
        try consume(UInt8(ascii: "{"), "an object")
    }

    /// Consumes the next member's key and colon, or `}` at the end of the object.
    ///
    /// - Parameter isFirst: whether no member of this object was read yet.
    /// - Returns: the key, or nil when the object has ended.
    public mutating func nextKey(isFirst: Bool) throws(JSONSyntaxError) -> StringToken? {
        skipWhitespace()
        guard position < end else { throw failure("a member or '}'") }
        if bytes[position] == UInt8(ascii: "}") {
            position += 1
            return nil
        }
        if !isFirst {
            try consume(UInt8(ascii: ","), "',' or '}'")
            skipWhitespace()
        }
        let key = try stringToken()
        skipWhitespace()
        try consume(UInt8(ascii: ":"), "':'")
        return key
    }

    /// Consumes `[`.
    public mutating func beginArray() throws(JSONSyntaxError) {
        skipWhitespace()
        try consume(UInt8(ascii: "["), "an array")
    }

    /// Moves to the next element, or consumes `]` at the end of the array.
    ///
    /// - Returns: false when the array has ended.
    public mutating func nextElement(isFirst: Bool) throws(JSONSyntaxError) -> Bool {
        skipWhitespace()
        guard position < end else { throw failure("an element or ']'") }
        if bytes[position] == UInt8(ascii: "]") {
            position += 1
            return false
        }
        if !isFirst {
            try consume(UInt8(ascii: ","), "',' or ']'")
        }
        return true
    }

    // MARK: Inside

    private func failure(_ expected: String) -> JSONSyntaxError {
        JSONSyntaxError(offset: position, expected: expected)
    }

    private mutating func consume(
        _ byte: UInt8, _ expected: @autoclosure () -> String
    ) throws(JSONSyntaxError) {
        guard position < end, bytes[position] == byte else { throw failure(expected()) }
        position += 1
    }

    private mutating func skipWhitespace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func skipValue(depth: Int) throws(JSONSyntaxError) {
        guard depth < AirtableLimits.jsonDepth else {
            throw failure("at most \(AirtableLimits.jsonDepth) levels of nesting")
        }
        switch try peekKind() {
        case .object:
            position += 1
            var isFirst = true
            while try nextKey(isFirst: isFirst) != nil {
                isFirst = false
                try skipValue(depth: depth + 1)
            }
        case .array:
            position += 1
            var isFirst = true
            while try nextElement(isFirst: isFirst) {
                isFirst = false
                try skipValue(depth: depth + 1)
            }
        case .string: _ = try stringToken()
        case .number: try skipNumber()
        case .true: try skipLiteral("true")
        case .false: try skipLiteral("false")
        case .null: try skipLiteral("null")
        }
    }

    private mutating func skipLiteral(_ literal: StaticString) throws(JSONSyntaxError) {
        let length = literal.utf8CodeUnitCount
        guard end - position >= length else { throw failure("'\(literal)'") }
        for index in 0..<length where bytes[position + index] != literal.utf8Start[index] {
            throw failure("'\(literal)'")
        }
        position += length
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        let start = position
        while position < end, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else { throw failure("a digit") }
    }

    private mutating func skipNumber() throws(JSONSyntaxError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        guard position < end else { throw failure("a digit") }
        if bytes[position] == UInt8(ascii: "0") {
            position += 1
        } else {
            try skipDigits()
        }
        if position < end, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < end,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try skipDigits()
        }
    }

    private mutating func stringToken() throws(JSONSyntaxError) -> StringToken {
        try consume(UInt8(ascii: "\""), "a string")
        let start = position
        var hasEscapes = false
        while true {
            skipPlainCharacters()
            guard position < end else { throw failure("the end of a string") }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return StringToken(range: start..<(position - 1), hasEscapes: hasEscapes)
            }
            guard byte == UInt8(ascii: "\\") else {
                throw failure("no control character in a string")
            }
            hasEscapes = true
            try skipEscape()
        }
    }

    /// Moves to the next quotation mark, backslash or control character, eight bytes at a time.
    ///
    /// A byte b of a word is below n (n ≤ 128) exactly when `(b - n) & ~b` has its top bit set,
    /// if no lower byte borrowed; a borrow can only come from a byte that is itself a hit, so the
    /// lowest hit is always right.
    private mutating func skipPlainCharacters() {
        guard let base = bytes.baseAddress else { return }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        while end - position >= 8 {
            let word = UInt64(
                littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let hits =
                ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
                | ((word &- (ones &* 0x20)) & ~word)
            let marks = hits & tops
            if marks != 0 {
                position += marks.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
        while position < end {
            let byte = bytes[position]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return }
            position += 1
        }
    }

    private mutating func skipEscape() throws(JSONSyntaxError) {
        position += 1
        guard position < end else { throw failure("an escape") }
        switch bytes[position] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard position < end, Self.hexDigit(bytes[position]) != nil else {
                    throw failure("four hexadecimal digits")
                }
                position += 1
            }
        default: throw failure("an escape")
        }
    }

    static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
