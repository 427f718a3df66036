/// A moment taken apart in some time zone.
package struct LocalDateTime: Hashable, Sendable {
    package let calendarDay: CalendarDay
    /// 0 to 23.
    package let hour: Int64
    package let minute: Int64
    package let second: Int64
    package let millisecond: Int64

    /// - Parameter localMilliseconds: milliseconds since 1970 plus the zone's offset.
    init(localMilliseconds: Int64) {
        let day = CalendarDay.floorDivide(localMilliseconds, 86_400_000)
        let time = localMilliseconds - day * 86_400_000
        calendarDay = CalendarDay(daysSince1970: day)
        hour = time / 3_600_000
        minute = time / 60_000 % 60
        second = time / 1_000 % 60
        millisecond = time % 1_000
    }

    package var year: Int64 { calendarDay.year }
    package var month: Int64 { calendarDay.month }
    package var day: Int64 { calendarDay.day }
    /// 0 is Sunday.
    package var weekday: Int64 { calendarDay.weekday }

    var dateText: String {
        Self.yearText(year) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
    }

    var timeText: String {
        Self.padded(hour, 2) + ":" + Self.padded(minute, 2) + ":" + Self.padded(second, 2)
    }

    /// Four digits; a sign and six beyond, as ISO 8601 has it.
    static func yearText(_ year: Int64) -> String {
        (0...9_999).contains(year)
            ? padded(year, 4) : (year < 0 ? "-" : "+") + padded(abs(year), 6)
    }

    static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (value < 0 ? "-" : "") + zeros + digits
    }
}
