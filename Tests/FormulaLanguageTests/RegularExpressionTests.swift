import Testing

@testable import FormulaLanguage

@Suite("Regular expressions")
struct RegularExpressionTests {
    /// Pattern, text, the match and its groups joined with `|`; `-` for a group without a part,
    /// nil for no match.
    typealias Case = (pattern: String, text: String, match: String?)

    static let basics: [Case] = [
        ("", "abc", ""), ("b", "abc", "b"), ("x", "abc", nil),
        ("Hello.World", "Hello World!", "Hello World"),
        ("[0-9]+", "order #4711 of 5", "4711"), ("W.*", "Hello World", "World"),
        ("a|ab", "ab", "a"), ("ab|a", "ab", "ab"), ("(a|ab)(c|bcd)", "abcd", "abcd|a|bcd"),
        ("a*", "baaa", ""), ("a+", "baaa", "aaa"), ("a?", "baaa", ""), ("a+?", "baaa", "a"),
        ("a*?b", "aab", "aab"), ("a{2}", "aaaa", "aa"), ("a{2,}", "aaaa", "aaaa"),
        ("a{2,3}", "aaaa", "aaa"), ("a{2,3}?", "aaaa", "aa"), ("a{0}b", "ab", "b"),
        ("a{,2}", "a{,2}", "a{,2}"), ("a{x", "a{x", "a{x"),
        ("(a)(b)?", "ac", "a|a|-"), ("(a|(b))*", "ab", "ab|b|b"), ("(|a)*", "aa", "|"),
        ("(|a)+", "aa", "|"), ("(a*)*", "aaa", "aaa|aaa"), ("(a*)+", "b", "|"),
        ("(?:ab)+", "ababx", "abab"),
        ("(?P<y>\\d{4})-(?P<m>\\d\\d)", "on 2024-05-01", "2024-05|2024|05"),
        ("(?<y>\\d+)", "x12", "12|12"), ("^abc$", "abc", "abc"), ("^b", "abc", nil),
        ("c$", "abc\n", nil),
        ("(?m)^b$", "a\nb\nc", "b"), ("(?m)$", "a\nb", ""), ("\\Ab", "ab", nil),
        ("(?m)\\Ab", "a\nb", nil),
        ("b\\z", "ab", "b"), (".", "\n", nil), ("(?s).", "\n", "\n"), ("a.c", "a\nc", nil),
        ("\\bcat\\b", "concat cat", "cat"), ("\\Bcat", "concat", "cat"), ("\\bé", "é", nil),
        ("\\d\\D\\s\\S\\w\\W", "1a b_-", "1a b_-"), ("\\s", "\u{0B}", nil), ("\\d", "٣", nil),
        ("[abc]+", "xxcabd", "cab"), ("[^abc]+", "abxyc", "xy"), ("[]a]+", "a]", "a]"),
        ("[a-]+", "-a", "-a"),
        ("[\\d.]+", "v1.2.3", "1.2.3"), ("[^\\D]+", "a12", "12"), ("[[:alpha:]]+", "12ab3", "ab"),
        ("[[:^digit:]]+", "12ab3", "ab"), ("[^[:space:]]+", " ab ", "ab"), ("[a\\]]+", "]a", "]a"),
        ("[^a]", "\n", "\n"),
        ("\\Qa.b\\E+", "a.bbb", "a.bbb"), ("\\Q(*", "x(*", "(*"), ("a\\.b", "axb a.b", "a.b"),
        ("\\x41\\x{1F600}", "A😀", "A😀"), ("\\101", "A", "A"), ("\\0", "\0", "\0"),
        ("\\t\\n\\r\\f\\v\\a", "\t\n\r\u{C}\u{B}\u{7}", "\t\n\r\u{C}\u{B}\u{7}"),
        ("\\_\\-\\/", "_-/", "_-/"),
    ]

    static let letters: [Case] = [
        ("(?i)abc", "xABc", "ABc"), ("(?i)[a-c]+", "xABc", "ABc"), ("(?i:a)b", "Ab", "Ab"),
        ("(?i:a)b", "AB", nil),
        ("a(?i)b|c", "aB", "aB"), ("a(?i)b|c", "C", "C"), ("(a(?i)b)c", "aBC", nil),
        ("(?i)k", "\u{212A}", "\u{212A}"),
        ("(?i)ß", "ẞ", "ẞ"), ("(?i)σ", "ς", "ς"), ("(?i)ÄÖ", "äö", "äö"), ("(?i)[^a]", "A", nil),
        ("(?-i)a", "A", nil),
        ("(?i)(?-i:a)b", "aB", "aB"), ("(?U)a+", "aaa", "a"), ("(?U)a+?", "aaa", "aaa"),
        ("(?is-m)a.", "A\n", "A\n"),
        ("é+", "caféé", "éé"), (".", "日本", "日"), ("[あ-ん]+", "日ほん", "ほん"), ("^.{2}$", "😀é", "😀é"),
        ("\\pL+", "12Ünï3", "Ünï"), ("\\p{Lu}", "aÉb", "É"), ("\\PL", "aé1", "1"),
        ("\\p{^L}", "aé1", "1"), ("[\\p{Nd}x]+", "ax٣1", "x٣1"),
        ("\\p{Greek}+", "abc λόγος", "λόγος"), ("\\p{Han}+", "ほん日本", "日本"),
        ("\\P{Latin}", "aé!", "!"), ("(?i)\\p{Lu}+", "aÉb", "aÉb"),
        ("\\pN", "½", "½"), ("\\p{Sc}\\d+", "for €20", "€20"), ("\\p{Any}", "x", "x"),
        ("[^\\x00-\\x7F]", "abcé", "é"),
    ]

