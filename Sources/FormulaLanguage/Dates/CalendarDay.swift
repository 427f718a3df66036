/// A day of the proleptic Gregorian calendar.
package struct CalendarDay: Hashable, Sendable {
    package let year: Int64
    /// 1 to 12.
    package let month: Int64
    /// 1 to 31.
    package let day: Int64

    /// The day if there is one with these numbers.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard abs(year) <= FormulaDate.yearLimit, (1...12).contains(month),
            day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// The day that many days after 1970-01-01.
    package init(daysSince1970 days: Int64) {
        // Years that begin in March have their odd day at the end; an era is 400 of them.
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let inEra = shifted - era * 146_097
        let yearOfEra = (inEra - inEra / 1_460 + inEra / 36_524 - inEra / 146_096) / 365
        let dayOfYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private init(unchecked year: Int64, _ month: Int64, _ day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    package var daysSince1970: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Self.floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// 0 is Sunday.
    package var weekday: Int64 { Self.weekday(daysSince1970) }

    /// 1 to 366.
    package var dayOfYear: Int64 {
        let start = CalendarDay(unchecked: year, 1, 1)
        return daysSince1970 - start.daysSince1970 + 1
    }

    /// The same day of another month; the last one where that month is shorter. Nil out of range.
    func adding(months: Int64) -> CalendarDay? {
        let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow else { return nil }
        let year = Self.floorDivide(index, 12)
        guard abs(year) <= FormulaDate.yearLimit else { return nil }
        let month = index - year * 12 + 1
        return CalendarDay(
            unchecked: year, month, min(day, Self.length(ofMonth: month, year: year)))
    }

    /// The number of the week and the year that it belongs to.
    ///
    /// - Parameters:
    ///   - firstWeekday: with which a week begins; 0 is Sunday.
    ///   - minimumDays: how many days of the first week must lie in the year: 1 for the week of
    ///     January 1, 4 for ISO's.
    func week(firstWeekday: Int64, minimumDays: Int64) -> (year: Int64, number: Int64) {
        let today = daysSince1970
        for candidate in [year + 1, year, year - 1] {
            let start = Self.weekStart(candidate, firstWeekday, minimumDays)
            if today >= start { return (candidate, (today - start) / 7 + 1) }
        }
        return (year, 1)
    }

    /// Days since 1970 of the first day of the year's first week.
    static func weekStart(_ year: Int64, _ firstWeekday: Int64, _ minimumDays: Int64) -> Int64 {
        let newYear = CalendarDay(unchecked: year, 1, 1).daysSince1970
        let before = floorModulo(weekday(newYear) - firstWeekday, 7)
        return 7 - before >= minimumDays ? newYear - before : newYear - before + 7
    }

    static func weekday(_ daysSince1970: Int64) -> Int64 { floorModulo(daysSince1970 + 4, 7) }

    static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    static func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
