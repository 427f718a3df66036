/// A date in a formula: an instant, whether it has a time of day, and what `SET_TIMEZONE` and
/// `SET_LOCALE` gave it. A date without time is midnight in UTC, as Airtable has it.
///
/// Arithmetic that leaves the range gives nil; nothing traps.
package struct FormulaDate: Sendable {
    /// The range of dates in JavaScript: 100,000,000 days before and after 1970.
    static let millisecondLimit: Int64 = 8_640_000_000_000_000
    /// Beyond the years of the range, which ends in 275760.
    static let yearLimit: Int64 = 300_000

    /// Milliseconds since 1970-01-01T00:00Z.
    package let milliseconds: Int64
    /// Whether it came from a date with a time.
    package let hasTime: Bool
    /// Only `DATETIME_FORMAT` heeds it.
    package var timeZone: FormulaTimeZone?
    /// Only `DATETIME_FORMAT` heeds it.
    package var locale: DateLocale?

    /// The date, unless it is out of range.
    package init?(
        milliseconds: Int64, hasTime: Bool = true, timeZone: FormulaTimeZone? = nil,
        locale: DateLocale? = nil
    ) {
        guard milliseconds.magnitude <= Self.millisecondLimit.magnitude else { return nil }
        self.milliseconds = milliseconds
        self.hasTime = hasTime
        self.timeZone = timeZone
        self.locale = locale
    }

    /// A moment in UTC; nil where the calendar has none such.
    package init?(
        year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0,
        second: Int64 = 0, millisecond: Int64 = 0, hasTime: Bool = true
    ) {
        guard let day = CalendarDay(year: year, month: month, day: day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999).contains(millisecond)
        else { return nil }
        let time = ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond
        self.init(milliseconds: day.daysSince1970 * 86_400_000 + time, hasTime: hasTime)
    }

    /// The date at another moment, with the same time zone and locale.
    func moved(to milliseconds: Int64?, hasTime: Bool? = nil) -> FormulaDate? {
        milliseconds.flatMap {
            FormulaDate(
                milliseconds: $0, hasTime: hasTime ?? self.hasTime, timeZone: timeZone,
                locale: locale)
        }
    }

    /// Days since 1970, and milliseconds since midnight, in UTC.
    var dayAndTime: (day: Int64, time: Int64) {
        let day = CalendarDay.floorDivide(milliseconds, 86_400_000)
        return (day, milliseconds - day * 86_400_000)
    }

    /// Year, month, day and time of day in UTC: what `YEAR`, `HOUR` and the like read.
    package var components: LocalDateTime {
        LocalDateTime(localMilliseconds: milliseconds)
    }

    /// `YYYY-MM-DD` in UTC.
    package var dateText: String { components.dateText }

    /// `HH:mm:ss` in UTC.
    package var timeText: String { components.timeText }

    /// `YYYY-MM-DDTHH:mm:ss.SSSZ`, as Airtable's cells have it.
    package var isoText: String {
        let parts = components
        return parts.dateText + "T" + parts.timeText + "."
            + LocalDateTime.padded(parts.millisecond, 3)
            + "Z"
    }
}

extension FormulaDate: Hashable {
    /// Equal at the same millisecond, whatever is set for formatting.
    package static func == (left: Self, right: Self) -> Bool {
        left.milliseconds == right.milliseconds
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(milliseconds) }
}

extension FormulaDate: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
