/// What takes the place of a match: text with references to groups.
///
/// `$1` to `$99` and `${1}` are groups, `$0` and `$&` the whole match, `${name}` and `$<name>` named
/// groups, `$$` a dollar sign. A reference to a group that the pattern does not have stays as text;
/// one that took no part in the match is empty. The meaning of `$1` is JavaScript's.
struct ReplacementTemplate {
    enum Part: Hashable {
        case text(String)
        case group(Int)
    }

    private(set) var parts: [Part] = []

    init(_ template: String, groupCount: Int, groupNames: [String: Int]) {
        var rest = template.unicodeScalars[...]
        var text = ""
        while let next = rest.first {
            if next == "$",
                let (part, after) = Self.reference(rest.dropFirst(), groupCount, groupNames)
            {
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts.append(part)
                rest = after
            } else {
                text.unicodeScalars.append(next)
                rest = rest.dropFirst()
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
    }

    /// What stands after a dollar sign, and what stands after that.
    private static func reference(
        _ rest: Substring.UnicodeScalarView, _ groupCount: Int, _ groupNames: [String: Int]
    ) -> (Part, Substring.UnicodeScalarView)? {
        guard let next = rest.first else { return nil }
        switch next {
        case "$": return (.text("$"), rest.dropFirst())
        case "&": return (.group(0), rest.dropFirst())
        case "{", "<":
            let end: Unicode.Scalar = next == "{" ? "}" : ">"
            guard let close = rest.firstIndex(of: end) else { return nil }
            let name = String(rest[rest.index(after: rest.startIndex)..<close])
            let number = groupNames[name] ?? Int(name).flatMap { $0 >= 0 ? $0 : nil }
            guard let number, number <= groupCount else { return nil }
            return (.group(number), rest[rest.index(after: close)...])
        case "0"..."9":
            // Two digits where there is such a group, else one.
            for count in [2, 1] {
                let digits = rest.prefix(count).filter { ("0"..."9").contains($0) }
                guard digits.count == count,
                    let number = Int(String(String.UnicodeScalarView(digits))),
                    number <= groupCount, count == 1 || number > 0
                else { continue }
                return (.group(number), rest.dropFirst(count))
            }
            return nil
        default: return nil
        }
    }
}
