import AirtableAPI
import FormulaLanguage
import Testing

@Suite("Functions of dates and regular expressions")
struct DateFunctionTests {
    static let cells = [
        TestCell("D", .dateTime, "2013-02-17T07:31:25.000Z"), TestCell("Day", .date, "2024-01-31"),
        TestCell("None", .date, nil), TestCell("Text", .singleLineText, "order 47 of 5"),
        TestCell("Blank", .singleLineText, nil), TestCell("Num", .number, 5),
        TestCell("Zone", .singleLineText, "Europe/Berlin"),
        TestCell("Format", .singleLineText, "YYYY"), TestCell("Unit", .singleLineText, "days"),
        TestCell("Days", .multipleLookupValues, ["2024-02-29", "2024-01-01"]),
        TestCell("Pattern", .singleLineText, "[0-9]+"),
    ]

    private func check(_ formula: String, _ outline: String) throws {
        let value = try Evaluate.value(formula, Self.cells)
        #expect(Evaluate.outline(value) == outline, "\(formula)")
    }

    @Test(
        "parts, arithmetic and comparisons of dates",
        arguments: [
            ("YEAR({D})", "2013"), ("MONTH('02/17/2013 7:31')", "2"), ("DAY({D})", "17"),
            ("HOUR({D})", "7"), ("MINUTE({D})", "31"), ("SECOND({D})", "25"),
            ("WEEKDAY({D})", "0"), ("WEEKDAY({D},'Monday')", "6"), ("WEEKDAY({D},'x')", "#ERROR!"),
            ("WEEKNUM('02/17/2013')", "8"),
            ("DATEADD({Day},1,'month')", "2024-02-29T00:00:00.000Z"),
            ("DATEADD({Day},-1,{Unit})", "2024-01-30T00:00:00.000Z"),
            ("DATEADD('07/10/19',10,'days')", "2019-07-20T00:00:00.000Z"),
            ("DATEADD({D},1,'m')", "2013-02-17T07:32:25.000Z"),
            ("DATEADD({D},1,'M')", "2013-03-17T07:31:25.000Z"),
            ("DATEADD({D},1,'parsec')", "#ERROR!"), ("DATEADD({None},1,'days')", "#ERROR!"),
            ("DATEADD({D},POWER(10,300),'years')", "#ERROR!"),
            ("DATEADD({D},'x','days')", "#ERROR!"),
            ("DATETIME_DIFF({Day},{D})", "345572915"), ("DATETIME_DIFF({D},{Day},'years')", "-10"),
            ("DATETIME_DIFF({None},{D},'days')", "NaN"),
            ("DATETIME_DIFF('nonsense',{D},'days')", "#ERROR!"), ("YEAR({None})", "#ERROR!"),
            ("YEAR(5)", "#ERROR!"), ("IS_BEFORE({D},'2020-01-01')", "1"),
            ("IS_AFTER({D},{Day})", "0"), ("IS_AFTER({None},{Day})", "#ERROR!"),
            ("IS_SAME({D},'2013-02-17')", "0"), ("IS_SAME({D},'2013-02-17','day')", "1"),
            ("IS_SAME({D},'2013-12-01','year')", "1"), ("{D}<{Day}", "1"), ("{D}={Day}", "0"),
            ("{D}=DATETIME_PARSE('2013-02-17T07:31:25.000Z')", "1"), ("{Day}='2024-01-31'", "1"),
            ("{Day}<'2024-02-01'", "1"), ("{None}=BLANK()", "1"), ("{D}=BLANK()", "0"),
            ("{None}<{D}", "0"), ("{D}&''", "'2013-02-17T07:31:25.000Z'"),
            ("{Day}&''", "'2024-01-31T00:00:00.000Z'"), ("FIND('2013-02-17',{D})", "1"),
            ("{D}+1", "NaN"), ("{Day}-'x'", "NaN"), ("MAX({D},{Day})", "2024-01-31T00:00:00.000Z"),
            ("WORKDAY('2024-03-01',2,'2024-03-04')", "2024-03-06T00:00:00.000Z"),
            ("WORKDAY({Day},20,{Days})", "2024-02-28T00:00:00.000Z"),
            ("WORKDAY({Day},21,{Days})", "2024-03-01T00:00:00.000Z"),
            ("WORKDAY_DIFF('2023-09-05','2023-09-11')", "5"),
            ("FROMNOW('2024-06-12T12:00:00Z')", "'3 days'"), ("TONOW('2024-06-25')", "'10 days'"),
        ])
    func dates(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "dates as texts and back",
        arguments: [
            ("DATESTR({D})", "'2013-02-17'"), ("TIMESTR({D})", "'07:31:25'"),
            ("DATETIME_FORMAT({D})", "'2013-02-17T07:31:25.000Z'"),
            ("DATETIME_FORMAT({D},{Format})", "'2013'"),
            ("DATETIME_FORMAT({None},'YYYY')", "#ERROR!"),
            ("DATETIME_FORMAT(SET_TIMEZONE({D},{Zone}),'HH:mm')", "'08:31'"),
            ("HOUR(SET_TIMEZONE({D},'Europe/Berlin'))", "7"),
            ("SET_TIMEZONE({D},'Nowhere/Land')", "#ERROR!"), ("SET_LOCALE({D},'xx')", "#ERROR!"),
            ("DATETIME_FORMAT(SET_LOCALE({D},'es'),'MMMM')", "'febrero'"),
            (
                "DATETIME_FORMAT(SET_TIMEZONE(SET_LOCALE({D},'fr'),'Asia/Tokyo'),'dddd HH')",
                "'dimanche 16'"
            ),
            ("DATETIME_PARSE('4 Mar 2017 23:00','D MMM YYYY HH:mm')", "2017-03-04T23:00:00.000Z"),
            ("DATETIME_PARSE('4 mars 2017','D MMMM YYYY','fr')", "2017-03-04T00:00:00.000Z"),
            ("DATETIME_PARSE('10:30','HH:mm')", "2024-06-15T10:30:00.000Z"),
            ("DATETIME_PARSE('nonsense')", "#ERROR!"), ("DATETIME_PARSE({Blank})", "#ERROR!"),
            ("DATETIME_PARSE({Day})", "2024-01-31T00:00:00.000Z"),
        ])
    func texts(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "regular expressions",
        arguments: [
            ("REGEX_MATCH({Text},'\\d+')", "1"), ("REGEX_MATCH({Text},{Pattern})", "1"),
            ("REGEX_MATCH({Text},'^\\d')", "0"), ("REGEX_MATCH('ABC','(?i)abc')", "1"),
            ("REGEX_EXTRACT({Text},'[0-9]+')", "'47'"), ("REGEX_EXTRACT({Text},'x')", "#ERROR!"),
            ("REGEX_EXTRACT({Text},'order (\\d+)')", "'order 47'"),
            ("REGEX_EXTRACT('größe 5','[^ ]+')", "'größe'"),
            ("REGEX_REPLACE({Text},'[0-9]','#')", "'order ## of #'"),
            ("REGEX_REPLACE('a-b','(.)-(.)','$2-$1')", "'b-a'"),
            ("REGEX_REPLACE({Text},{Pattern},'')", "'order  of '"),
            ("REGEX_MATCH({Text},'(')", "#ERROR!"), ("REGEX_MATCH({Blank},'a')", "#ERROR!"),
            ("REGEX_MATCH({Num},'5')", "#ERROR!"), ("REGEX_MATCH({Num}&'','5')", "1"),
        ])
    func patterns(formula: String, outline: String) throws { try check(formula, outline) }

    @Test("pays for what regular expressions take")
    func costlyPatterns() throws {
        let text = String(repeating: "x", count: 100_000)
        let cells = [TestCell("t", .multilineText, .string(text))]
        #expect(try Evaluate.value("REGEX_MATCH({t},'(x+x+)+y')", cells) == .boolean(false))
        let many = Array(repeating: "REGEX_MATCH({t},'(x+x+)+y')", count: 100)
        let field = FormulaField(id: "fld0", name: "t", configuration: cells[0].configuration)
        let bound = try Formula(parsing: "SUM(\(many.joined(separator: ",")))").bound(to: [field])
        let record = ReadCountingRecord(.text(text))
        #expect(bound.evaluate(record, Evaluate.context) == .error(.limit))
        // One search costs far more than a fiftieth of what an evaluation may.
        #expect((1...25).contains(record.reads), "\(record.reads) searches were begun")
    }
}
