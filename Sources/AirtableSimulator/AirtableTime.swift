import FormulaLanguage
import FoundationEssentials

/// Airtable's way to write times: UTC, ISO 8601 with milliseconds.
enum AirtableTime {
    /// Such as `2026-01-31T09:30:00.000Z`; fractions of a second are dropped, as Airtable was seen
    /// to do for creation times.
    static func text(_ date: Date) -> String {
        text(epochSeconds: Int(date.timeIntervalSince1970.rounded(.down)))
    }

    static func text(epochSeconds seconds: Int) -> String {
        let second = ((seconds % 86_400) + 86_400) % 86_400
        let hours = two(second / 3_600)
        return "\(dateText(epochDays: (seconds - second) / 86_400))T\(hours):"
            + "\(two(second / 60 % 60)):\(two(second % 60)).000Z"
    }

    /// Such as `2026-01-31`.
    static func dateText(epochDays: Int) -> String {
        let day = CalendarDay(daysSince1970: Int64(epochDays))
        let year = String(day.year)
        let padding = String(repeating: "0", count: max(0, 4 - year.count))
        return "\(padding)\(year)-\(two(Int(day.month)))-\(two(Int(day.day)))"
    }

    /// The days since 1970 of a date of the Gregorian calendar; nil where there is no such date, or
    /// its year has not four digits.
    static func epochDays(year: Int, month: Int, day: Int) -> Int? {
        guard (0...9_999).contains(year) else { return nil }
        return CalendarDay(year: Int64(year), month: Int64(month), day: Int64(day))
            .map { Int($0.daysSince1970) }
    }

    private static func two(_ value: Int) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}
