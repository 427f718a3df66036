import AirtableAPI
import FormulaLanguage
import Testing

/// What Airtable's formula reference, moment.js's tokens and RE2's syntax say of dates and patterns.
@Suite("Airtable's reference of dates and patterns")
struct DateReferenceTests {
    static let cells = [
        // A Thursday, in a leap year.
        TestCell("At", .dateTime, "2024-02-29T22:05:09.040Z"), TestCell("Day", .date, "2024-12-31"),
        TestCell("None", .date, nil),
        TestCell("Text", .singleLineText, "Order #47, due 2024-03-01"),
        TestCell("Blank", .singleLineText, nil), TestCell("Num", .number, 12),
        TestCell("Holidays", .multipleLookupValues, ["2024-03-01", "2024-03-04"]),
    ]

    private func check(_ formula: String, _ outline: String) throws {
        let value = try Evaluate.value(formula, Self.cells)
        #expect(Evaluate.outline(value) == outline, "\(formula)")
    }

    @Test(
        "tokens",
        arguments: [
            ("YYYY", "2024"), ("YY", "24"), ("Q", "1"), ("M", "2"), ("MM", "02"), ("Mo", "2nd"),
            ("MMM", "Feb"), ("MMMM", "February"), ("D", "29"), ("Do", "29th"), ("DD", "29"),
            ("DDD", "60"), ("DDDo", "60th"), ("DDDD", "060"), ("d", "4"), ("do", "4th"),
            ("dd", "Th"),
            ("ddd", "Thu"), ("dddd", "Thursday"), ("e", "4"), ("E", "4"), ("w", "9"), ("ww", "09"),
            ("W", "9"), ("Wo", "9th"), ("GGGG", "2024"), ("gg", "24"), ("H", "22"), ("HH", "22"),
            ("h", "10"), ("hh", "10"), ("m", "5"), ("mm", "05"), ("s", "9"), ("ss", "09"),
            ("S", "0"),
            ("SS", "04"), ("SSS", "040"), ("A", "PM"), ("a", "pm"), ("Z", "+00:00"),
            ("ZZ", "+0000"),
            ("X", "1709244309"), ("x", "1709244309040"), ("L", "02/29/2024"), ("l", "2/29/2024"),
            ("LL", "February 29, 2024"), ("ll", "Feb 29, 2024"),
            ("LLL", "February 29, 2024 10:05 PM"),
            ("LLLL", "Thursday, February 29, 2024 10:05 PM"), ("LT", "10:05 PM"),
            ("LTS", "10:05:09 PM"), ("[D] D", "D 29"), ("YYYY-MM-DD[T]HH:mm", "2024-02-29T22:05"),
        ])
    func tokens(format: String, text: String) throws {
        try check("DATETIME_FORMAT({At},'\(format)')", "'\(text)'")
    }

