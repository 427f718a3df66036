import Testing

@testable import FormulaLanguage

@Suite("Dates in formulas")
struct FormulaDateTests {
    static func date(_ text: String) throws -> FormulaDate {
        try #require(FormulaDate(parsing: text), "\(text)")
    }

    @Test("reads ISO 8601 and what people write")
    func parsing() {
        let cases: [(String, String?)] = [
            ("2024-05-01", "2024-05-01T00:00:00.000Z"), ("2024-05", "2024-05-01T00:00:00.000Z"),
            ("20240501", "2024-05-01T00:00:00.000Z"),
            ("2024-05-01T10:00:00.000Z", "2024-05-01T10:00:00.000Z"),
            ("2024-05-01 10:20", "2024-05-01T10:20:00.000Z"),
            ("2024-05-01T10:20:30+05:30", "2024-05-01T04:50:30.000Z"),
            ("2024-05-01T102030.5-0800", "2024-05-01T18:20:30.500Z"),
            ("2024-05-01T24:00", "2024-05-02T00:00:00.000Z"),
            ("02/17/2013 7:31", "2013-02-17T07:31:00.000Z"),
            ("02/17/2013 7:31:25 PM", "2013-02-17T19:31:25.000Z"),
            ("07/10/19", "2019-07-10T00:00:00.000Z"), ("7/10/69", "1969-07-10T00:00:00.000Z"),
            ("4 Mar 2017 23:00", "2017-03-04T23:00:00.000Z"),
            ("July 4th, 2024 3:05 pm", "2024-07-04T15:05:00.000Z"),
            ("Wed, 31 Dec 2025 15:04:05 GMT", "2025-12-31T15:04:05.000Z"),
            ("Wed Dec 31 2025 15:04:05 GMT+0100", "2025-12-31T14:04:05.000Z"),
            ("2024/5/1", "2024-05-01T00:00:00.000Z"),
            ("March 2021", "2021-03-01T00:00:00.000Z"),
            ("12:00am 1/2/2020", "2020-01-02T00:00:00.000Z"), ("12/31", "1970-12-31T00:00:00.000Z"),
            ("2024-02-30", nil), ("2023-02-29", nil), ("13/02/2020", nil), ("2024-13-01", nil),
            ("2024-05-01T25:00", nil), ("", nil), ("today", nil),
            ("1 2 3 4", nil), ("12", nil), ("5 apples", nil), ("2024-05-01Tx", nil),
            (String(repeating: "1", count: 5_000), nil),
        ]
        for (text, expected) in cases {
            #expect(FormulaDate(parsing: text)?.isoText == expected, "\(text.prefix(40))")
        }
        #expect(FormulaDate(parsing: "2024-05-01")?.hasTime == false)
        #expect(FormulaDate(parsing: "2024-05-01 00:00")?.hasTime == true)
        let german = DateLocale.named("de") ?? .english
        #expect(FormulaDate(parsing: "3.5.2024", locale: german)?.dateText == "2024-05-03")
        #expect(FormulaDate(parsing: "3. März 2024", locale: german)?.dateText == "2024-03-03")
    }

