/// A regular expression in RE2's syntax, as Airtable's `REGEX_…` functions take them.
///
/// Of several matches the leftmost counts, and of those the one that the pattern prefers, as in
/// Perl. There is no look-around and no back-reference, and so no pattern takes exponential time.
package struct RegularExpression: Sendable {
    /// Where something matched.
    package struct Match: Hashable, Sendable {
        /// The whole match and then the groups; nil for a group that took no part.
        package let groups: [Range<String.Index>?]
        /// The whole match.
        package let range: Range<String.Index>
    }

    /// Numbers of the named groups.
    package let groupNames: [String: Int]
    /// Groups in parentheses, without the whole match.
    package let groupCount: Int
    let program: PatternProgram

    /// - Parameter stepLimit: instructions that one search or replacement may look at.
    /// - Throws: `RegularExpressionError` when the text is no pattern, or one beyond the limits.
    package init(
        _ pattern: String, stepLimit: Int = RegularExpressionLimits.steps
    ) throws(RegularExpressionError) {
        var parser = try PatternParser(pattern)
        let node = try parser.parse()
        groupNames = parser.groupNames
        groupCount = parser.groupCount
        program = try PatternProgram(
            node, groupCount: parser.groupCount, stepLimit: stepLimit)
    }

    /// Whether the pattern matches anywhere in the text.
    ///
    /// - Throws: `RegularExpressionError.tooManySteps`.
    package func matches(_ text: String) throws(RegularExpressionError) -> Bool {
        try search(text, notesGroups: false) { search throws(RegularExpressionError) in
            try search.find(from: 0)
        }
    }

    /// The leftmost match in the text.
    ///
    /// - Throws: `RegularExpressionError.tooManySteps`.
    package func firstMatch(in text: String) throws(RegularExpressionError) -> Match? {
        let slots = try search(text) { search throws(RegularExpressionError) -> [Int]? in
            try search.find(from: 0) ? search.slots : nil
        }
        guard let slots else { return nil }
        let groups = stride(from: 0, to: slots.count, by: 2).map { slot -> Range<String.Index>? in
            guard slots[slot] >= 0, slots[slot + 1] >= 0 else { return nil }
            return index(slots[slot], text)..<index(slots[slot + 1], text)
        }
        return groups[0].map { Match(groups: groups, range: $0) }
    }

    /// The text with every match replaced, from left to right. An empty match counts as well; the
    /// search goes on after the scalar that follows it.
    ///
    /// - Parameters:
    ///   - template: `$1`, `$0`, `$&`, `${name}` are references, `$$` is a dollar sign.
    ///   - limit: bytes of UTF-8 that the result may have.
    /// - Throws: `RegularExpressionError.tooManySteps` or `.resultTooLong`.
    package func replacingMatches(
        in text: String, with template: String, limit: Int = RegularExpressionLimits.resultBytes
    ) throws(RegularExpressionError) -> String {
        let template = ReplacementTemplate(
            template, groupCount: groupCount, groupNames: groupNames)
        return try search(text) { search throws(RegularExpressionError) in
            try Self.replace(search, template, limit)
        }
    }

    static func replace(
        _ search: PatternSearch, _ template: ReplacementTemplate, _ limit: Int
    ) throws(RegularExpressionError) -> String {
        var output: [UInt8] = []
        var copied = 0
        var place: Int? = 0
        while let start = place, try search.find(from: start) {
            output += search.bytes[copied..<search.slots[0]]
            for part in template.parts {
                switch part {
                case .text(let text): output += text.utf8
                case .group(let number):
                    let (low, high) = (search.slots[2 * number], search.slots[2 * number + 1])
                    if low >= 0, high >= low { output += search.bytes[low..<high] }
                }
            }
            guard output.count <= limit else { throw .resultTooLong }
            copied = search.slots[1]
            place = search.slots[0] == copied ? search.place(after: copied) : copied
        }
        output += search.bytes[copied...]
        guard output.count <= limit else { throw .resultTooLong }
        return String(decoding: output, as: UTF8.self)
    }

    private func search<Value>(
        _ text: String, notesGroups: Bool = true,
        _ body: (PatternSearch) throws(RegularExpressionError) -> Value
    ) throws(RegularExpressionError) -> Value {
        var text = text
        let result: Result<Value, RegularExpressionError> = text.withUTF8 { bytes in
            let search = PatternSearch(program, bytes, notesGroups: notesGroups)
            do throws(RegularExpressionError) {
                return .success(try body(search))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func index(_ offset: Int, _ text: String) -> String.Index {
        text.utf8.index(text.utf8.startIndex, offsetBy: offset)
    }
}
