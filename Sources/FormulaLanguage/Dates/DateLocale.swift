/// Names and habits of a language for dates, as moment.js has them.
package final class DateLocale: Sendable {
    /// moment.js's code, such as `en` or `pt-br`.
    package let code: String
    let months: [String]
    /// Where the day stands before the month, which changes the ending in some languages.
    let monthsAfterDay: [String]
    let monthsShort: [String]
    let monthsShortAfterDay: [String]
    /// In `-MMM-`, where some languages leave the full stop off.
    let monthsShortDashed: [String]
    let weekdays: [String]
    let weekdaysShort: [String]
    let weekdaysMin: [String]
    /// `LT`, `LTS`, `L` to `LLLL`, and what `l` to `llll` have of their own.
    let formats: [String: String]
    let firstWeekday: Int64
    /// How many days of the first week must lie in the year.
    let minimumDays: Int64
    /// Ten digits in place of ASCII's.
    let digits: [Character]?
    let comma: String?
    private let ordinals: [String: DateOrdinal]
    private let meridiem: [(from: Int64, name: String)]
    private let meridiemLower: [(from: Int64, name: String)]

    init(code: String, rows: [String: [String]]) {
        self.code = code
        func row(_ name: String, _ other: [String]? = nil) -> [String] {
            rows[name] ?? other ?? DateLocaleTable.english[name] ?? []
        }
        months = row("months")
        monthsAfterDay = row("monthsAfterDay", months)
        monthsShort = row("monthsShort")
        monthsShortAfterDay = row("monthsShortAfterDay", monthsShort)
        monthsShortDashed = row("monthsShortDashed", monthsShortAfterDay)
        weekdays = row("weekdays")
        weekdaysShort = row("weekdaysShort")
        weekdaysMin = row("weekdaysMin")
        let long = zip(["LT", "LTS", "L", "LL", "LLL", "LLLL"], row("formats"))
        let short = zip(["l", "ll", "lll", "llll"], row("formatsShort", []))
        formats = Dictionary(Array(long) + Array(short)) { first, _ in first }
        let week = row("week").compactMap { Int64($0) }
        firstWeekday = week.first ?? 0
        minimumDays = week.last ?? 1
        digits = rows["digits"]?.first.map { Array($0) }
        comma = rows["comma"]?.first
        let names = [
            "ordinal", "ordinalMonth", "ordinalQuarter", "ordinalDayOfYear", "ordinalWeekday",
            "ordinalWeek",
        ]
        ordinals = Dictionary(
            uniqueKeysWithValues: names.map { ($0, DateOrdinal(row($0, row("ordinal")))) })
        meridiem = Self.hours(row("meridiem", ["0=AM", "720=PM"]))
        meridiemLower = Self.hours(row("meridiemLower", ["0=am", "720=pm"]))
    }

    package static let english = DateLocale(code: "en", rows: DateLocaleTable.english)

    /// The locale of that code, in any letter case; `de-ch` gives `de` where there is no closer one.
    package static func named(_ code: String) -> DateLocale? {
        guard code.utf8.count <= codeLimit else { return nil }
        var code = code.lowercased().replacing("_", with: "-")
        while true {
            if code == "en" { return english }
            if let locale = DateLocaleTable.locales[code] { return locale }
            guard let dash = code.lastIndex(of: "-") else { return nil }
            code = String(code[..<dash])
        }
    }

    /// Bytes of a code: what RFC 5646 (section 4.4.1) has room for in every language tag.
    private static let codeLimit = 35

    private static func hours(_ row: [String]) -> [(from: Int64, name: String)] {
        row.compactMap { entry in
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let from = Int64(parts[0]) else { return nil }
            return (from, parts[1])
        }
    }

    /// The part of the day, such as `AM`.
    func meridiem(hour: Int64, minute: Int64, isLower: Bool) -> String {
        let names = isLower ? meridiemLower : meridiem
        return names.last { $0.from <= hour * 60 + minute }?.name ?? ""
    }

    /// All names for parts of the day.
    var meridiemNames: [String] { (meridiem + meridiemLower).map(\.name) }

    /// A number as an ordinal, such as `1st`.
    ///
    /// - Parameter kind: a row of the table, such as `ordinalWeek`.
    func ordinal(_ number: Int64, _ kind: String = "ordinal") -> String {
        ordinals[kind]?.text(number) ?? String(number)
    }

    /// The text with the locale's own digits and comma.
    func localized(_ text: String) -> String {
        guard let digits, digits.count == 10 else { return text }
        return String(
            text.map { character in
                if character.isASCII, let value = character.wholeNumberValue {
                    return digits[value]
                }
                if character == ",", let comma, let own = comma.first { return own }
                return character
            })
    }

    /// The text with ASCII's digits and comma.
    func delocalized(_ text: String) -> String {
        guard let digits else { return text }
        return String(
            text.map { character in
                if let value = digits.firstIndex(of: character) {
                    return Character(Unicode.Scalar(UInt8(48 + value)))
                }
                return comma == String(character) ? "," : character
            })
    }
}

/// How a language makes an ordinal out of a number: `#` stands for the number.
struct DateOrdinal: Sendable {
    private var general = "#"
    /// By the whole number, by its last two digits, and by its last one; the first counts.
    private var whole: [Int64: String] = [:]
    private var tens: [Int64: String] = [:]
    private var ones: [Int64: String] = [:]

    init(_ row: [String]) {
        for entry in row {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let space = parts[0].firstIndex(of: " ") else {
                general = entry
                continue
            }
            for number in parts[0][parts[0].index(after: space)...].split(separator: ",") {
                guard let number = Int64(number) else { continue }
                switch parts[0][..<space] {
                case "is": whole[number] = parts[1]
                case "tens": tens[number] = parts[1]
                default: ones[number] = parts[1]
                }
            }
        }
    }

    func text(_ number: Int64) -> String {
        let form = whole[number] ?? tens[number % 100] ?? ones[number % 10] ?? general
        return form.replacing("#", with: String(number), maxReplacements: 1)
    }
}
