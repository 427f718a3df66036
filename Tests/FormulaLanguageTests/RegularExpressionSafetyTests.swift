import Testing

@testable import FormulaLanguage

@Suite("Regular expressions: bounds")
struct RegularExpressionSafetyTests {
    @Test(
        "finishes with patterns that take others exponential time",
        arguments: [
            "(a*)*b", "(a+)+b", "(x+x+)+y", "(a|a)*b", "(a|aa)+$b", "(.*)(.*)(.*)b", "a*a*a*a*a*b",
            "(?:a?){30}a{30}b", "([a-z]+)*!", "^(a|b|ab)*c$",
        ])
    func catastrophic(pattern: String) throws {
        let expression = try RegularExpression(pattern)
        let letter = pattern.contains("x") ? "x" : "a"
        let text = String(repeating: letter, count: 100_000)
        #expect(try expression.firstMatch(in: text) == nil)
    }

    @Test("gives a search up after a number of steps")
    func steps() throws {
        let text = String(repeating: "a", count: 50_000)
        #expect(throws: RegularExpressionError.tooManySteps) {
            // Each of the matches looks through the whole rest of the text first.
            try RegularExpression("a.*b|a", stepLimit: 1_000_000)
                .replacingMatches(in: text, with: "")
        }
    }

    @Test("both machines find the same in random patterns, which never crash", arguments: 0..<60)
    func fuzz(seed: UInt64) throws {
        var generator = RegularExpressionGenerator(state: seed)
        for _ in 0..<40 {
            let pattern = generator.pattern(depth: 3)
            let text = generator.text()
            let expression: RegularExpression
            do throws(RegularExpressionError) {
                expression = try RegularExpression(pattern)
            } catch {
                if case .syntax(_, let offset) = error {
                    #expect(offset <= pattern.unicodeScalars.count, "seed \(seed): \(pattern)")
                }
                continue
            }
            let (one, other) = Self.both(expression, text)
            #expect(one == other, "seed \(seed): \(pattern) in \(text)")
            #expect(try expression.matches(text) == (one != nil), "seed \(seed): \(pattern)")
            _ = try expression.replacingMatches(in: text, with: "<$0>")
        }
    }

    /// The slots that each machine finds; nil without a match.
    private static func both(
        _ expression: RegularExpression, _ text: String
    ) -> ([Int]?, [Int]?) {
        var text = text
        return text.withUTF8 { bytes in
            let search = PatternSearch(expression.program, bytes, notesGroups: true)
            let one = (try? search.findByBacktracking(from: 0)) == true ? search.slots : nil
            let other = (try? search.findBySimulation(from: 0)) == true ? search.slots : nil
            return (one, other)
        }
    }
}

/// Random patterns and texts: the same seed gives the same everywhere.
private struct RegularExpressionGenerator: RandomNumberGenerator {
    private var numbers: SeededNumbers

    init(state: UInt64) {
        numbers = SeededNumbers(state: state)
    }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func pattern(depth: Int) -> String {
        let atoms = [
            "a", "b", "c", "é", ".", "\\b", "^", "$", "[ab]", "[^a]", "\\w", "\\pL", "(?i)", "[",
            ")", "\\", "{1,2}", "a{2", "\\Qa", "(?", "[[:alpha:]]", "\\x{1F600}", "",
        ]
        let count = Int.random(in: 1...4, using: &self)
        return (0..<count).map { _ in
            var part = atoms[min(Int.random(in: 0...40, using: &self) % 24, atoms.count - 1)]
            if depth > 0, Int.random(in: 0...2, using: &self) == 0 {
                let inner = pattern(depth: depth - 1)
                part =
                    ["(\(inner))", "(?:\(inner)|\(inner))", "(\(inner)|)"].randomElement(
                        using: &self) ?? ""
            }
            let suffixes = ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}"]
            return part + (suffixes.randomElement(using: &self) ?? "")
        }.joined()
    }

    mutating func text() -> String {
        let count = Int.random(in: 0...12, using: &self)
        return (0..<count).map { _ in
            ["a", "b", "c", "A", "é", "\n", " ", "😀"].randomElement(using: &self) ?? ""
        }.joined()
    }
}
