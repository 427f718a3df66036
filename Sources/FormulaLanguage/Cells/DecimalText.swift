/// Numbers with a fixed count of decimals, by their decimal digits and not by their binary value.
enum DecimalText {
    /// Digits before the point beyond which a number is left as it is written.
    private static let digitLimit = 40

    /// The number with `precision` digits after the point, halves rounded away from zero.
    ///
    /// - Parameters:
    ///   - literal: a number as JSON has it.
    ///   - shift: powers of ten to multiply by first.
    static func fixed(_ literal: String, _ precision: Int, shift: Int = 0) -> String {
        let precision = max(0, min(precision, 20))
        let parts = literal.lowercased().split(separator: "e", maxSplits: 1)
        guard let mantissa = parts.first,
            let exponent = parts.count == 2 ? Int(parts[1]) : 0, exponent.magnitude <= digitLimit
        else { return literal }
        let isNegative = mantissa.hasPrefix("-")
        let halves = mantissa.drop { $0 == "-" }
            .split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count == 2 ? String(halves[1]) : ""
        var digits = Array((halves[0] + fraction).utf8).map { Int($0) - 48 }
        guard !digits.isEmpty, digits.allSatisfy({ (0...9).contains($0) }) else { return literal }
        var point = halves[0].count + exponent + shift
        if point < 0 {
            digits = [Int](repeating: 0, count: -point) + digits
            point = 0
        }
        // One more than is shown, to round by; with a zero in front, to carry into.
        let needed = point + precision + 1
        if digits.count < needed { digits += [Int](repeating: 0, count: needed - digits.count) }
        digits = [0] + digits[..<needed]
        if digits.removeLast() >= 5 { carry(&digits) }
        return text(digits, decimals: precision, isNegative: isNegative)
    }

    private static func carry(_ digits: inout [Int]) {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
        }
    }

    private static func text(_ digits: [Int], decimals: Int, isNegative: Bool) -> String {
        let whole = digits.dropLast(decimals).drop { $0 == 0 }
        var text = whole.isEmpty ? "0" : whole.map(String.init).joined()
        if decimals > 0 { text += "." + digits.suffix(decimals).map(String.init).joined() }
        let isZero = digits.allSatisfy { $0 == 0 }
        return isNegative && !isZero ? "-" + text : text
    }
}
