import AirtableAPI
import FormulaLanguage
import Testing

@Suite("Functions of texts, numbers, conditions and arrays")
struct FunctionTests {
    static let cells = [
        TestCell("Name", .singleLineText, "Ada"), TestCell("Blank", .singleLineText, nil),
        TestCell("Num", .number, 7), TestCell("None", .number, nil),
        TestCell("v", .multipleLookupValues, [1, 2, 3, 3, 1]),
        TestCell("w", .multipleLookupValues, [1, "", false, " ", nil, "x"]),
        TestCell("nested", .multipleLookupValues, [[1, 2, "", 3], [4]]),
        TestCell("Tags", .multipleSelects, ["A", "B", "C", "D"]),
        TestCell("NoTags", .multipleSelects, nil),
        TestCell("bad", .multipleLookupValues, [1, ["error": "#ERROR!"]]),
    ]

    private func check(_ formula: String, _ outline: String) throws {
        let value = try Evaluate.value(formula, Self.cells)
        #expect(Evaluate.outline(value) == outline, "\(formula)")
    }

    @Test(
        "texts",
        arguments: [
            ("CONCATENATE('a',' - ',5)", "'a - 5'"), ("LEFT('quick',2)", "'qu'"),
            ("LEFT('ab',9)", "'ab'"), ("LEFT('ab',-1)", "''"), ("RIGHT('abc',2)", "'bc'"),
            ("RIGHT('abc',0)", "''"), ("LEFT(12345,2)", "'12'"), ("LEFT({Blank},2)", "''"),
            ("MID('quick brown',7,5)", "'brown'"), ("MID('abc',0,2)", "'ab'"),
            ("MID('abc',9,2)", "''"), ("MID('abc',2,-1)", "''"), ("LEN('quick')", "5"),
            ("LEN('😀é')", "3"), ("LEFT('😀é',2)", "'😀'"), ("MID('ä😀é',4,1)", "'é'"),
            ("FIND('fox','quick fox')", "7"), ("FIND('x','abc')", "0"),
            ("FIND('a','banana',3)", "4"), ("FIND('a','banana',0)", "2"),
            ("FIND('é','ä😀é')", "4"), ("FIND('a','ba',9)", "0"),
            ("SEARCH('WORLD','Hello World')", "7"), ("SEARCH('x','abc')", "blank"),
            ("SEARCH('É','ä😀é')", "4"), ("SUBSTITUTE('gold mold','old','et')", "'get met'"),
            ("SUBSTITUTE('aaa','a','b',2)", "'aba'"), ("SUBSTITUTE('aaa','a','b',4)", "'aaa'"),
            ("SUBSTITUTE('aaaa','aa','b')", "'bb'"), ("SUBSTITUTE('abc','','x')", "'abc'"),
            ("SUBSTITUTE('abc','b','')", "'ac'"), ("REPLACE('database',2,5,'o')", "'dose'"),
            ("REPLACE('abc',9,1,'x')", "'abcx'"), ("REPLACE('abc',1,0,'x')", "'xabc'"),
            ("TRIM('\t Hello! \n')", "'Hello!'"), ("UPPER('straße')", "'STRASSE'"),
            ("LOWER('ÄB')", "'äb'"), ("REPT('ab',3)", "'ababab'"), ("REPT('ab',-1)", "''"),
            ("T('x')", "'x'"), ("T(42)", "blank"), ("T({Blank})", "blank"),
            ("ENCODE_URL_COMPONENT('chicken & waffles')", "'chicken%20%26%20waffles'"),
            ("ENCODE_URL_COMPONENT('a-b_c.d~é')", "'a-b_c.d~%C3%A9'"),
            ("VALUE('$1,000.50')", "1000.5"), ("VALUE('€ -5')", "-5"), ("VALUE('50%')", "0.5"),
            ("VALUE('abc')", "#ERROR!"), ("VALUE({Blank})", "#ERROR!"), ("VALUE({Num})", "7"),
            ("LEN({Tags})", "10"),
        ])
    func texts(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "numbers",
        arguments: [
            ("ABS(-5)", "5"), ("ROUND(1.99,0)", "2"), ("ROUND(16.8,-1)", "20"),
            ("ROUND(-2.5,0)", "-2"), ("ROUND(2.5)", "3"), ("ROUND(1.005,2)", "1.01"),
            ("ROUND(-0.4,0)", "0"), ("ROUNDUP(1.1,0)", "2"),
            ("ROUNDUP(-1.1,0)", "-2"), ("ROUNDUP(2.2,2)", "2.2"), ("ROUNDDOWN(-1.9,0)", "-1"),
            ("ROUNDDOWN(1299,-2)", "1200"), ("INT(-1.99)", "-2"), ("CEILING(1.01,0.1)", "1.1"),
            ("FLOOR(1.99,0.1)", "1.9"), ("FLOOR(3.3,1.1)", "3.3"), ("CEILING(-1.5)", "-1"),
            ("EVEN(0.1)", "2"), ("EVEN(-1.5)", "0"), ("ODD(1.1)", "3"), ("ODD(-1.1)", "-3"),
            ("ODD(0)", "1"), ("ODD(2)", "3"), ("ODD(-3)", "-3"), ("MOD(7,5)", "2"),
            ("MOD(-7,5)", "3"), ("MOD(7,-5)", "-3"), ("MOD(7,0)", "NaN"), ("POWER(4,3)", "64"),
            ("SQRT(100)", "10"), ("SQRT(-1)", "NaN"), ("LOG(1000)", "3"), ("LOG(1024,2)", "10"),
            ("LOG(0)", "-Infinity"), ("SUM(1,2,{v})", "13"), ("SUM({None},'3','x')", "0"),
            ("SUM({bad})", "#ERROR!"), ("AVERAGE({v})", "2"), ("AVERAGE({None})", "NaN"),
            ("MAX(-3,-5,{None})", "-3"), ("MIN({v},0.5)", "0.5"), ("MAX({None})", "0"),
            ("COUNT(1,2,3,'four')", "3"), ("COUNTA(1,2,3,'four','')", "4"),
            ("COUNTALL(1,2,3,'four','')", "5"), ("COUNTALL({NoTags})", "0"),
            ("COUNTA({w})", "4"), ("COUNTALL({w})", "6"), ("COUNT({v})", "5"),
        ])
    func numbers(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "conditions",
        arguments: [
            ("IF(1,'a','b')", "'a'"), ("IF(0,'a')", "blank"), ("IF({Num},ERROR(),1)", "#ERROR!"),
            ("IF({None},ERROR(),1)", "1"), ("IF(ERROR(),1,2)", "#ERROR!"),
            ("SWITCH({Name},'Bob',1,'Ada',2)", "2"), ("SWITCH(3,1,'a',2,'b')", "blank"),
            ("SWITCH(3,1,'a','z')", "'z'"), ("SWITCH(1,1,'a',ERROR(),2)", "'a'"),
            ("SWITCH({None},0,'zero','x')", "'zero'"), ("AND(1,'a',{v})", "1"), ("AND(1,0)", "0"),
            ("OR(0,'',{Blank})", "0"), ("OR(1,ERROR())", "#ERROR!"), ("AND(0,ERROR())", "#ERROR!"),
            ("XOR(1,1,1)", "1"), ("XOR(1,1)", "0"), ("NOT('')", "1"), ("AND({NoTags})", "0"),
            ("ISERROR({bad})", "0"), ("ISERROR(0/0)", "0"), ("ISERROR(1+ERROR('why'))", "1"),
            ("IF(0,'Yes',0)", "blank"), ("IF(0,'Yes',5)", "'5'"), ("IF(0,'Yes',5)&''", "'5'"),
            ("IF(0,'Yes',0&'')", "'0'"), ("T(IF(1,7,'x'))", "'7'"), ("IF(0,1,0)", "0"),
            ("SWITCH(1,1,0,2,'b')", "blank"), ("IF(1,IF(1,0,2),'a')", "blank"),
            ("IF(0,'Yes',1=1)", "'1'"), ("IF(0,BLANK(),0)", "0"),
            ("OR({Name}='a',{Name}='b','c'={Name},{Name}='Ada',0)", "1"),
            ("OR({Name}='a',{Name}='b','c'={Name},{Name}='d',0)", "0"),
            (
                "OR(RECORD_ID()='a',RECORD_ID()='b',RECORD_ID()='c',RECORD_ID()='recAAAAAAAAAAAAAA')",
                "1"
            ),
            (
                "OR(RECORD_ID()='a',RECORD_ID()='b',RECORD_ID()='c',RECORD_ID()='d',ERROR())",
                "#ERROR!"
            ),
        ])
    func conditions(formula: String, outline: String) throws { try check(formula, outline) }

    @Test(
        "arrays",
        arguments: [
            ("ARRAYJOIN({v})", "'1,2,3,3,1'"), ("ARRAYJOIN({v},'; ')", "'1; 2; 3; 3; 1'"),
            ("ARRAYJOIN({Name})", "'Ada'"), ("ARRAYJOIN({Blank})", "''"),
            ("ARRAYJOIN({bad})", "#ERROR!"), ("ARRAYUNIQUE({v})", "[1,2,3]"),
            ("ARRAYCOMPACT({w})", "[1,0,' ','x']"), ("ARRAYFLATTEN({nested})", "[1,2,3,4]"),
            ("ARRAYSLICE({Tags},2)", "['B','C','D']"), ("ARRAYSLICE({Tags},2,3)", "['B','C']"),
            ("ARRAYSLICE({Tags},-1)", "['D']"), ("ARRAYSLICE({Tags},-3,-2)", "['B','C']"),
            ("ARRAYSLICE({Tags},9)", "[]"), ("ARRAYSLICE({Tags},3,2)", "[]"),
            ("ARRAYSLICE({Tags},0,1)", "['A']"),
        ])
    func arrays(formula: String, outline: String) throws { try check(formula, outline) }
}
