import AirtableAPI

/// A value of a write request on its way into a cell.
struct WrittenValue: Sendable {
    let field: FieldSchema
    /// Not null.
    let json: JSONValue
    let isTypecast: Bool

    /// The cell of a text field. Rich text comes back as Airtable was seen to normalise it.
    func text() throws(Refusal) -> JSONValue {
        guard let text = json.string ?? (isTypecast ? castText() : nil),
            text.utf8.count <= AirtableLimits.longTextLength
                || text.count <= AirtableLimits.longTextLength
        else { throw refused }
        return .string(field.type == .richText ? Self.normalisedRichText(text) : text)
    }

    /// List items begin with a hyphen, and the text ends with a line feed.
    private static func normalisedRichText(_ text: String) -> String {
        guard !text.isEmpty else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let indent = line.prefix { $0 == " " }
            let rest = line.dropFirst(indent.count)
            return rest.hasPrefix("* ") ? indent + "- " + rest.dropFirst(2) : line
        }
        let joined = lines.joined(separator: "\n")
        return joined.hasSuffix("\n") ? joined : joined + "\n"
    }

    private func castText() -> String? {
        switch json {
        case .number(let number): number.literal
        case .bool(let flag): flag ? "true" : "false"
        case .array(let items): items.map { ComputedCell.text($0) }.joined(separator: ", ")
        case .string(let text): text
        case .object, .null: nil
        }
    }

    /// The cell of a number, percent, currency, duration or rating field.
    func number() throws(Refusal) -> JSONValue {
        let number: JSONNumber
        switch json {
        case .number(let given): number = given
        case .string(let text) where isTypecast:
            guard let value = NumberText.value(of: text, in: field) else {
                throw .unprocessable(.cannotParse(text, field))
            }
            number = JSONNumber(value)
        default: throw refused
        }
        guard number.double.isFinite else { throw refused }
        if case .rating(_, _, let maximum) = field.options {
            let value = number.double
            guard value == value.rounded(), value >= 1, value <= Double(maximum) else {
                throw refused
            }
        }
        // Airtable writes numbers its own way: 1.50 comes back as 1.5.
        return .number(number.integer == nil ? JSONNumber(number.double) : number)
    }

    func checkbox() throws(Refusal) -> JSONValue {
        switch json {
        case .bool: return json
        case .number(let number) where isTypecast && [0, 1].contains(number.double):
            return .bool(number.double == 1)
        case .string(let text) where isTypecast:
            switch text.lowercased() {
            case "true", "1", "checked", "yes": return true
            case "false", "0", "unchecked", "no", "": return false
            default: throw .unprocessable(.cannotParse(text, field))
            }
        default: throw refused
        }
    }

    func date() throws(Refusal) -> JSONValue {
        let reader = DateReader(field: field, isLenient: isTypecast)
        switch json {
        case .string(let text):
            guard let cell = reader.cell(of: text) else {
                throw .unprocessable(.cannotParseDate(text, field))
            }
            return .string(cell)
        case .number(let number):
            guard let cell = reader.cell(ofMilliseconds: number.double) else { throw refused }
            return .string(cell)
        default: throw refused
        }
    }

    func barcode() throws(Refusal) -> JSONValue {
        if isTypecast, let text = json.string {
            return text.isEmpty ? .null : ["text": .string(text)]
        }
        guard let text = json["text"]?.string,
            json["type"].map({ $0.isNull || $0.string != nil }) ?? true
        else { throw refused }
        var cell: JSONObject = ["text": .string(text)]
        if let type = json["type"]?.string { cell["type"] = .string(type) }
        return .object(cell)
    }

    /// The texts of a list field: an array, or with typecast one text with commas between.
    func texts() throws(Refusal) -> [String] {
        if let items = json.array {
            let texts = items.compactMap(\.string)
            guard texts.count == items.count else { throw refused }
            return texts
        }
        guard isTypecast, let text = json.string else { throw refused }
        return Self.parts(of: text)
    }

    /// Cuts at commas outside of quotation marks.
    private static func parts(of text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                parts.append(part)
                part = ""
            default: part.append(character)
            }
        }
        parts.append(part)
        return parts.map(\.trimmed).filter { !$0.isEmpty }
    }

    var refused: Refusal { .unprocessable(.cannotAccept(field)) }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        String(
            drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
