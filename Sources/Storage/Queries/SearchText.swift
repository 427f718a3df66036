import AirtableAPI

/// What a search looks for: each word of the text must begin a word of the record, whatever case
/// and accents; words between double quotes must follow one another.
struct SearchText {
    /// As FTS5 reads it; nil where the text has no word, so that nothing can match.
    let match: String?

    /// - Parameter text: anything; nothing in it is a command.
    init(_ text: String) {
        var phrases: [String] = []
        // By bytes: a quote and a mark that is joined to it are one character.
        let parts = text.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        for (index, part) in parts.map({ Substring($0) }).enumerated() {
            if index % 2 == 1 {
                phrases.append(String(part))
            } else {
                phrases += part.split(whereSeparator: \.isWhitespace).map(String.init)
            }
        }
        let quoted = phrases.filter(Self.hasWord).prefix(StorageLimits.searchWords).map {
            // NUL would end the text for SQLite.
            "\"" + $0.replacing("\0", with: " ") + "\"*"
        }
        match = quoted.isEmpty ? nil : quoted.joined(separator: " AND ")
    }

    private static func hasWord(_ text: String) -> Bool {
        text.unicodeScalars.contains {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
    }

    /// The texts of a record that can be searched: cells as they read. Links are found by nothing,
    /// since their names are not in the record; neither are addresses and ids.
    static func text(of body: [UInt8], links: Set<String>) throws(JSONSyntaxError) -> String {
        var output = ""
        for (name, cell) in try JSONValue(parsing: body)["fields"]?.object?.members ?? [] {
            guard !links.contains(name) else { continue }
            append(cell, to: &output)
        }
        return output
    }

    private static let members = ["name", "email", "filename", "text", "label", "value"]

    private static func append(_ value: JSONValue, to output: inout String) {
        switch value {
        case .null, .bool: break
        case .number(let number): append(number.literal, to: &output)
        case .string(let text): append(text, to: &output)
        case .array(let items): for item in items { append(item, to: &output) }
        case .object(let object):
            for name in members { if let member = object[name] { append(member, to: &output) } }
        }
    }

    private static func append(_ text: String, to output: inout String) {
        output += text.utf8.contains(0) ? text.replacing("\0", with: " ") : text
        // A sign that belongs to no word: a phrase must not reach from one cell into the next.
        output += "\n"
    }
}
