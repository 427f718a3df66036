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

    /// Such as `2026-01-31`. The algorithm is Howard Hinnant's `civil_from_days`.
    static func dateText(epochDays: Int) -> String {
        let shifted = epochDays + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let padding = String(repeating: "0", count: max(0, 4 - String(year).count))
        return "\(padding)\(year)-\(two(month))-\(two(day))"
    }

    /// The days since 1970 of a date of the Gregorian calendar; nil where there is no such date. The
    /// algorithm is Howard Hinnant's `days_from_civil`.
    static func epochDays(year: Int, month: Int, day: Int) -> Int? {
        guard (0...9_999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func two(_ value: Int) -> String {
        value < 10 ? "0\(value)" : String(value)
    }
}
