/// What `DATEADD`, `DATETIME_DIFF`, `IS_SAME`, `WEEKDAY` and `WEEKNUM` compute, in UTC.
extension FormulaDate {
    /// The date that many units later. Month ends clamp: January 31 and a month is the last of
    /// February. Parts of units up to hours count, in whole
    /// milliseconds; days, months and what consists of them are rounded
    /// away from zero, as moment.js does. Nil out of range.
    package func adding(_ count: Double, _ unit: DateUnit) -> FormulaDate? {
        if let months = unit.months {
            return Self.rounded(count * Double(months)).flatMap(adding(months:))
        }
        let step: Int64?
        switch unit {
        case .days: step = Self.rounded(count).flatMap { Self.product($0, 86_400_000) }
        case .weeks: step = Self.rounded(count * 7).flatMap { Self.product($0, 86_400_000) }
        default:
            let exact = count * Double(unit.milliseconds ?? 1)
            step = Self.rounded(exact.rounded(.towardZero))
        }
        guard let step else { return nil }
        let (sum, overflow) = milliseconds.addingReportingOverflow(step)
        let addsTime = step % 86_400_000 != 0
        return overflow ? nil : moved(to: sum, hasTime: hasTime || addsTime)
    }

    private func adding(months: Int64) -> FormulaDate? {
        let (day, time) = dayAndTime
        guard let sum = CalendarDay(daysSince1970: day).adding(months: months) else { return nil }
        return moved(to: sum.daysSince1970 * 86_400_000 + time)
    }

    private static func rounded(_ value: Double) -> Int64? {
        guard value.isFinite, abs(value) < 1e17 else { return nil }
        return Int64(value.rounded(.toNearestOrAwayFromZero))
    }

    private static func product(_ one: Int64, _ other: Int64) -> Int64? {
        let (value, overflow) = one.multipliedReportingOverflow(by: other)
        return overflow ? nil : value
    }

    /// This date minus the other in whole units, cut toward zero. Months, quarters and years are
    /// complete ones of the calendar.
    package func difference(from other: FormulaDate, _ unit: DateUnit) -> Int64 {
        if let milliseconds = unit.milliseconds {
            return (self.milliseconds - other.milliseconds) / milliseconds
        }
        return Self.months(self, other) / (unit.months ?? 1)
    }

    /// Complete months from `other` to `date`, counted from the one with the later day of month, so
    /// that a month from January 31 is complete on the last of February.
    private static func months(_ date: FormulaDate, _ other: FormulaDate) -> Int64 {
        let (one, two) = (date.components.calendarDay, other.components.calendarDay)
        if one.day < two.day { return -months(other, date) }
        let whole = (two.year - one.year) * 12 + two.month - one.month
        guard let anchor = date.adding(months: whole) else { return -whole }
        if other < anchor, whole > 0 { return 1 - whole }
        if other > anchor, whole < 0 { return -1 - whole }
        return -whole
    }

    /// The first moment of the unit that the date lies in.
    ///
    /// - Parameter firstWeekday: with which weeks begin; 0 is Sunday.
    package func start(of unit: DateUnit, firstWeekday: Int64 = 0) -> FormulaDate? {
        let (day, _) = dayAndTime
        let date = CalendarDay(daysSince1970: day)
        let start: CalendarDay?
        switch unit {
        case .milliseconds: return self
        case .seconds, .minutes, .hours, .days:
            let length = unit.milliseconds ?? 1
            return moved(to: CalendarDay.floorDivide(milliseconds, length) * length)
        case .weeks:
            let back = CalendarDay.floorModulo(date.weekday - firstWeekday, 7)
            return moved(to: (day - back) * 86_400_000)
        case .months: start = CalendarDay(year: date.year, month: date.month, day: 1)
        case .quarters:
            start = CalendarDay(year: date.year, month: (date.month - 1) / 3 * 3 + 1, day: 1)
        case .years: start = CalendarDay(year: date.year, month: 1, day: 1)
        }
        return moved(to: start.map { $0.daysSince1970 * 86_400_000 })
    }

    /// Whether both lie in the same unit; without a unit, at the same millisecond.
    package func isSame(as other: FormulaDate, _ unit: DateUnit? = nil) -> Bool {
        guard let unit else { return milliseconds == other.milliseconds }
        return start(of: unit)?.milliseconds == other.start(of: unit)?.milliseconds
    }

    /// Whether this date is earlier; with a unit, in an earlier one.
    package func isBefore(_ other: FormulaDate, _ unit: DateUnit? = nil) -> Bool {
        guard let unit else { return self < other }
        guard let one = start(of: unit), let two = other.start(of: unit) else { return false }
        return one < two
    }

    /// Whether this date is later; with a unit, in a later one.
    package func isAfter(_ other: FormulaDate, _ unit: DateUnit? = nil) -> Bool {
        other.isBefore(self, unit)
    }

    /// 0 to 6 from the day with which the week begins: 0 is Sunday, 1 Monday.
    package func weekday(firstWeekday: Int64 = 0) -> Int64 {
        CalendarDay.floorModulo(CalendarDay.weekday(dayAndTime.day) - firstWeekday, 7)
    }

    /// The number of the week; the first one is that of January 1, to which the last days of
    /// December may belong.
    package func weekNumber(firstWeekday: Int64 = 0) -> Int64 {
        components.calendarDay.week(firstWeekday: firstWeekday, minimumDays: 1).number
    }

    /// The number of a weekday by its English name, in any letter case; 0 is Sunday.
    package static func weekday(named name: String) -> Int64? {
        let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
        return names.firstIndex(of: name.lowercased()).map(Int64.init)
    }
}
