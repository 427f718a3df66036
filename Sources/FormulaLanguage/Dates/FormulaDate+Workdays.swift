/// `WORKDAY` and `WORKDAY_DIFF`. Saturdays, Sundays and the holidays given are no working days.
/// Both take time by the number of holidays and not by that of days.
extension FormulaDate {
    /// The date that many working days later, or earlier for a negative count; the same for 0. The
    /// time of day stays. Nil out of range.
    package func addingWorkdays(_ count: Int64, holidays: [FormulaDate] = []) -> FormulaDate? {
        let (day, time) = dayAndTime
        guard count != 0 else { return self }
        guard abs(count) <= Self.millisecondLimit / 86_400_000 else { return nil }
        // Working days are numbered; the target's number is that of the day before, and the count.
        var target =
            count > 0
            ? Self.day(Self.weekdays(before: day + 1) + count - 1)
            : Self.day(Self.weekdays(before: day) + count)
        for holiday in Self.days(holidays, descending: count < 0) {
            if count > 0, holiday > day, holiday <= target {
                target = Self.day(Self.weekdays(before: target + 1))
            } else if count < 0, holiday < day, holiday >= target {
                target = Self.day(Self.weekdays(before: target) - 1)
            }
        }
        return moved(to: target * 86_400_000 + time)
    }

    /// Working days from this date to the other, both counted; negative where the other is earlier.
    package func workdays(to other: FormulaDate, holidays: [FormulaDate] = []) -> Int64 {
        let (one, two) = (dayAndTime.day, other.dayAndTime.day)
        guard one <= two else { return -other.workdays(to: self, holidays: holidays) }
        let free = Self.days(holidays, descending: false).filter { (one...two).contains($0) }
        return Self.weekdays(before: two + 1) - Self.weekdays(before: one) - Int64(free.count)
    }

    /// The holidays on weekdays, each once, in order.
    private static func days(_ holidays: [FormulaDate], descending: Bool) -> [Int64] {
        let days = Set(holidays.map(\.dayAndTime.day)).filter {
            !isWeekend(CalendarDay.weekday($0))
        }
        return descending ? days.sorted(by: >) : days.sorted()
    }

    private static func isWeekend(_ weekday: Int64) -> Bool { weekday == 0 || weekday == 6 }

    /// Days from Monday to Friday before that day, from Monday, January 5, 1970 on.
    private static func weekdays(before day: Int64) -> Int64 {
        let week = CalendarDay.floorDivide(day - 4, 7)
        return week * 5 + min(day - 4 - week * 7, 5)
    }

    /// The day from Monday to Friday with that number, from 0.
    private static func day(_ number: Int64) -> Int64 {
        let week = CalendarDay.floorDivide(number, 5)
        return week * 7 + number - week * 5 + 4
    }

    /// Dates in a text, with commas between them, as the argument for holidays has it; what is no
    /// date is passed over.
    package static func list(_ text: String) -> [FormulaDate] {
        text.split(separator: ",").compactMap { FormulaDate(parsing: String($0)) }
    }
}
