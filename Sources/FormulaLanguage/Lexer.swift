/// Cuts a formula into tokens.
///
/// Airtable's reference describes strings in either kind of straight quotation marks with backslash
/// escapes, field names in braces, and bare names of one word; curly quotation marks are invalid.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func next() throws(FormulaError) -> Token {
        skipWhiteSpace()
        let start = position
        let kind = try kind()
        return Token(kind: kind, range: start..<position)
    }

    private mutating func kind() throws(FormulaError) -> Token.Kind {
        guard let byte = peek() else { return .end }
        switch byte {
        case UInt8(ascii: "("): return single(.leftParenthesis)
        case UInt8(ascii: ")"): return single(.rightParenthesis)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try text(quote: byte)
        case UInt8(ascii: "{"): return try bracedReference()
        case _ where Self.isDigit(byte): return try number()
        case UInt8(ascii: ".") where peek(1).map(Self.isDigit) == true: return try number()
        case _ where Self.beginsWord(byte): return try word()
        default: return try sign()
        }
    }

    private mutating func single(_ kind: Token.Kind) -> Token.Kind {
        position += 1
        return kind
    }

    private mutating func sign() throws(FormulaError) -> Token.Kind {
        let two = String(decoding: bytes[position..<min(position + 2, bytes.count)], as: UTF8.self)
        if let sign = Token.Operator(rawValue: two) {
            position += two.utf8.count
            return .operator(sign)
        }
        if let sign = Token.Operator(rawValue: String(two.prefix(1))) {
            position += 1
            return .operator(sign)
        }
        throw FormulaError(
            .unexpectedCharacter, offset: position, found: "'\(characterHere())'",
            expected: "a value or an operator")
    }

    private mutating func number() throws(FormulaError) -> Token.Kind {
        let start = position
        skipDigits()
        if peek() == UInt8(ascii: ".") {
            position += 1
            skipDigits()
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        if let byte = peek(), Self.continuesWord(byte) {
            throw FormulaError(
                .unexpectedCharacter, offset: position, found: "'\(characterHere())'",
                expected: "an operator after the number")
        }
        // `5.` is how some write 5; Swift wants a digit there.
        let whole = digits.hasSuffix(".") ? digits + "0" : digits
        return .number(Double(whole.hasPrefix(".") ? "0" + whole : whole) ?? .infinity)
    }

    private mutating func text(quote: UInt8) throws(FormulaError) -> Token.Kind {
        let start = position
        position += 1
        var content: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == quote { return .text(String(decoding: content, as: UTF8.self)) }
            if byte == UInt8(ascii: "\\"), let escaped = peek() {
                position += 1
                content += Self.unescaped(escaped)
            } else {
                content.append(byte)
            }
        }
        throw FormulaError(
            .unterminated, offset: start, found: "a text without an end",
            expected: "\(Character(Unicode.Scalar(quote))) after the text")
    }

    /// An unknown escape stands for both of its characters, as patterns such as `"\d+"` need.
    private static func unescaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "n"): [0x0A]
        case UInt8(ascii: "t"): [0x09]
        case UInt8(ascii: "r"): [0x0D]
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): [byte]
        default: [UInt8(ascii: "\\"), byte]
        }
    }

    private mutating func bracedReference() throws(FormulaError) -> Token.Kind {
        let start = position
        position += 1
        var name: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == UInt8(ascii: "}") {
                guard !name.isEmpty else {
                    throw FormulaError(
                        .unexpectedToken, offset: start, found: "'{}'",
                        expected: "a field's name between the braces")
                }
                return .bracedReference(String(decoding: name, as: UTF8.self))
            }
            if byte == UInt8(ascii: "\\"), peek() == UInt8(ascii: "}") {
                position += 1
                name.append(UInt8(ascii: "}"))
            } else {
                name.append(byte)
            }
        }
        throw FormulaError(
            .unterminated, offset: start, found: "a field's name without an end",
            expected: "'}' after the name")
    }

    private mutating func word() throws(FormulaError) -> Token.Kind {
        let start = position
        if let curly = curlyQuoteHere() {
            throw FormulaError(
                .unexpectedCharacter, offset: position, found: "'\(curly)'",
                expected: "straight quotation marks")
        }
        while let byte = peek(), Self.continuesWord(byte), curlyQuoteHere() == nil {
            guard !isWhiteSpaceScalarHere else { break }
            position += 1
        }
        return .word(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    // MARK: Characters

    private mutating func skipWhiteSpace() {
        while let byte = peek() {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                position += 1
            } else if isWhiteSpaceScalarHere {
                position += characterHere().utf8.count
            } else {
                return
            }
        }
    }

    private mutating func skipDigits() {
        while let byte = peek(), Self.isDigit(byte) { position += 1 }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    /// Text pasted from a web page brings no-break spaces along.
    private var isWhiteSpaceScalarHere: Bool {
        guard let byte = peek(), byte >= 0xC2, let scalar = scalarHere() else { return false }
        return scalar.properties.isWhitespace
    }

    private func curlyQuoteHere() -> Unicode.Scalar? {
        guard peek() == 0xE2, let scalar = scalarHere() else { return nil }
        return "\u{2018}\u{2019}\u{201C}\u{201D}".unicodeScalars.contains(scalar) ? scalar : nil
    }

    private func scalarHere() -> Unicode.Scalar? {
        let end = min(position + 4, bytes.count)
        return String(decoding: bytes[position..<end], as: UTF8.self).unicodeScalars.first
    }

    private func characterHere() -> String {
        scalarHere().map { String(Character($0)) } ?? ""
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Letters, the underscore, and every character beyond ASCII: names need not be English.
    private static func beginsWord(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    private static func continuesWord(_ byte: UInt8) -> Bool {
        beginsWord(byte) || isDigit(byte)
    }
}
