import AirtableAPI
import FormulaLanguage
import Foundation
import Testing

@Suite("Limits of evaluation")
struct EvaluationLimitsTests {
    @Test(
        "ends what would take too long or too much memory with an error",
        arguments: [
            "REPT('a', 1000001)", "REPT('a', 1e15)", "REPT(REPT('a', 1000000), 1000000)",
            "SUBSTITUTE(REPT('a', 100000), 'a', REPT('b', 100000))",
            "REPT('a',900000)&REPT('a',900000)", "CONCATENATE(REPT('a',600000),REPT('a',600000))",
            "REPLACE(REPT('a',900000),1,0,REPT('a',900000))",
            "ISERROR(REPT({t}, 2000000))", "IF(ISERROR(REPT({t}, 2000000)), 1, 1)",
            "COUNTA(ISERROR(REPT({t}, 1e15)), ISERROR(REPT({t}&'ab', 1e15)))",
            "LEN(ENCODE_URL_COMPONENT(REPT('é', 400000)))",
        ])
    func tooMuch(formula: String) throws {
        let formula = formula.replacing("1e15", with: "1000000000000000")
        let start = ContinuousClock.now
        let value = try Evaluate.value(formula, [TestCell("t", .singleLineText, "x")])
        #expect(value == .error(.limit))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("bounds the memory that many texts take together")
    func manyTexts() throws {
        let texts = Array(repeating: "REPT({t}, 500000)", count: 200).joined(separator: ",")
        let value = try Evaluate.value(
            "COUNTA(\(texts))", [TestCell("t", .singleLineText, "x")])
        #expect(value == .error(.limit))
    }

    @Test("stops after the steps of its context")
    func steps() throws {
        let sum = Array(repeating: "{n}", count: 900).joined(separator: "+")
        let cells = [TestCell("n", .number, 1)]
        #expect(try Evaluate.value(sum, cells) == .number(900))
        let context = FormulaContext(now: 0, steps: 500)
        #expect(try Evaluate.value(sum, cells, context) == .error(.limit))
        let searches = Array(repeating: "FIND('b',{t})", count: 200).joined(separator: ",")
        let text = String(repeating: "a", count: 100_000)
        #expect(
            try Evaluate.value("SUM(\(searches))", [TestCell("t", .singleLineText, .string(text))])
                == .error(.limit))
    }

    @Test("finds a text in linear time, whatever the text")
    func linearSearch() throws {
        let text = String(repeating: "a", count: 100_000)
        let start = ContinuousClock.now
        let cells = [TestCell("t", .singleLineText, .string(text))]
        #expect(try Evaluate.value("FIND(REPT('a',50000)&'b',{t})", cells) == .number(0))
        #expect(try Evaluate.value("SEARCH(REPT('A',50000)&'b',{t})", cells) == .blank)
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("binds and evaluates the deepest formulas on a small stack")
    func stack() async throws {
        let deepest = FormulaLimits.depth
        let row = FormulaLimits.chainedOperators
        func nested(_ open: String, _ inner: String, _ close: String) -> String {
            String(repeating: open, count: deepest - 1) + inner
                + String(repeating: close, count: deepest - 1)
        }
        let formulas = [
            nested("IF({n},", "1", ")"), nested("ABS(1+2*", "{n}", ")"),
            nested("SWITCH(1&{n},'11',", "1", ")"), nested("NOT({n}=1&", "1", ")"),
            String(repeating: "-", count: deepest - 1) + "{n}", "{n}" + repeated("+{n}", row),
            "{n}" + repeated("&{n}", row), "{n}" + repeated("={n}", row),
            nested("AND({n},", "1", ")"), nested("(1+", "{n}", ")*1"),
        ]
        let thread = SmallThread {
            formulas.map { formula in
                Result { try Evaluate.value(formula, [TestCell("n", .number, 1)]) }
            }
        }
        for result in await thread.run() { #expect(throws: Never.self) { try result.get() } }
    }

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test("answers any formula with a value, in bounded time", arguments: 0..<100)
    func fuzz(seed: UInt64) throws {
        var generator = FormulaGenerator(seed: seed)
        for _ in 0..<20 {
            let formula = generator.formula(depth: 5)
            let start = ContinuousClock.now
            do throws(FormulaError) {
                let bound = try Formula(parsing: formula).bound(to: FormulaGenerator.fields)
                let record = Evaluate.record(FormulaGenerator.cells)
                let value = bound.evaluate(record, Evaluate.context)
                // The same again, and the filter's answer is that of the value.
                let again = bound.evaluate(record, Evaluate.context)
                #expect(
                    Evaluate.outline(again) == Evaluate.outline(value), "seed \(seed): \(formula)")
                #expect(bound.matches(record, Evaluate.context) == value.isTruthy)
            } catch {
                Issue.record("seed \(seed): \(formula): \(error)")
            }
            #expect(ContinuousClock.now - start < .seconds(5), "seed \(seed): \(formula)")
        }
    }
}

/// Runs on a thread with 2 MiB of stack, a quarter of what Linux gives. Without optimisation, as
/// tests are built, frames are some four times as large as in a release.
private struct SmallThread<Value: Sendable> {
    let body: @Sendable () -> Value

    init(_ body: @escaping @Sendable () -> Value) {
        self.body = body
    }

    func run() async -> Value {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.stackSize = 2 * 1_024 * 1_024
            thread.start()
        }
    }
}

/// Makes formulas that parse: every function with any arguments.
private struct FormulaGenerator {
    static let cells = [
        TestCell("n", .number, 3), TestCell("t", .singleLineText, "abc 2024-01-31"),
        TestCell("b", .checkbox, true), TestCell("d", .dateTime, "2024-01-31T10:00:00.000Z"),
        TestCell("l", .multipleLookupValues, [1, "a", nil]), TestCell("e", .number, nil),
        TestCell("x", .formula, ["error": "#ERROR!"]),
    ]
    static let fields = cells.map {
        FormulaField(id: "fld\($0.name)", name: $0.name, configuration: $0.configuration)
    }

    private static let leaves = [
        "0", "1", "2.5", "99999999999999999999", "''", "'a'", "'2024-02-29'", "'days'", "'Monday'",
        "'(a|b)*'", "'YYYY-MM-DD [x] LLLL'", "'Europe/Berlin'", "'ü😀'", "TRUE()", "BLANK()",
        "NOW()",
        "{n}", "{t}", "{b}", "{d}", "{l}", "{e}", "{x}", "-1",
    ]
    private static let signs = ["+", "-", "*", "/", "&", "=", "!=", "<", "<=", ">", ">="]

    private var numbers: SeededNumbers

    init(seed: UInt64) {
        numbers = SeededNumbers(state: seed)
    }

    mutating func formula(depth: Int) -> String {
        let choice = Int.random(in: 0..<10, using: &numbers)
        if depth == 0 || choice < 2 {
            return Self.leaves.randomElement(using: &numbers) ?? "0"
        }
        if choice < 4 {
            let sign = Self.signs.randomElement(using: &numbers) ?? "+"
            return "(\(formula(depth: depth - 1))\(sign)\(formula(depth: depth - 1)))"
        }
        let function = FormulaFunction.allCases.randomElement(using: &numbers) ?? .abs
        guard function != .lastModifiedTime else { return "LAST_MODIFIED_TIME({n})" }
        let least = function.arity.lowerBound
        let most = min(function.arity.upperBound, least + 3)
        let count = Int.random(in: least...most, using: &numbers)
        let arguments = (0..<count).map { _ in formula(depth: depth - 1) }
        return "\(function.name)(\(arguments.joined(separator: ",")))"
    }
}
