import AirtableSimulator
import FormulaLanguage

/// Makes texts to break what reads them: formulas, right ones and mutilated ones, and odd texts.
struct FuzzText {
    private var random: SeededGenerator
    private let fields: [String]

    /// - Parameter fields: the names that formulas read.
    init(seed: UInt64, fields: [String]) {
        random = SeededGenerator(seed: SeededGenerator(seed: seed).mixed)
        self.fields = fields
    }

    mutating func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    mutating func pick<T>(_ values: [T]) -> T {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    // MARK: Formulas

    mutating func formula() -> String {
        var text: String
        switch number(0...19) {
        case 0: return odd() + odd()
        case 1: text = nested()
        case 2:
            text =
                String(
                    repeating: pick(["1+", "''&", "{Name}=", "-", "(", "1,"]),
                    count: number(1...1_500)) + "1"
        default: text = expression(depth: number(1...6))
        }
        if chance(0.4) {
            for _ in 0..<number(1...4) { text = mutated(text) }
        }
        return text
    }

    private mutating func expression(depth: Int) -> String {
        guard depth > 0, !chance(0.15) else { return leaf() }
        switch number(0...9) {
        case 0...1:
            let sign = pick(["+", "-", "*", "/", "&", "=", "!=", "<", "<=", ">", ">="])
            return
                "(\(expression(depth: depth - 1))\(space())\(sign)\(expression(depth: depth - 1)))"
        case 2: return "-" + expression(depth: depth - 1)
        case 3:
            let text = expression(depth: depth - 1)
            let pattern = quoted(pattern())
            return pick([
                "REGEX_MATCH(\(text)&'',\(pattern))", "REGEX_EXTRACT(\(text)&'',\(pattern))",
                "REGEX_REPLACE(\(text)&'',\(pattern),\(leaf())&'')",
            ])
        case 4: return date(expression(depth: depth - 1))
        default:
            let function = pick(FormulaFunction.allCases)
            guard function != .lastModifiedTime else { return "LAST_MODIFIED_TIME({Name})" }
            let least = function.arity.lowerBound
            let most = min(function.arity.upperBound, least + number(0...4))
            let arguments = (0..<number(least...most)).map { _ in expression(depth: depth - 1) }
            let name = chance(0.1) ? function.name.lowercased() : function.name
            return "\(name)(\(arguments.joined(separator: "," + space())))"
        }
    }

    private mutating func date(_ text: String) -> String {
        let amount = pick(["1", "-1", "1.5", "1000000000", "-99999999999", "0/0", "1/0", "{Score}"])
        let unit = quoted(
            pick(["days", "M", "m", "quarter", "ms", "years", "weeks", "fortnight", ""]))
        let zone = quoted(
            pick(["Europe/Berlin", "Asia/Kathmandu", "utc", "America/Caracas", "X/Y", odd()]))
        let locale = quoted(pick(["de", "ar", "zh-cn", "hi", "fa", "tzm", "xx", odd()]))
        let format = quoted((0..<number(0...8)).map { _ in pick(Self.tokens) }.joined())
        return pick([
            "DATEADD(\(text),\(amount),\(unit))", "DATETIME_DIFF(\(text),{Due},\(unit))",
            "DATETIME_FORMAT(SET_TIMEZONE(\(text),\(zone)),\(format))",
            "DATETIME_FORMAT(SET_LOCALE(\(text),\(locale)),\(format))",
            "DATETIME_PARSE(\(text)&'',\(format),\(locale))",
            "WORKDAY(\(text),\(amount),{Notes}&'')",
            "WORKDAY_DIFF(\(text),{Seen at},'2024-01-01, x')", "WEEKNUM(\(text),'Monday')",
            "IS_SAME(\(text),{Created},\(unit))", "FROMNOW(\(text))",
        ])
    }

    private mutating func leaf() -> String {
        switch number(0...7) {
        case 0, 1: return "{\(pick(fields).replacing("}", with: "\\}"))}"
        case 2: return pick(Self.numbers)
        case 3: return quoted(odd())
        case 4: return quoted(pick(Self.dates))
        case 5:
            return pick([
                "TRUE()", "FALSE", "BLANK()", "NOW()", "TODAY()", "ERROR()", "RECORD_ID()",
                "CREATED_TIME()",
            ])
        case 6: return quoted(pick(["a", "abc", "Record 1", "1", "$1,000.50", "-5%", " ", ","]))
        default: return "REPT(\(quoted(odd())),\(pick(Self.numbers)))"
        }
    }

    private mutating func space() -> String {
        chance(0.1) ? pick([" ", "\n", "\t", "\r\n", "\u{A0}"]) : ""
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    /// Beyond every limit of depth, and just below.
    private mutating func nested() -> String {
        let depth = pick([10, 90, 99, 100, 101, 195, 199, 200, 201, 400, 5_000])
        let (open, close) = pick([
            ("(", ")"), ("NOT(", ")"), ("IF(1,", ")"), ("-", ""), ("SUM(1,", ",2)"), ("1+(", ")"),
            ("SWITCH(1,1,", ",3)"), ("''&(", ")"), ("ARRAYFLATTEN(", ")"), ("((", "))"),
        ])
        return String(repeating: open, count: depth) + leaf()
            + String(repeating: close, count: depth)
    }

    /// Patterns that take exponential time or memory where an engine is careless.
    private mutating func pattern() -> String {
        switch number(0...5) {
        case 0: return pick(Self.patterns)
        case 1:
            return "(" + pick(Self.patterns) + "|" + pick(Self.patterns) + ")"
                + pick(["*", "+?", "{2,9}", "{1000}"])
        case 2:
            return String(
                repeating: pick(["(", "(?:", "[", "a?", "(a|", "\\", "x{9}"]),
                count: number(1...300))
        case 3: return mutated(pick(Self.patterns))
        case 4: return odd()
        default:
            return (0..<number(1...12)).map { _ in pick(Self.pieces) }.joined()
        }
    }

    // MARK: Odd texts

    mutating func odd() -> String {
        switch number(0...4) {
        case 0: return pick(Self.oddTexts)
        case 1: return String(repeating: pick(Self.oddTexts), count: number(0...200))
        case 2:
            return String(String.UnicodeScalarView((0..<number(0...20)).map { _ in scalar() }))
        default: return (0..<number(0...5)).map { _ in pick(Self.oddTexts) }.joined()
        }
    }

    private mutating func scalar() -> Unicode.Scalar {
        let most = pick([0x7F, 0xFF, 0x7FF, 0xFFFF, 0x10FFFF])
        return Unicode.Scalar(UInt32(number(0...most))) ?? "\u{FFFD}"
    }

    /// The text with a part of it gone, doubled, moved or overwritten.
    mutating func mutated(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        guard !scalars.isEmpty else { return odd() }
        let start = number(0...(scalars.count - 1))
        let end = min(scalars.count, start + number(1...12))
        switch number(0...5) {
        case 0: scalars.removeSubrange(start..<end)
        case 1: scalars.insert(contentsOf: scalars[start..<end], at: number(0...scalars.count))
        case 2: scalars[start] = scalar()
        case 3: scalars.insert(contentsOf: pick(Self.signs).unicodeScalars, at: start)
        case 4: scalars.swapAt(start, number(0...(scalars.count - 1)))
        default: scalars.insert(contentsOf: odd().unicodeScalars, at: start)
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static let signs = [
        "(", ")", "{", "}", "'", "\"", "\\", ",", "&", "=", "!", "%", "“", "#", "\u{0}", "\\}",
    ]
    private static let numbers = [
        "0", "1", "-1", "2.5", ".5", "5.", "1e9", "9007199254740993", "99999999999999999999999999",
        "0.00000000000000000000000001", "1000001", "-1000001", String(repeating: "9", count: 400),
    ]
    private static let dates = [
        "2024-02-29", "2023-02-29", "0000-00-00", "275760-09-13", "-271821-04-20", "24:00", "1/2/3",
        "9999-12-31T23:59:59.999Z", "2024-01-01T00:00:00+99:99", "12/31/1969 11:59 pm", "00010101",
    ]
    private static let oddTexts = [
        "", "\u{0}", "e\u{301}", "👩‍👩‍👧‍👦", "\u{202E}cba", "\u{FEFF}", "\u{FFFD}", "ǅ", "ß", "İ", "ı",
        "ﬃ", "𝒳", "🇩🇪", "\r\n", "\u{2028}", "Ω", "a\u{300}\u{301}\u{302}", "\u{10FFFF}", "'", "\"",
        "\\", "%",
        "%00", "{", "}", "[", "א", "۳", "\u{200D}",
    ]
    private static let tokens = [
        "YYYY", "Y", "MMMM", "Do", "DDDD", "dddd", "HH", "h", "mm", "ss", "SSS", "A", "a", "z", "Z",
        "ZZ", "X",
        "x", "LLLL", "lll", "[", "]", "[at]", "\\", "W", "gggg", "E", " ", "/", "Q", "Mo", "👩‍👩‍👧‍👦",
    ]
    private static let patterns = [
        "(a*)*b", "(a|a)*$", "(.*)(.*)(.*)(.*)x", "a{1000}", "(a{100}){100}",
        "(?i)[^\\W\\d]{0,999}", "\\pL+",
        "\\p{Greek}*", "[[:alpha:]]+", "(?s).*", "^(?:(a+)+)+$", "(?m)^.*$", "\\bx\\b",
        "[^\u{0}-\u{10FFFF}]",
        "(?=a)", "\\1", "(?P<n>a)", "a**", "[z-a]", "\\Q*\\E", "x{2,1}", "(?i)ſ", "\\C",
        "\\x{110000}",
    ]
    private static let pieces = [
        "a", ".", "\\d", "\\w*", "[a-z]", "[^b]", "(", ")", "|", "*", "+?", "?", "{3}", "{0,50}",
        "^", "$", "\\b",
        "(?i)", "(?:", "\\pN", "é", "👩‍👩‍👧‍👦", "\\", "[",
    ]
}

extension SeededGenerator {
    /// A number that has nothing in common with that of the next seed.
    fileprivate var mixed: UInt64 {
        var copy = self
        return copy.next()
    }
}