    @Test("finds what RE2 finds", arguments: [basics, letters])
    func matches(cases: [Case]) throws {
        for (pattern, text, expected) in cases {
            let expression = try RegularExpression(pattern)
            #expect(try expression.matches(text) == (expected != nil), "\(pattern) in \(text)")
            #expect(try Self.found(expression, in: text) == expected, "\(pattern) in \(text)")
        }
    }

    static func found(_ expression: RegularExpression, in text: String) throws -> String? {
        try expression.firstMatch(in: text).map { match in
            match.groups.map { $0.map { String(text[$0]) } ?? "-" }.joined(separator: "|")
        }
    }

    @Test("refuses what RE2 refuses, and says where")
    func errors() {
        let cases: [(String, RegularExpressionError)] = [
            ("a(b", .syntax(.missingClosingParenthesis, offset: 1)),
            ("a)b", .syntax(.unexpectedClosingParenthesis, offset: 1)),
            ("[a", .syntax(.missingClosingBracket, offset: 0)),
            ("*a", .syntax(.nothingToRepeat, offset: 0)),
            ("a|+", .syntax(.nothingToRepeat, offset: 2)),
            ("(?i)*", .syntax(.nothingToRepeat, offset: 0)),
            ("a**", .syntax(.repeatedRepetition, offset: 2)),
            ("a+{2}", .syntax(.repeatedRepetition, offset: 2)),
            ("a{1001}", .syntax(.badRepetition, offset: 1)),
            ("a{3,2}", .syntax(.badRepetition, offset: 1)),
            ("[z-a]", .syntax(.badClassRange, offset: 1)),
            ("(?=a)", .syntax(.unknownGroup, offset: 0)),
            ("(?!a)", .syntax(.unknownGroup, offset: 0)),
            ("(?<=a)", .syntax(.badGroupName, offset: 3)),
            ("(?P<a>x)(?P<a>y)", .syntax(.duplicateGroupName, offset: 8)),
            ("(a)\\1", .syntax(.badEscape, offset: 3)), ("\\", .syntax(.badEscape, offset: 0)),
            ("\\y", .syntax(.badEscape, offset: 0)),
            ("\\x{110000}", .syntax(.badEscape, offset: 0)),
            ("\\p{Klingon}", .syntax(.unknownClass, offset: 0)),
            ("[[:foo:]]", .syntax(.unknownClass, offset: 1)),
            ("\\C", .syntax(.badEscape, offset: 0)),
            ("((a{1000}){1000}){1000}", .programTooLarge),
            ("(((){1000}){1000}){1000}", .programTooLarge),
            (String(repeating: "(?:", count: 200), .tooDeep),
            (String(repeating: "a", count: 10_001), .patternTooLong),
            (String(repeating: "()", count: 65), .tooManyGroups),
        ]
        for (pattern, expected) in cases {
            let error = #expect(throws: RegularExpressionError.self, "\(pattern.prefix(40))") {
                _ = try RegularExpression(pattern)
            }
            #expect(error == expected, "\(pattern.prefix(40))")
        }
    }

    @Test("replaces every match, with references to groups")
    func replacing() throws {
        let cases: [(pattern: String, text: String, template: String, result: String)] = [
            (" W.*", "Hello World", "", "Hello"), ("[^0-9.]", "$1,250 USD", "", "1250"),
            ("o", "foo", "0", "f00"),
            ("(\\w+) (\\w+)", "one two", "$2 $1", "two one"),
            ("(?P<a>.)(?P<b>.)", "abcd", "${b}$<a>", "badc"),
            ("a", "banana", "[$0$&]", "b[aa]n[aa]n[aa]"), ("a", "a", "$$1$x$", "$1$x$"),
            ("(a)(b)?", "a", "<$2>", "<>"),
            ("(a)", "a", "$2${2}$10$01", "$2${2}a0a"), ("x*", "abc", "-", "-a-b-c-"),
            ("b*", "abc", "-", "-a--c-"), ("", "日本", ".", ".日.本."),
            ("^", "a\nb", "> ", "> a\nb"), ("(?m)^", "a\nb", "> ", "> a\n> b"),
            ("$", "ab", "!", "ab!"), ("\\s+", " a  b ", " ", " a b "),
            ("é", "café é", "e", "cafe e"), ("x", "abc", "y", "abc"),
        ]
        for (pattern, text, template, result) in cases {
            let expression = try RegularExpression(pattern)
            #expect(
                try expression.replacingMatches(in: text, with: template) == result,
                "\(pattern) in \(text) by \(template)")
        }
        #expect(throws: RegularExpressionError.resultTooLong) {
            try RegularExpression("a").replacingMatches(in: "aaaa", with: "bbb", limit: 11)
        }
    }
}
