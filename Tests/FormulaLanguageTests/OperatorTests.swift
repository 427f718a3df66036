import AirtableAPI
import FormulaLanguage
import Testing

@Suite("Operators and coercion")
struct OperatorTests {
    static let cells = [
        TestCell("Num", .number, 5), TestCell("Zero", .number, 0), TestCell("NoNum", .number, nil),
        TestCell("Text", .singleLineText, "abc"), TestCell("NoText", .singleLineText, nil),
        TestCell("Digits", .singleLineText, "5"), TestCell("Done", .checkbox, true),
        TestCell("Open", .checkbox, nil), TestCell("Tags", .multipleSelects, ["A", "B"]),
        TestCell("OneTag", .multipleSelects, ["A"]), TestCell("NoTags", .multipleSelects, nil),
        TestCell("Prices", .multipleLookupValues, [2.5]),
        TestCell("Broken", .formula, ["error": "#ERROR!"]),
        TestCell("NaN", .rollup, ["specialValue": "NaN"]),
        TestCell(
            "Links", .multipleRecordLinks, ["recLLLLLLLLLLLLLL", "recMMMMMMMMMMMMMM"]),
    ]

    @Test(
        "calculates and joins",
        arguments: [
            ("{Num}+1", "6"), ("{Num}-7", "-2"), ("-{Num}", "-5"), ("+{Text}", "'abc'"),
            ("{Num}*{Prices}", "12.5"), ("{Num}/0", "Infinity"), ("-{Num}/0", "-Infinity"),
            ("0/0", "NaN"), ("{NoNum}+1", "1"), ("{NoText}+1", "1"), ("{Digits}+1", "6"),
            ("{Text}+1", "NaN"), ("{Done}+1", "2"), ("{Open}+1", "1"), ("{Tags}+1", "NaN"),
            ("1+2*3-4/2", "5"), ("2-3-4", "-5"), ("8/4/2", "1"), ("0.1+0.2", "0.30000000000000004"),
            ("{Num}&{Text}", "'5abc'"), ("{NoNum}&{NoText}", "''"), ("{Done}&{Open}", "'1'"),
            ("{Tags}&''", "'A, B'"), ("{Links}&''", "'Ada, \"B, C\"'"), ("1/4&''", "'0.25'"),
            ("{Broken}&'x'", "#ERROR!"), ("1+{Broken}", "#ERROR!"),
            ("{Broken}={Broken}", "#ERROR!"),
            ("{NaN}+1", "NaN"), ("' 7 '*1", "7"), ("'1e3'*1", "1000"), ("'0x10'*1", "NaN"),
            ("TRUE()&FALSE()", "'10'"), ("1<2<3", "1"), ("3>2>1", "0"),
        ])
    func results(formula: String, outline: String) throws {
        #expect(try Evaluate.outline(Evaluate.value(formula, Self.cells)) == outline)
    }

    @Test(
        "compares",
        arguments: [
            ("{Num}=5", true), ("{Num}!=5", false), ("{Num}='5'", true), ("{Digits}=5", true),
            ("{Text}='abc'", true), ("{Text}='ABC'", false), ("{NoNum}=BLANK()", true),
            ("{Zero}=BLANK()", true), ("{NoText}=BLANK()", true), ("{NoText}=''", true),
            ("''=BLANK()", true), ("BLANK()=BLANK()", true), ("{Text}=BLANK()", false),
            ("{Num}=BLANK()", false), ("{Done}=TRUE()", true), ("{Done}=1", true),
            ("{Open}=0", true), ("{Open}=FALSE()", true), ("{Open}=BLANK()", true),
            ("{Open}=TRUE()", false), ("{Tags}='A, B'", true), ("{OneTag}='A'", true),
            ("{Tags}='A'", false), ("{NoTags}=''", true), ("{NoTags}=BLANK()", true),
            ("{Prices}=2.5", true), ("{Prices}>2", true), ("{Links}='Ada'", false),
            ("FIND('Ada', {Links})>0", true), ("FIND('rec', {Links})>0", false),
            ("{NaN}={NaN}", false), ("{NaN}!=1", true), ("{NaN}>1", false), ("{NaN}<=1", false),
            ("'a'<'b'", true), ("'B'<'a'", true), ("'10'<'9'", true), ("10<'9'", false),
            ("{NoNum}<1", true), ("{NoNum}>=0", true), ("{NoText}<'a'", true),
            ("{Text}>{NoText}", true), ("'é'='e\u{301}'", false), ("1=1=1", true),
        ])
    func comparisons(formula: String, expected: Bool) throws {
        #expect(try Evaluate.value(formula, Self.cells) == .boolean(expected))
    }

    @Test(
        "keeps a record unless the value is 0, false, empty, NaN or an error",
        arguments: [
            ("1", true), ("-1", true), ("0", false), ("''", false), ("'0'", true),
            ("'false'", true), ("TRUE()", true), ("FALSE()", false), ("BLANK()", false),
            ("1/0", true), ("0/0", false), ("ERROR()", false), ("NOT(ERROR())", false),
            ("{Tags}", true), ("{NoTags}", false), ("{Done}", true), ("{Open}", false),
            ("NOT({Open})", true), ("{Broken}", false), ("{NaN}", false), ("NOW()", true),
            ("NOT({NoNum})", true), ("{Zero}", false), ("{Zero}&''", true),
        ])
    func filters(formula: String, expected: Bool) throws {
        let fields = Self.cells.map {
            FormulaField(id: "fld", name: $0.name, configuration: $0.configuration)
        }
        let bound = try Formula(parsing: formula).bound(to: fields)
        #expect(bound.matches(Evaluate.record(Self.cells), Evaluate.context) == expected)
    }

    @Test(
        "writes numbers as JavaScript does",
        arguments: [
            (0.0, "0"), (-0.0, "0"), (1.5, "1.5"), (-2, "-2"), (100, "100"),
            (1e20, "100000000000000000000"),
            (0x1p67, "147573952589676410000"), (1e21, "1e+21"),
            (-1.5e300, "-1.5e+300"), (0.000001, "0.000001"), (1.5e-7, "1.5e-7"),
            (0.00001234, "0.00001234"), (0x1p53, "9007199254740992"),
            (1e16, "10000000000000000"), (Double.leastNonzeroMagnitude, "5e-324"),
            (.infinity, "Infinity"),
            (-.infinity, "-Infinity"), (.nan, "NaN"), (1_234_567.891, "1234567.891"),
        ])
    func numbers(number: Double, text: String) {
        #expect(FormulaValue.number(number).text == text)
    }
}
