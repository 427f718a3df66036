/// How the text of a setting becomes a value. Nil: the text is not of that form.
enum SettingValue {
    /// Seconds, or a number with a unit: `90`, `90s`, `15m`, `24h`, `7d`.
    static func duration(_ text: String) -> Duration? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        var digits = text[...]
        var factor = 1
        if let last = text.last, let unit = units[last] {
            factor = unit
            digits = text.dropLast()
        }
        guard let count = count(digits), let seconds = product(count, factor) else { return nil }
        return .seconds(seconds)
    }

    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "1", "yes": true
        case "false", "0", "no": false
        default: nil
        }
    }

    /// A whole number of at least 0, in ASCII digits alone.
    static func count(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// The items of a comma separated list, trimmed; nil when one of them is empty.
    static func list(_ text: String) -> [String]? {
        let items = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { String(EnvironmentFile.trimmed($0)) }
        return items.contains("") ? nil : items
    }

    private static func product(_ left: Int, _ right: Int) -> Int? {
        let (value, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows ? nil : value
    }
}
