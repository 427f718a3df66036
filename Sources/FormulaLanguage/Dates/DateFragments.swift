/// What a text said about a date so far.
struct DateFragments {
    var year: Int64?
    var month: Int64?
    var day: Int64?
    var dayOfYear: Int64?
    var hour: Int64?
    var minute: Int64?
    var second: Int64?
    var millisecond: Int64?
    /// Whether an hour up to 12 is of the afternoon.
    var isAfternoon: Bool?
    /// Milliseconds that the text's own time is ahead of UTC.
    var offset: Int64?
    /// A moment since 1970, which makes the rest irrelevant.
    var milliseconds: Int64?

    var hasTime: Bool { hour != nil || milliseconds != nil }

    /// The date that they make; nil where the calendar or the clock has none such.
    ///
    /// - Parameters:
    ///   - zone: where a text without an offset was written.
    ///   - now: milliseconds since 1970, for parts above the greatest that the text names.
    func date(in zone: FormulaTimeZone, now: Int64) -> FormulaDate? {
        if let milliseconds { return FormulaDate(milliseconds: milliseconds) }
        guard let day = calendarDay(now) else { return nil }
        var hour = hour ?? 0
        if let isAfternoon {
            guard (0...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        let (minute, second, part) = (minute ?? 0, second ?? 0, millisecond ?? 0)
        // 24:00 is the end of the day.
        let isEnd = hour == 24 && minute == 0 && second == 0 && part == 0
        guard (0...23).contains(hour) || isEnd, (0...59).contains(minute),
            (0...59).contains(second), (0...999).contains(part)
        else { return nil }
        let local =
            day.daysSince1970 * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1_000 + part
        let instant = offset.map { local - $0 } ?? (hasTime ? zone.instant(ofLocal: local) : local)
        return FormulaDate(milliseconds: instant, hasTime: hasTime)
    }

    private func calendarDay(_ now: Int64) -> CalendarDay? {
        let today = LocalDateTime(localMilliseconds: now).calendarDay
        if let dayOfYear {
            guard let start = CalendarDay(year: year ?? today.year, month: 1, day: 1) else {
                return nil
            }
            let result = CalendarDay(daysSince1970: start.daysSince1970 + dayOfYear - 1)
            return result.year == start.year ? result : nil
        }
        if year == nil, month == nil, day == nil { return hasTime ? today : nil }
        return CalendarDay(
            year: year ?? today.year, month: month ?? (year == nil ? today.month : 1), day: day ?? 1
        )
    }

    /// 69 to 99 are of the last century.
    static func year(ofTwoDigits value: Int64) -> Int64 { value + (value > 68 ? 1_900 : 2_000) }
}