    @Test(
        "zones and languages",
        arguments: [
            (
                "DATETIME_FORMAT(SET_TIMEZONE({At},'Europe/Berlin'),'D HH:mm Z')",
                "'29 23:05 +01:00'"
            ),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'Asia/Tokyo'),'YYYY-MM-DD HH')", "'2024-03-01 07'"),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'America/New_York'),'HH:mm')", "'17:05'"),
            (
                "DATETIME_FORMAT(SET_TIMEZONE('2024-07-01T12:00Z','America/New_York'),'HH')", "'08'"
            ),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'Asia/Kathmandu'),'HH:mm')", "'03:50'"),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'Nowhere/Else'),'HH')", "#ERROR!"),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'europe/BERLIN'),'HH')", "'23'"),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'ﬃ/Berlin'),'HH')", "#ERROR!"),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'ß/x'),'HH')", "#ERROR!"),
            ("DATETIME_FORMAT(SET_TIMEZONE({At},'../zoneinfo/Asia/Tokyo'),'HH')", "#ERROR!"),
            ("DATETIME_FORMAT(SET_LOCALE({At},'de'),'dddd, D. MMMM')", "'Donnerstag, 29. Februar'"),
            ("DATETIME_FORMAT(SET_LOCALE({At},'fr'),'dddd D MMMM')", "'jeudi 29 février'"),
            ("DATETIME_FORMAT(SET_LOCALE({At},'es'),'LL')", "'29 de febrero de 2024'"),
            (
                "DATETIME_FORMAT(SET_LOCALE(SET_TIMEZONE({At},'Asia/Tokyo'),'en-gb'),'L LT')",
                "'01/03/2024 07:05'"
            ),
            ("DATETIME_FORMAT(SET_LOCALE({At},'xx'),'L')", "#ERROR!"),
            ("HOUR(SET_TIMEZONE({At},'Asia/Tokyo'))", "22"), ("DATESTR({At})", "'2024-02-29'"),
            ("TIMESTR({At})", "'22:05:09'"), ("{At}&''", "'2024-02-29T22:05:09.040Z'"),
            ("{Day}&''", "'2024-12-31T00:00:00.000Z'"), ("DATETIME_FORMAT({None},'Y')", "#ERROR!"),
        ])
    func zones(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "arithmetic",
        arguments: [
            ("DATESTR(DATEADD({At},1,'year'))", "'2025-02-28'"),
            ("DATESTR(DATEADD({At},-1,'years'))", "'2023-02-28'"),
            ("DATESTR(DATEADD({At},4,'y'))", "'2028-02-29'"),
            ("DATESTR(DATEADD({Day},2,'months'))", "'2025-02-28'"),
            ("DATESTR(DATEADD({Day},-1,'M'))", "'2024-11-30'"),
            ("DATESTR(DATEADD({Day},1,'quarter'))", "'2025-03-31'"),
            ("DATESTR(DATEADD({At},1,'weeks'))", "'2024-03-07'"),
            ("TIMESTR(DATEADD({At},90,'m'))", "'23:35:09'"),
            ("DATESTR(DATEADD({At},2,'hours'))", "'2024-03-01'"),
            ("TIMESTR(DATEADD({At},-10,'s'))", "'22:04:59'"),
            ("DATETIME_FORMAT(DATEADD({At},960,'ms'),'ss.SSS')", "'10.000'"),
            ("DATEADD({None},1,'days')", "#ERROR!"), ("DATEADD({At},1,'fortnights')", "#ERROR!"),
            ("DATETIME_DIFF({Day},{At},'days')", "305"),
            ("DATETIME_DIFF({At},{Day},'days')", "-305"),
            ("DATETIME_DIFF({Day},{At},'months')", "9"),
            ("DATETIME_DIFF({Day},{At},'quarters')", "3"),
            ("DATETIME_DIFF({Day},{At},'years')", "0"), ("DATETIME_DIFF({Day},{At},'weeks')", "43"),
            ("DATETIME_DIFF('2024-03-01','2024-02-29','hours')", "24"),
            ("DATETIME_DIFF('2024-03-01','2024-02-29')", "86400"),
            ("DATETIME_DIFF('2024-02-29','2024-03-01','minutes')", "-1440"),
            ("DATETIME_DIFF('2024-03-31','2024-02-29','months')", "1"),
            ("DATETIME_DIFF('2024-03-28','2024-02-29','months')", "0"),
            ("DATETIME_DIFF({None},{At},'days')", "NaN"), ("YEAR({At})*100+MONTH({At})", "202402"),
            ("DAY({Day})", "31"), ("HOUR({Day})", "0"), ("MINUTE({At})", "5"),
            ("SECOND({At})", "9"),
            ("WEEKDAY({At})", "4"), ("WEEKDAY({At},'Monday')", "3"),
            ("WEEKDAY({At},'Sunday')", "4"),
            ("WEEKNUM('2024-01-01')", "1"), ("WEEKNUM('2024-01-07')", "2"),
            ("WEEKNUM('2024-01-07','Monday')", "1"), ("WEEKNUM('2024-01-08','Monday')", "2"),
            ("IS_SAME({At},'2024-02-29','day')", "1"), ("IS_SAME({At},'2024-02-29')", "0"),
            ("IS_SAME({At},'2024-02-01','month')", "1"), ("IS_SAME({At},{Day},'year')", "1"),
            ("IS_SAME({At},{Day},'quarter')", "0"), ("IS_BEFORE({At},{Day})", "1"),
            ("IS_AFTER({At},{Day})", "0"), ("IS_AFTER({At},{At})", "0"), ("{At}<{Day}", "1"),
            ("{At}={At}", "1"), ("IS_BEFORE({None},{Day})", "#ERROR!"),
        ])
    func arithmetic(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "working days and parsing",
        arguments: [
            // From Thursday, February 29, 2024.
            ("DATESTR(WORKDAY({At},1))", "'2024-03-01'"),
            ("DATESTR(WORKDAY({At},2))", "'2024-03-04'"),
            ("DATESTR(WORKDAY({At},7))", "'2024-03-11'"),
            ("DATESTR(WORKDAY({At},-4))", "'2024-02-23'"),
            ("DATESTR(WORKDAY({At},1,'2024-03-01'))", "'2024-03-04'"),
            ("DATESTR(WORKDAY({At},1,'2024-03-01, 2024-03-04'))", "'2024-03-05'"),
            ("DATESTR(WORKDAY({At},1,{Holidays}))", "'2024-03-05'"),
            ("DATESTR(WORKDAY({At},1,'2024-03-02'))", "'2024-03-01'"),
            ("WORKDAY({None},1)", "#ERROR!"), ("WORKDAY_DIFF('2024-03-01','2024-03-01')", "1"),
            ("WORKDAY_DIFF('2024-03-01','2024-03-04')", "2"),
            ("WORKDAY_DIFF('2024-03-02','2024-03-03')", "0"),
            ("WORKDAY_DIFF('2024-02-26','2024-03-01')", "5"),
            ("WORKDAY_DIFF('2024-02-26','2024-03-04','2024-03-01')", "5"),
            ("WORKDAY_DIFF('2024-02-26','2024-03-04',{Holidays})", "4"),
            ("DATESTR(DATETIME_PARSE('2024-03-05'))", "'2024-03-05'"),
            ("DATESTR(DATETIME_PARSE('3/5/2024'))", "'2024-03-05'"),
            ("DATESTR(DATETIME_PARSE('5/3/2024','D/M/YYYY'))", "'2024-03-05'"),
            ("DATESTR(DATETIME_PARSE('05.03.2024','DD.MM.YYYY'))", "'2024-03-05'"),
            ("DATESTR(DATETIME_PARSE('March 5, 2024'))", "'2024-03-05'"),
            ("DATESTR(DATETIME_PARSE('5 März 2024','D MMMM YYYY','de'))", "'2024-03-05'"),
            ("TIMESTR(DATETIME_PARSE('2024-03-05 7:08 pm','YYYY-MM-DD h:mm a'))", "'19:08:00'"),
            ("TIMESTR(DATETIME_PARSE('2024-03-05T10:00:00+02:00'))", "'08:00:00'"),
            ("DATETIME_FORMAT(DATETIME_PARSE('1709244309','X'),'YYYY')", "'2024'"),
            ("DATETIME_PARSE('rubbish','YYYY-MM-DD')", "#ERROR!"),
            ("DATETIME_PARSE('')", "#ERROR!"),
            ("DATESTR(TODAY())", "'2024-06-15'"), ("TIMESTR(NOW())", "'12:00:00'"),
            ("DATESTR(CREATED_TIME())", "'2024-01-02'"), ("RECORD_ID()", "'recAAAAAAAAAAAAAA'"),
            ("FROMNOW(DATEADD(NOW(),-3,'days'))", "'3 days'"),
            ("TONOW(DATEADD(NOW(),2,'hours'))", "'2 hours'"),
        ])
    func workdays(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "patterns",
        arguments: [
            ("REGEX_MATCH({Text},'#[0-9]+')", "1"), ("REGEX_MATCH({Text},'^order')", "0"),
            ("REGEX_MATCH({Text},'(?i)^order')", "1"),
            ("REGEX_MATCH({Text},'\\\\d{4}-\\\\d{2}')", "1"),
            ("REGEX_MATCH('','^$')", "1"), ("REGEX_MATCH('a.c','a\\.c')", "1"),
            ("REGEX_MATCH('abc','a\\.c')", "0"), ("REGEX_MATCH('x\ny','x.y')", "0"),
            ("REGEX_MATCH('x\ny','(?s)x.y')", "1"), ("REGEX_MATCH('é','^\\w$')", "0"),
            ("REGEX_MATCH('é','^\\pL$')", "1"), ("REGEX_MATCH('a','[[:alpha:]]')", "1"),
            ("REGEX_MATCH({Blank},'.*')", "#ERROR!"), ("REGEX_MATCH({Blank}&'','.*')", "1"),
            ("REGEX_MATCH({Num},'1')", "#ERROR!"), ("REGEX_MATCH('a','(?=a)')", "#ERROR!"),
            ("REGEX_MATCH('aa','(a)\\1')", "#ERROR!"),
            ("REGEX_EXTRACT({Text},'[0-9]{4}')", "'2024'"),
            ("REGEX_EXTRACT({Text},'#\\d+')", "'#47'"), ("REGEX_EXTRACT({Text},'xyz')", "#ERROR!"),
            ("REGEX_EXTRACT('aXbX','.*?X')", "'aX'"), ("REGEX_EXTRACT('aXbX','.*X')", "'aXbX'"),
            ("REGEX_EXTRACT('ab','b|ab')", "'ab'"),
            ("REGEX_REPLACE({Text},'\\D','')", "'4720240301'"),
            ("REGEX_REPLACE('a b  c',' +','-')", "'a-b-c'"),
            ("REGEX_REPLACE('Ada Byron','(\\w+) (\\w+)','$2, $1')", "'Byron, Ada'"),
            ("REGEX_REPLACE('abc','x','y')", "'abc'"), ("REGEX_REPLACE('aaa','a','')", "''"),
            ("VALUE(REGEX_EXTRACT({Text},'\\d+'))+1", "48"),
        ])
    func patterns(formula: String, outline: String) throws { try check(formula, outline) }
}
