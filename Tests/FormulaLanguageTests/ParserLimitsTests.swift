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
        var generator = Generator(state: seed)
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

/// SplitMix64: the same seed gives the same numbers everywhere.
private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
