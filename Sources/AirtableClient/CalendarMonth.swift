package import FoundationEssentials

/// A calendar month in UTC, the period in which Airtable counts calls.
package struct CalendarMonth: Hashable, Sendable, CustomStringConvertible {
    package let year: Int
    package let month: Int

    package init(of date: Date) {
        let parts = Self.calendar.dateComponents([.year, .month], from: date)
        year = parts.year ?? 1970
        month = parts.month ?? 1
    }

    /// The first moment of the month.
    package var start: Date {
        guard let date = Self.calendar.date(from: DateComponents(year: year, month: month, day: 1))
        else { preconditionFailure("no first day of \(self)") }
        return date
    }

    /// The first moment after the month.
    package var end: Date {
        let next = DateComponents(
            year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
        guard let date = Self.calendar.date(from: next) else {
            preconditionFailure("no first day after \(self)")
        }
        return date
    }

    /// Such as `2026-11`.
    package var description: String { "\(year)-" + (month < 10 ? "0" : "") + "\(month)" }

    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()
}
