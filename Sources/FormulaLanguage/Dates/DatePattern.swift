/// A token of moment.js's format patterns; the cases are the tokens, letter for letter.
// swift-format-ignore: AlwaysUseLowerCamelCase
enum DateToken: String, CaseIterable, Sendable {
    case YYYYYY, YYYYY, YYYY, YY, Y, y
    case Q, Qo, M, Mo, MM, MMM, MMMM
    case D, Do, DD, DDD, DDDo, DDDD
    case d, `do`, dd, ddd, dddd, e, E
    case w, wo, ww, W, Wo, WW, gg, gggg, GG, GGGG
    case H, HH, h, hh, k, kk, Hmm, Hmmss, hmm, hmmss
    case a, A, m, mm, s, ss
    case S, SS, SSS, SSSS, SSSSS, SSSSSS, SSSSSSS, SSSSSSSS, SSSSSSSSS
    case X, x, z, zz, Z, ZZ

    /// Tokens by their first letter, the longest first.
    static let byLetter: [Character: [DateToken]] = Dictionary(
        grouping: allCases.sorted { $0.rawValue.count > $1.rawValue.count },
        by: { $0.rawValue.first ?? " " })
}

/// A pattern of `DATETIME_FORMAT` and `DATETIME_PARSE`, read for a locale.
package struct DatePattern: Sendable {
    enum Part: Hashable, Sendable {
        case token(DateToken)
        /// Text in brackets is quoted.
        case text(String, isQuoted: Bool)
    }

    /// Bytes of UTF-8 of a pattern. People's have some twenty.
    package static let limit = 1_000

    let parts: [Part]
    package let locale: DateLocale
    /// Whether months take the form that they have after a day.
    let hasDayBeforeMonth: Bool
    /// Whether the pattern has `-MMM-`.
    let hasDashedMonth: Bool

    /// Reads a pattern; nil when it is longer than `limit`.
    package init?(_ pattern: String, locale: DateLocale = .english) {
        guard pattern.utf8.count <= Self.limit else { return nil }
        let expanded = Self.expanded(pattern, locale)
        parts = Self.split(expanded)
        self.locale = locale
        hasDayBeforeMonth = Self.hasDayBeforeMonth(parts, locale)
        hasDashedMonth = expanded.contains("-MMM-")
    }

    /// The pattern with `L`, `LT` and the like replaced by what the locale has for them.
    private static func expanded(_ pattern: String, _ locale: DateLocale) -> String {
        var result = ""
        var rest = pattern[...]
        while let next = rest.first {
            if next == "[", let end = rest.firstIndex(of: "]") {
                result += rest[...end]
                rest = rest[rest.index(after: end)...]
            } else if next == "\\" {
                result += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if let name = longFormats.first(where: { rest.hasPrefix($0) }) {
                result += format(name, locale)
                rest = rest.dropFirst(name.count)
            } else {
                result.append(next)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static let longFormats = [
        "LTS", "LT", "LLLL", "LLL", "LL", "L", "llll", "lll", "ll", "l",
    ]

    /// The short forms are the long ones with names abbreviated and zeros left off.
    private static func format(_ name: String, _ locale: DateLocale) -> String {
        if let format = locale.formats[name] { return format }
        guard let long = locale.formats[name.uppercased()] else { return "" }
        return split(long).map { part in
            switch part {
            case .token(.MMMM), .token(.MM), .token(.DD), .token(.dddd): part.source.dropFirst()
            default: part.source[...]
            }
        }.joined()
    }

    private static func split(_ pattern: String) -> [Part] {
        var parts: [Part] = []
        var rest = pattern[...]
        while let next = rest.first {
            if next == "[", let end = rest.firstIndex(of: "]") {
                let text = rest[rest.index(after: rest.startIndex)..<end]
                parts.append(.text(String(text), isQuoted: true))
                rest = rest[rest.index(after: end)...]
            } else if next == "\\", rest.count > 1 {
                parts.append(.text(String(rest.dropFirst().prefix(1)), isQuoted: false))
                rest = rest.dropFirst(2)
            } else if let token = DateToken.byLetter[next]?.first(where: {
                rest.hasPrefix($0.rawValue)
            }) {
                parts.append(.token(token))
                rest = rest.dropFirst(token.rawValue.count)
            } else {
                parts.append(.text(String(next), isQuoted: false))
                rest = rest.dropFirst()
            }
        }
        return parts
    }

    /// A day and then a month with nothing but spaces and quoted text between them; Czech allows a
    /// full stop, Greek takes any day that is before, Lithuanian also one that follows.
    private static func hasDayBeforeMonth(_ parts: [Part], _ locale: DateLocale) -> Bool {
        var last: DateToken?
        for part in parts {
            switch part {
            case .token(let token):
                switch (last, token) {
                case (.D, .MMM), (.D, .MMMM): return true
                case (.MMMM, .D), (.MMMM, .DD), (.MMMM, .Do), (.MMM, .D), (.MMM, .DD):
                    if locale.code == "lt" { return true }
                default: break
                }
                switch token {
                case .D, .Do, .DD: last = .D
                case .MMM, .MMMM: last = token
                default: if locale.code != "el" { last = nil }
                }
            case .text(let text, let isQuoted):
                let isNeutral =
                    isQuoted || text.allSatisfy(\.isWhitespace)
                    || locale.code == "cs" && text == "."
                if !isNeutral, locale.code != "el" { last = nil }
            }
        }
        return false
    }
}

extension DatePattern.Part {
    /// As it stands in a pattern.
    fileprivate var source: String {
        switch self {
        case .token(let token): token.rawValue
        case .text(let text, let isQuoted): isQuoted ? "[\(text)]" : text
        }
    }
}
