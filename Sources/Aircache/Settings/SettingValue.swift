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

    /// Bytes, or a number with a unit: `4096`, `512KB`, `512MB`, `20GB`, `1TB`. A kilobyte has 1,024.
    static func bytes(_ text: String) -> Int? {
        let units: [(ending: String, factor: Int)] = [
            ("KB", 1 << 10), ("MB", 1 << 20), ("GB", 1 << 30), ("TB", 1 << 40), ("B", 1), ("", 1),
        ]
        let upper = text.uppercased()
        guard let unit = units.first(where: { upper.hasSuffix($0.ending) }) else { return nil }
        return count(upper.dropLast(unit.ending.utf8.count)).flatMap { product($0, unit.factor) }
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
