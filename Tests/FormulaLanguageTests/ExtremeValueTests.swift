import AirtableAPI
import FormulaLanguage
import Testing

/// No number, date or text is so large that a function or an operator ends the process.
@Suite("Extreme values") struct ExtremeValueTests {
    private static let numbers: [Double] = [
        0, 1, -1, 0.5, 300_000, 0x1p53, -0x1p53, 0x1p63, -0x1p63, 8_640_000_000_000_001, 1e17,
        1e300, -1e300, .greatestFiniteMagnitude, -.infinity, .nan,
    ]
    private static let texts = [
        "", "x", "99999999999999999", "-8640000000000000", "999999-12-31", "+275760-09-13",
        "-271821-04-20", "12/31/9999 24:00", "years", "America/New_York", "de", "X", "x",
        "[YYYYYY] YYYYYY Y gggg GGGG w W DDDo Do X x Z z SSSSSSSSS LLLL", "(a|b)*{1000}",
        "$99999999999999999999", "Friday",
    ]
    private static let limit: Int64 = 8_640_000_000_000_000

    private static var dates: [FormulaDate] {
        [-limit, -limit + 1, -62_200_000_000_000, 0, limit - 1, limit].flatMap { time in
            [
                FormulaDate(milliseconds: time), FormulaDate(milliseconds: time, hasTime: false),
                FormulaDate(
                    milliseconds: time, timeZone: .named("America/New_York"), locale: .named("ar")),
            ].compactMap { $0 }
        }
    }

    private static var values: [FormulaValue] {
        let plain: [FormulaValue] =
            [.blank, .boolean(true)] + numbers.map { .number($0) } + texts.map { .text($0) }
            + dates.map { .date($0) }
        return plain + [.array(plain), .array([])]
    }

    /// Fewer of them, for functions of many arguments.
    private static var few: [FormulaValue] {
        [-0x1p63, 0x1p53, -1, 1e300, .nan].map { .number($0) }
            + [-limit, limit].compactMap { FormulaDate(milliseconds: $0) }.map { .date($0) }
            + ["x", "years", "Europe/Berlin", "99999999999999999"].map { .text($0) }
            + [.blank, .array([.number(-0x1p63), .text("a")])]
    }

    private static func fields(_ count: Int) -> [FormulaField] {
        (0..<count).map {
            FormulaField(
                id: "fld\($0)", name: "f\($0)",
                configuration: FieldConfiguration(type: FieldType("unknown"), rawOptions: nil))
        }
    }

    /// Evaluates a formula of the fields `f0`, `f1` … with every choice of the values.
    private static func evaluate(
        _ text: String, _ count: Int, _ values: [FormulaValue], now: Int64
    ) throws {
        let formula = try Formula(parsing: text).bound(to: fields(count))
        let context = FormulaContext(now: now)
        var places = [Int](repeating: 0, count: count)
        while true {
            let record = TestRecord(values: places.map { values[$0] })
            let value = formula.evaluate(record, context)
            _ = value.text.utf8.count
            #expect(formula.matches(record, context) == value.isTruthy)
            guard let next = places.firstIndex(where: { $0 + 1 < values.count }) else { return }
            places[next] += 1
            for index in 0..<next { places[index] = 0 }
        }
    }

    private static func fieldList(_ count: Int) -> String {
        (0..<count).map { "{f\($0)}" }.joined(separator: ",")
    }

    @Test("in every function", arguments: FormulaFunction.allCases)
    func functions(function: FormulaFunction) throws {
        guard function != .lastModifiedTime else { return }
        let least = function.arity.lowerBound
        for count in least...max(least, min(function.arity.upperBound, 4)) {
            let values = count < 3 ? Self.values : Self.few
            for now in [-Self.limit, Self.limit] {
                try Self.evaluate(
                    "\(function.name)(\(Self.fieldList(count)))", count, values, now: now)
            }
        }
    }

    @Test(
        "with every operator, and in functions of functions",
        arguments: [
            "{f0}+{f1}", "{f0}-{f1}", "{f0}*{f1}", "{f0}/{f1}", "{f0}&{f1}", "{f0}={f1}",
            "{f0}<{f1}", "{f0}>={f1}", "-{f0}", "(-{f0})&''",
            "DATETIME_FORMAT(SET_TIMEZONE({f0},'Pacific/Apia'),{f1})",
            "DATETIME_FORMAT(SET_LOCALE({f0},'ar'),'YYYYYY gggg GGGG Z z X x')",
            "DATEADD({f0},{f1},'milliseconds')", "DATEADD({f0},{f1},'seconds')",
            "DATEADD({f0},{f1},'days')", "DATEADD({f0},{f1},'weeks')",
            "DATEADD({f0},{f1},'months')", "DATEADD({f0},{f1},'years')",
            "DATETIME_PARSE({f0},'X')", "DATETIME_PARSE({f0},'x')", "DATETIME_PARSE({f0},{f1})",
            "DATETIME_DIFF({f0},{f1},'years')", "DATETIME_DIFF({f0},{f1},'quarters')",
            "IS_SAME({f0},{f1},'week')", "WORKDAY({f0},{f1},'2024-01-01,+275760-09-13')",
            "WORKDAY_DIFF({f0},{f1},'-271821-04-20')", "ROUND({f0},{f1})&''",
            "MID('aé😀b',{f0},{f1})", "SUBSTITUTE('aaa','a','bb',{f0})",
            "REPLACE('aé😀b',{f0},{f1},'x')", "ARRAYSLICE({f0},{f1})&''",
        ])
    func expressions(text: String) throws {
        for now in [-Self.limit, 0, Self.limit] {
            try Self.evaluate(text, text.contains("{f1}") ? 2 : 1, Self.values, now: now)
        }
    }

    /// Constants are folded while a formula is bound, by the same functions.
    @Test(
        "as constants",
        arguments: [
            ("(-9223372036854775808)&''", "-9223372036854776000"),
            ("-9223372036854775808=''", "0"), ("ABS(-9223372036854775808)", "9223372036854776000"),
            ("-9007199254740992&''", "-9007199254740992"),
            ("REPT('a',-9223372036854775808)", ""), ("MID('abc',2,9223372036854775808)", "bc"),
            ("LEFT('abc',POWER(10,300))", "abc"), ("ROUND(1.5,POWER(10,300))", "1.5"),
            ("DATEADD('2024-01-01',POWER(10,300),'years')", "#ERROR!"),
            ("DATETIME_PARSE('99999999999999999','X')", "#ERROR!"),
            ("DATETIME_PARSE('8640000000000','X')", "+275760-09-13T00:00:00.000Z"),
            ("DATETIME_PARSE('8640000000001','X')", "#ERROR!"),
            ("WORKDAY('2024-01-01',9223372036854775807)", "#ERROR!"),
        ])
    func constants(formula: String, expected: String) throws {
        #expect(try Evaluate.value(formula).text == expected)
    }
}
