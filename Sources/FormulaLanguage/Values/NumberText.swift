/// Numbers as text and back, as JavaScript does it, which Airtable's formulas run on.
enum NumberText {
    /// The shortest digits that mean the number; an exponent only from 10^21 and below 10^-6.
    static func text(of number: Double) -> String {
        // The magnitude: -2^63 has no absolute value among whole numbers.
        if let integer = Int64(exactly: number), integer.magnitude < 1 << 53 {
            return String(integer)
        }
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        let (digits, point) = decimal(abs(number))
        let sign = number < 0 ? "-" : ""
        return sign + layOut(digits, point: point)
    }

    /// The significant digits, and how many of them stand before the decimal point.
    private static func decimal(_ number: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var bytes = number.description.utf8.makeIterator()
        while let byte = bytes.next() {
            if byte == UInt8(ascii: ".") {
                point = digits.count
            } else if byte == UInt8(ascii: "e") {
                var rest = ""
                while let byte = bytes.next() { rest.append(Character(Unicode.Scalar(byte))) }
                exponent = Int(rest) ?? 0
            } else {
                digits.append(byte)
            }
        }
        var place = (point ?? digits.count) + exponent
        while digits.last == UInt8(ascii: "0"), digits.count > 1 { digits.removeLast() }
        while digits.first == UInt8(ascii: "0"), digits.count > 1 {
            digits.removeFirst()
            place -= 1
        }
        return (digits, place)
    }

    private static func layOut(_ digits: [UInt8], point: Int) -> String {
        func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
        func text(_ part: ArraySlice<UInt8>) -> String { String(decoding: part, as: UTF8.self) }
        switch point {
        case digits.count...21: return text(digits[...]) + zeros(point - digits.count)
        case 1...21: return text(digits[..<point]) + "." + text(digits[point...])
        case -5...0: return "0." + zeros(-point) + text(digits[...])
        default:
            let fraction = digits.count > 1 ? "." + text(digits[1...]) : ""
            let sign = point > 0 ? "+" : "-"
            return text(digits[..<1]) + fraction + "e\(sign)\(abs(point - 1))"
        }
    }

    /// The number that a whole text means: digits with a sign, a fraction and an exponent, white
    /// space around them.
    static func number(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { buffer -> Double? in
            var bytes = buffer[...]
            while let byte = bytes.first, isWhiteSpace(byte) { bytes = bytes.dropFirst() }
            while let byte = bytes.last, isWhiteSpace(byte) { bytes = bytes.dropLast() }
            guard isNumber(bytes) else { return bytes.isEmpty ? 0 : nil }
            var literal = String(decoding: bytes, as: UTF8.self)
            if bytes.last == UInt8(ascii: ".") { literal += "0" }
            return Double(literal)
        }
    }

    private static func isNumber(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var rest = bytes
        func skipDigits() -> Int {
            let start = rest.count
            while let byte = rest.first, (0x30...0x39).contains(byte) { rest = rest.dropFirst() }
            return start - rest.count
        }
        func skip(_ characters: StaticString) -> Bool {
            guard let byte = rest.first else { return false }
            let isThere = characters.withUTF8Buffer { $0.contains(byte) }
            if isThere { rest = rest.dropFirst() }
            return isThere
        }
        _ = skip("+-")
        var digits = skipDigits()
        if skip(".") { digits += skipDigits() }
        guard digits > 0 else { return false }
        if skip("eE") {
            _ = skip("+-")
            guard skipDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    /// The number without its fraction; 0 for NaN, and within what a double counts exactly.
    static func integer(_ number: Double) -> Int {
        guard !number.isNaN else { return 0 }
        let most = 9_007_199_254_740_992.0
        return Int(min(max(number, -most), most).rounded(.towardZero))
    }
}
