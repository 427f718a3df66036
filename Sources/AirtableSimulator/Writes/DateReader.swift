import AirtableAPI
import Foundation

/// Reads the dates of write requests, the way that a date or a date-and-time field takes them.
struct DateReader {
    let field: FieldSchema
    /// Whether other than ISO 8601 is read too: the field's own format, and names of months.
    let isLenient: Bool

    private struct Parts {
        var days: Int
        /// Within the day; nil for a date alone.
        var seconds: Double?
        /// Of the text's time zone from UTC; nil for a text that names none.
        var offset: Int?
    }

    /// The cell: `2026-01-31` or `2026-01-31T09:30:00.000Z`; nil for a text that is no date.
    func cell(of text: String) -> String? {
        guard let parts = parts(of: text.trimmed) else { return nil }
        guard field.type == .dateTime else { return AirtableTime.dateText(epochDays: parts.days) }
        let local = Double(parts.days) * 86_400 + (parts.seconds ?? 0)
        let offset = parts.offset ?? zoneOffset(atLocal: local)
        return WireTime.text(Date(timeIntervalSince1970: local - Double(offset)))
    }

    /// - Parameter milliseconds: since 1970.
    func cell(ofMilliseconds milliseconds: Double) -> String? {
        // The years 0 to 9999.
        guard (-62_167_219_200_000..<253_402_300_800_000).contains(milliseconds) else {
            return nil
        }
        let date = Date(timeIntervalSince1970: milliseconds / 1_000)
        let text = WireTime.text(date)
        return field.type == .dateTime ? text : String(text.prefix(10))
    }

    /// A text without an offset is meant in the field's zone; `utc` and `client` are UTC.
    private func zoneOffset(atLocal local: Double) -> Int {
        guard case .dateTime(_, _, let name) = field.options, name != "utc", name != "client",
            let zone = TimeZone(identifier: name)
        else { return 0 }
        let guess = zone.secondsFromGMT(for: Date(timeIntervalSince1970: local))
        return zone.secondsFromGMT(
            for: Date(timeIntervalSince1970: local - Double(guess)))
    }

    private func parts(of text: String) -> Parts? {
        let iso = /(\d{4})-(\d\d)-(\d\d)(?:[T ](.+))?/
        if let match = text.wholeMatch(of: iso) {
            return parts(match.1, match.2, match.3, time: match.4)
        }
        guard isLenient else { return nil }
        let numeric = /(\d{1,2})[\/.](\d{1,2})[\/.](\d{4})(?:[T ,]+(.+))?/
        if let match = text.wholeMatch(of: numeric) {
            return isDayFirst
                ? parts(match.3, match.2, match.1, time: match.4)
                : parts(match.3, match.1, match.2, time: match.4)
        }
        let monthFirst = /([A-Za-z]{3,9})\.? +(\d{1,2}),? +(\d{4})(?:[T ,]+(.+))?/
        if let match = text.wholeMatch(of: monthFirst), let month = Self.month(match.1) {
            return parts(match.3, month, match.2, time: match.4)
        }
        let dayFirst = /(\d{1,2})\.? +([A-Za-z]{3,9})\.?,? +(\d{4})(?:[T ,]+(.+))?/
        if let match = text.wholeMatch(of: dayFirst), let month = Self.month(match.2) {
            return parts(match.3, month, match.1, time: match.4)
        }
        return nil
    }

    private var isDayFirst: Bool {
        switch field.options {
        case .date(let format), .dateTime(let format, _, _): format.format.hasPrefix("D")
        default: false
        }
    }

    private static func month(_ name: Substring) -> Substring? {
        let names = [
            "january", "february", "march", "april", "may", "june", "july", "august",
            "september", "october", "november", "december",
        ]
        return names.firstIndex { $0.hasPrefix(name.lowercased()) }.map { "\($0 + 1)" }
    }

    private func parts(
        _ year: Substring, _ month: Substring, _ day: Substring, time: Substring?
    ) -> Parts? {
        guard let year = Int(year), let month = Int(month), let day = Int(day),
            let days = AirtableTime.epochDays(year: year, month: month, day: day)
        else { return nil }
        guard let time else { return Parts(days: days) }
        let clock = /(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))? ?(am|pm|AM|PM)?(Z|[+-]\d\d:?\d\d)?/
        guard let match = time.wholeMatch(of: clock), var hour = Int(match.1),
            let minute = Int(match.2), let second = Double(match.3 ?? "0"), hour < 24,
            minute < 60, second < 60
        else { return nil }
        if let half = match.4?.lowercased() {
            guard isLenient, (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (half == "pm" ? 12 : 0)
        }
        let offset = match.5.map { Self.offset($0) }
        return Parts(
            days: days, seconds: Double(hour * 3_600 + minute * 60) + second, offset: offset)
    }

    /// In seconds, of `Z`, `+02:00` or `-0730`.
    private static func offset(_ text: Substring) -> Int {
        let digits = text.filter(\.isNumber)
        guard let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)) else {
            return 0
        }
        let seconds = hours * 3_600 + minutes * 60
        return text.hasPrefix("-") ? -seconds : seconds
    }
}
