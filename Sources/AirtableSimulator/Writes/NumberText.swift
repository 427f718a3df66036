import AirtableAPI

/// Numbers as people write them, for `typecast`.
enum NumberText {
    /// The value of a text in a number field: currency symbols, spaces and commas between
    /// thousands are skipped; `33%` is 0.33 in a percent field; `1:21` is a duration.
    ///
    /// - Returns: nil for a text that is no number.
    static func value(of text: String, in field: FieldSchema) -> Double? {
        let text = text.trimmed
        if case .duration(let format) = field.options, text.contains(":") {
            return seconds(of: text, hasSeconds: format.contains("ss"))
        }
        var digits = text
        if case .currency(_, let symbol) = field.options, !symbol.isEmpty,
            let found = digits.firstRange(of: symbol)
        {
            digits.removeSubrange(found)
        }
        let isPercent = digits.hasSuffix("%")
        if isPercent { digits.removeLast() }
        digits.removeAll { $0.isWhitespace || $0.isCurrencySymbol || $0 == "," }
        // `Double` also reads words and hexadecimal numbers.
        guard digits.allSatisfy({ "0123456789.-+eE".contains($0) }),
            let value = Double(digits), value.isFinite
        else { return nil }
        return isPercent && field.type == .percent ? value / 100 : value
    }

    /// `1:21` is hours and minutes, unless the format has seconds: then minutes and seconds.
    private static func seconds(of text: String, hasSeconds: Bool) -> Double? {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ":", omittingEmptySubsequences: false)
        let values = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") } ? Double(part) : nil
        }
        guard values.count == parts.count, (2...3).contains(values.count) else { return nil }
        var seconds: Double
        if values.count == 3 {
            seconds = values[0] * 3_600 + values[1] * 60 + values[2]
        } else if hasSeconds {
            seconds = values[0] * 60 + values[1]
        } else {
            seconds = values[0] * 3_600 + values[1] * 60
        }
        if isNegative { seconds.negate() }
        return seconds
    }
}
