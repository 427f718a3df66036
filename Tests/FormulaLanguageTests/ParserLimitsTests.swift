import FormulaLanguage
import Testing

@Suite("Limits of formulas")
struct ParserLimitsTests {
    @Test("parses the deepest formula that is allowed, and refuses the next")
    func depth() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "(", count: levels) + "1" + String(repeating: ")", count: levels)
        }
        #expect(try Parser.parse(nested(FormulaLimits.depth)) == .number(1))
        let error = #expect(throws: FormulaError.self) {
            try Parser.parse(nested(FormulaLimits.depth + 1))
        }
        #expect(error?.code == .tooDeep)
    }

    @Test("counts signs as levels, so that a row of them cannot exhaust the stack")
    func signs() {
        let error = #expect(throws: FormulaError.self) {
            try Parser.parse(String(repeating: "-", count: 50_000) + "1")
        }
        #expect(error?.code == .tooDeep)
    }

    @Test("counts operators in rows, which make the tree as deep as parentheses do")
    func rows() throws {
        func row(_ sign: String, _ count: Int) -> String {
            "1" + String(repeating: sign + "1", count: count)
        }
        for sign in ["+", "*", "&", "="] {
            // The first of a row is none of those that follow.
            let most = FormulaLimits.chainedOperators + 1
            #expect(throws: Never.self) { try Parser.parse(row(sign, most)) }
            let error = #expect(throws: FormulaError.self) {
                try Parser.parse(row(sign, most + 1))
            }
            #expect(error?.code == .tooDeep)
        }
        let names = try Parser.parse(
            "{0}" + (1...900).map { "+{\($0)}" }.joined()
        ).fieldNames
        #expect(names == (0...900).map(String.init))
    }

    @Test("refuses a text that is too long before reading it")
    func length() throws {
        let error = #expect(throws: FormulaError.self) {
            try Parser.parse("'" + String(repeating: "a", count: FormulaLimits.length) + "'")
        }
        #expect(error?.code == .tooLong)
    }

    @Test("takes a long list of record ids")
    func longList() throws {
        let items = (0..<3_000).map { "RECORD_ID()='rec\($0)'" }.joined(separator: ",")
        guard case .call(.or, let arguments, _) = try Parser.parse("OR(\(items))") else {
            Issue.record("not a call of OR")
            return
        }
        #expect(arguments.count == 3_000)
    }

    @Test("answers any text with a tree or an error", arguments: 0..<200)
    func fuzz(seed: UInt64) {
        var generator = SeededNumbers(state: seed)
        let pieces = [
            "IF(", "(", ")", ",", "1", ".5", "'a'", "\"", "'", "{A}", "{", "}", "\\", "&", "=",
            "!=",
            "<", "-", "+", "*", "/", " ", "NOW", "x", "é", "“", "\u{00A0}", "\u{E2}", "😀", "\0",
        ]
        for _ in 0..<50 {
            let count = Int.random(in: 0...20, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
            do throws(FormulaError) {
                _ = try Parser.parse(text)
            } catch {
                #expect(error.offset <= text.utf8.count, "seed \(seed): \(text)")
            }
        }
    }
}