    @Test("adds units, clamps month ends, and leaves the range without trapping")
    func adding() throws {
        let cases: [(String, Double, String, String?)] = [
            ("07/10/19", 10, "days", "2019-07-20"), ("2024-01-31", 1, "month", "2024-02-29"),
            ("2023-01-31", 1, "M", "2023-02-28"),
            ("2024-01-31", 1, "quarters", "2024-04-30"), ("2024-02-29", 1, "years", "2025-02-28"),
            ("2024-01-31", -2, "months", "2023-11-30"),
            ("2026-03-06", 5, "d", "2026-03-11"), ("2024-01-01", 1.5, "days", "2024-01-03"),
            ("2024-01-01", -1, "w", "2023-12-25"),
            ("2024-01-01", 24, "hours", "2024-01-02"), ("2024-01-01", 1e15, "years", nil),
            ("2024-01-01", 1e300, "days", nil),
            ("2024-01-01", .infinity, "ms", nil), ("2024-01-01", .nan, "ms", nil),
            ("2024-01-01", 3e8, "days", nil), ("2024-01-01", -9e18, "weeks", nil),
        ]
        for (text, count, unit, expected) in cases {
            let unit = try #require(DateUnit(name: unit))
            #expect(
                try Self.date(text).adding(count, unit)?.dateText == expected,
                "\(text) \(count) \(unit)")
        }
        let end = try #require(FormulaDate(milliseconds: FormulaDate.millisecondLimit))
        #expect(end.adding(1, .milliseconds) == nil && end.adding(1, .months) == nil)
        #expect(FormulaDate(milliseconds: .min) == nil && FormulaDate(milliseconds: .max) == nil)
    }

    @Test("counts units between dates, cut toward zero")
    func difference() throws {
        let cases: [(String, String, String, Int64)] = [
            ("2024-03-15T12:00Z", "2023-01-10T10:30Z", "months", 14),
            ("2024-03-15T12:00Z", "2023-01-10T10:30Z", "M", 14),
            ("2024-03-15T12:00Z", "2023-01-10T10:30Z", "days", 430),
            ("2023-01-10T10:30Z", "2024-03-15T12:00Z", "days", -430),
            ("2024-03-15T12:00Z", "2023-01-10T10:30Z", "y", 1),
            ("2024-03-15T12:00Z", "2023-01-10T10:30Z", "s", 37_157_400),
            ("2024-03-15T12:00Z", "2023-01-10T10:30Z", "w", 61),
            ("2023-09-08T19:20Z", "2022-08-01T16:30Z", "minute", 580_490),
            ("2024-02-29", "2024-01-31", "months", 1), ("2024-01-31", "2024-02-29", "months", -1),
            ("2024-02-28", "2024-01-31", "months", 0),
            ("2024-03-30", "2024-01-31", "months", 1), ("2024-12-31", "2024-01-01", "quarters", 3),
            ("2023-12-31", "2025-01-01", "years", -1),
        ]
        for (one, two, unit, expected) in cases {
            let unit = try #require(DateUnit(name: unit))
            #expect(
                try Self.date(one).difference(from: Self.date(two), unit) == expected,
                "\(one) \(two) \(unit)")
        }
        #expect(
            DateUnit(name: "fortnights") == nil && DateUnit(name: "Days") == .days
                && DateUnit(name: "m") == .minutes)
    }

    @Test("compares by units, and knows weekdays and weeks")
    func unitsAndWeeks() throws {
        let one = try Self.date("2024-03-01T10:00Z")
        let two = try Self.date("2024-03-31T09:00Z")
        #expect(!one.isSame(as: two) && !one.isSame(as: two, .days) && one.isSame(as: two, .months))
        #expect(
            one.isSame(as: two, .quarters) && one.isBefore(two) && !one.isBefore(two, .months)
                && two.isAfter(one, .weeks))
        let weeks:
            [(String, weekday: Int64, fromMonday: Int64, week: Int64, weekFromMonday: Int64)] = [
                ("2013-02-17", 0, 6, 8, 7), ("2023-09-08", 5, 4, 36, 37),
                ("2024-01-01", 1, 0, 1, 1), ("2025-12-31", 3, 2, 1, 1),
                ("2022-01-01", 6, 5, 1, 1), ("2022-01-02", 0, 6, 2, 1), ("1969-12-31", 3, 2, 1, 1),
            ]
        for (text, weekday, fromMonday, week, weekFromMonday) in weeks {
            let date = try Self.date(text)
            #expect(
                date.weekday() == weekday && date.weekday(firstWeekday: 1) == fromMonday, "\(text)")
            #expect(
                date.weekNumber() == week && date.weekNumber(firstWeekday: 1) == weekFromMonday,
                "\(text)")
        }
        #expect(
            FormulaDate.weekday(named: "Monday") == 1 && FormulaDate.weekday(named: "noday") == nil)
    }

    @Test("counts working days as one day after the other would")
    func workdays() throws {
        let cases: [(String, Int64, String, String)] = [
            ("2023-09-08", -100, "", "2023-04-21"), ("2024-03-01", 2, "2024-03-04", "2024-03-06"),
            ("2026-01-19", -1, "", "2026-01-16"),
            ("2024-03-02", 1, "", "2024-03-04"), ("2024-03-02", -1, "", "2024-03-01"),
            ("2024-03-02", 0, "", "2024-03-02"),
            ("2024-03-01", 1, "2024-03-04, 2024-03-05,2024-03-04,2024-03-09", "2024-03-06"),
            ("2024-03-06", -1, "2024-03-05, 2024-03-04", "2024-03-01"),
        ]
        for (text, count, holidays, expected) in cases {
            let result = try Self.date(text).addingWorkdays(
                count, holidays: FormulaDate.list(holidays))
            #expect(result?.dateText == expected, "\(text) \(count) \(holidays)")
        }
        #expect(try Self.date("2023-09-05").workdays(to: Self.date("2023-09-11")) == 5)
        #expect(try Self.date("2023-09-11").workdays(to: Self.date("2023-09-05")) == -5)
        #expect(try Self.date("2024-03-02").workdays(to: Self.date("2024-03-03")) == 0)
        #expect(try Self.date("2024-03-04").addingWorkdays(.max) == nil)
        let holidays = FormulaDate.list("2024-01-01,2024-12-25,2024-12-26,2024-06-15")
        let start = try Self.date("2023-12-20")
        for count in [-300, -45, -1, 1, 7, 45, 300] as [Int64] {
            var (date, left) = (start, abs(count))
            while left > 0 {
                date = try #require(date.adding(count < 0 ? -1 : 1, .days))
                if !(date.weekday() % 6 == 0 || holidays.contains(date)) { left -= 1 }
            }
            #expect(start.addingWorkdays(count, holidays: holidays) == date, "\(count)")
            // From a working day both ends count, so that the distance is one more.
            #expect(
                start.workdays(to: date, holidays: holidays) == count + count.signum(), "\(count)")
        }
    }

    @Test("says distances in words")
    func distance() throws {
        let start = try Self.date("2024-01-15T00:00Z")
        let cases: [(Double, DateUnit, String)] = [
            (0, .seconds, "a few seconds"), (44, .seconds, "a few seconds"),
            (45, .seconds, "a minute"), (90, .seconds, "2 minutes"),
            (44, .minutes, "44 minutes"), (45, .minutes, "an hour"), (21, .hours, "21 hours"),
            (22, .hours, "a day"), (3, .days, "3 days"),
            (25, .days, "25 days"), (26, .days, "a month"), (2, .months, "2 months"),
            (10, .months, "10 months"), (11, .months, "a year"), (2, .years, "2 years"),
        ]
        for (count, unit, expected) in cases {
            let other = try #require(start.adding(count, unit))
            #expect(
                start.distanceText(to: other) == expected
                    && other.distanceText(to: start) == expected, "\(count) \(unit)")
        }
    }
}
