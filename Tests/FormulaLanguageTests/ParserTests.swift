import FormulaLanguage
import Testing

@Suite("Parsing formulas")
struct ParserTests {
    @Test(
        "binds operators as arithmetic does",
        arguments: [
            ("1+2*3", "(1 + (2 * 3))"),
            ("(1+2)*3", "((1 + 2) * 3)"),
            ("8-4-2", "((8 - 4) - 2)"),
            ("8/4/2", "((8 / 4) / 2)"),
            ("-2*3", "((-2) * 3)"),
            ("1--2", "(1 - (-2))"),
            ("--+1", "(-(-(+1)))"),
            ("{A} & {B} = {C}", "(({A} & {B}) = {C})"),
            ("1+2&3+4", "((1 + 2) & (3 + 4))"),
            ("1<2=1", "((1 < 2) = 1)"),
            ("1!=2", "(1 != 2)"),
            ("1<=2", "(1 <= 2)"),
            ("1>=2", "(1 >= 2)"),
            ("{A}>2+1", "({A} > (2 + 1))"),
        ])
    func precedence(formula: String, tree: String) throws {
        #expect(try Parser.parse(formula).outline == tree)
    }

    @Test(
        "reads numbers and texts",
        arguments: [
            ("12", "12"), ("3.5", "3.5"), (".5", "0.5"), ("5.", "5"),
            ("\"a\"", "'a'"), ("'a'", "'a'"), ("'O\\'Brien'", "'O'Brien'"),
            ("\"say \\\"hi\\\"\"", "'say \"hi\"'"), ("'a\\\\b'", "'a\\b'"),
            ("'a\\nb\\tc\\rd'", "'a\nb\tc\rd'"), ("'line\nbreak'", "'line\nbreak'"),
            ("'\\d+'", "'\\d+'"), ("''", "''"), ("\"'\"", "'''"), ("'😀 žluť'", "'😀 žluť'"),
        ])
    func literals(formula: String, tree: String) throws {
        #expect(try Parser.parse(formula).outline == tree)
    }

    @Test(
        "reads field references",
        arguments: [
            ("{First Name}", "{First Name}"), ("Name", "{Name}"), ("{a\\}b}", "{a}b}"),
            ("{fldAAAAAAAAAAAAAA}", "{fldAAAAAAAAAAAAAA}"), ("価格*2", "({価格} * 2)"),
            ("{a'b\"c}", "{a'b\"c}"), ("Sum_2", "{Sum_2}"), ("{ IF(}", "{ IF(}"),
            ("a\u{00A0}&\u{00A0}b", "({a} & {b})"),
        ])
    func fields(formula: String, tree: String) throws {
        #expect(try Parser.parse(formula).outline == tree)
    }

    @Test(
        "reads calls and constants",
        arguments: [
            ("IF({A},1,2)", "IF({A}, 1, 2)"), ("if ( a , 'x' )", "IF({a}, 'x')"),
            ("TRUE", "TRUE()"), ("TRUE()", "TRUE()"), ("blank", "BLANK()"),
            ("NOW() > TODAY", "(NOW() > TODAY())"),
            ("SUM(1,2,3,4,5,6)", "SUM(1, 2, 3, 4, 5, 6)"),
            ("LAST_MODIFIED_TIME()", "LAST_MODIFIED_TIME()"),
            ("DATETIME_DIFF({a},{b},'days')", "DATETIME_DIFF({a}, {b}, 'days')"),
            ("\n AND(\n  1,\n  NOT(0)\n )\n", "AND(1, NOT(0))"),
        ])
    func calls(formula: String, tree: String) throws {
        #expect(try Parser.parse(formula).outline == tree)
    }

    @Test(
        "says where a formula is wrong and what belongs there",
        arguments: [
            ("", FormulaError.Code.unexpectedToken, 0),
            ("1+", .unexpectedToken, 2),
            ("1 2", .unexpectedToken, 2),
            ("(1", .unexpectedToken, 2),
            ("1)", .unexpectedToken, 1),
            ("SUM(1,)", .unexpectedToken, 6),
            ("SUM(,1)", .unexpectedToken, 4),
            ("{}", .unexpectedToken, 0),
            ("{a", .unterminated, 0),
            ("1&'a", .unterminated, 2),
            ("'a\\", .unterminated, 0),
            ("“a”", .unexpectedCharacter, 0),
            ("1==1", .unexpectedToken, 2),
            ("1<>2", .unexpectedToken, 2),
            ("!1", .unexpectedCharacter, 0),
            ("2^3", .unexpectedCharacter, 1),
            ("5%2", .unexpectedCharacter, 1),
            ("1e5", .unexpectedCharacter, 1),
            ("NOPE(1)", .unknownFunction, 0),
            ("SUM", .unexpectedToken, 3),
            ("1+IF(1)", .wrongNumberOfArguments, 2),
            ("NOW(1)", .wrongNumberOfArguments, 0),
            ("REPLACE('a',1,2)", .wrongNumberOfArguments, 0),
        ])
    func faults(formula: String, code: FormulaError.Code, offset: Int) {
        let error = #expect(throws: FormulaError.self) { try Parser.parse(formula) }
        #expect(error?.code == code)
        #expect(error?.offset == offset)
    }

    @Test("words its errors so that they can be acted on")
    func messages() {
        let error = #expect(throws: FormulaError.self) { try Parser.parse("LEFT('a')") }
        #expect(error?.description == "at byte 0: expected 2 arguments of LEFT, found 1")
    }

    @Test("accepts each function with its least and its most arguments, and no others")
    func arity() {
        for function in FormulaFunction.allCases {
            let least = function.arity.lowerBound
            let most = min(function.arity.upperBound, 12)
            for count in 0...13 {
                let arguments = Array(repeating: "1", count: count).joined(separator: ",")
                let isParsed = (try? Parser.parse("\(function.name)(\(arguments))")) != nil
                let isAllowed =
                    (least...most).contains(count) || (count > 12 && most == 12)
                #expect(isParsed == isAllowed, "\(function.name) with \(count) arguments")
            }
        }
    }

    @Test("knows the 84 functions of Airtable's reference, in any letter case")
    func functionNames() {
        #expect(FormulaFunction.allCases.count == 84)
        for function in FormulaFunction.allCases {
            #expect(FormulaFunction(name: function.name.lowercased()) == function)
        }
    }

    @Test("lists the fields of a formula once each")
    func fieldNames() throws {
        let tree = try Parser.parse("IF({B}, A & {B}, SUM(-{C d}, A))")
        #expect(tree.fieldNames == ["B", "A", "C d"])
    }
}

extension Expression {
    /// The tree with every parenthesis written out.
    var outline: String {
        switch self {
        case .number(let number):
            number == number.rounded() ? "\(Int(number))" : "\(number)"
        case .text(let text): "'\(text)'"
        case .field(let name, _): "{\(name)}"
        case .unary(let sign, let operand): "(\(sign.rawValue)\(operand.outline))"
        case .binary(let sign, let left, let right):
            "(\(left.outline) \(sign.rawValue) \(right.outline))"
        case .call(let function, let arguments, _):
            "\(function.name)(\(arguments.map(\.outline).joined(separator: ", ")))"
        }
    }
}
