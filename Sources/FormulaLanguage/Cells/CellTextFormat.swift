package import AirtableAPI

/// How the cells of one field are written as texts; made by `CellText`.
package struct CellTextFormat: Sendable {
    indirect enum Kind: Sendable {
        /// Text, names and whatever else shows itself.
        case plain
        case checkbox
        case number(precision: Int)
        case percent(precision: Int)
        case currency(precision: Int, symbol: String)
        case duration(DurationFormat)
        /// A pattern beyond the limit is nil: the cell shows itself.
        case date(DatePattern?, hasTime: Bool)
        case links
        case attachments
        /// A formula or rollup, which may result in a list.
        case computed(Kind)
        case lookup(Kind)
    }

    private let kind: Kind
    private let timeZone: FormulaTimeZone

    init(_ kind: Kind, _ timeZone: FormulaTimeZone) {
        self.kind = kind
        self.timeZone = timeZone
    }

    /// The cell's text; empty for an empty cell.
    package func text(of cell: JSONValue, linkedName: (String) -> String?) -> String {
        text(of: cell, kind, linkedName)
    }

    /// The cell's text where empty cells are left out; nil for one. Links to records without a name
    /// are a cell, if one with an empty text.
    package func textUnlessEmpty(
        of cell: JSONValue, linkedName: (String) -> String?
    ) -> String? {
        let text = text(of: cell, linkedName: linkedName)
        return text.isEmpty && cell.array?.isEmpty ?? true ? nil : text
    }

    private func text(
        of cell: JSONValue, _ kind: Kind, _ linkedName: (String) -> String?
    ) -> String {
        if let problem = Self.problem(cell) { return problem }
        switch kind {
        case .computed(let result):
            guard let items = cell.array else { return text(of: cell, result, linkedName) }
            return list(items, result, linkedName)
        case .lookup(let result): return list(cell.array ?? [cell], result, linkedName)
        case .links: return list(cell.array ?? [cell], .links, linkedName)
        default: break
        }
        guard let items = cell.array else { return single(cell, kind, linkedName) }
        return items.compactMap { $0.isNull ? nil : single($0, kind, linkedName) }
            .joined(separator: ", ")
    }

    private static func problem(_ cell: JSONValue) -> String? {
        cell["error"]?.string ?? cell["specialValue"]?.string
    }

    /// Texts of linked records' cells, with commas between them; those that are null have none.
    private func list(
        _ items: [JSONValue], _ kind: Kind, _ linkedName: (String) -> String?
    ) -> String {
        let texts = items.filter { !$0.isNull }.map { item in
            let text =
                kind.isList ? single(item, kind, linkedName) : text(of: item, kind, linkedName)
            return kind.needsQuotes && text.utf8.contains(UInt8(ascii: ",")) ? quoted(text) : text
        }
        return texts.joined(separator: ", ")
    }

    /// In double quotes, with those inside doubled; a quote and a mark behind it are one character, but two
    /// scalars.
    private func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { output += "\"" }
            output.unicodeScalars.append(scalar)
        }
        return output + "\""
    }

    private func single(
        _ cell: JSONValue, _ kind: Kind, _ linkedName: (String) -> String?
    ) -> String {
        if let problem = Self.problem(cell) { return problem }
        switch (kind, cell) {
        case (_, .null): return ""
        case (.checkbox, .bool(let isChecked)): return isChecked ? "checked" : ""
        case (.number(let precision), .number(let number)):
            return DecimalText.fixed(number.literal, precision)
        case (.percent(let precision), .number(let number)):
            return DecimalText.fixed(number.literal, precision, shift: 2) + "%"
        case (.currency(let precision, let symbol), .number(let number)):
            let text = DecimalText.fixed(number.literal, precision)
            return text.hasPrefix("-") ? "-" + symbol + text.dropFirst() : symbol + text
        case (.duration(let format), .number(let number)): return format.text(number.double)
        case (.date(let pattern?, let hasTime), .string(let text)):
            guard let date = FormulaDate(parsing: text) else { return text }
            return pattern.text(of: date, in: hasTime ? timeZone : .utc)
        case (.links, .string(let id)): return linkedName(id) ?? id
        case (.links, .object(let link)):
            let id = link["id"]?.string ?? ""
            return link["name"]?.string ?? linkedName(id) ?? id
        case (.attachments, .object(let file)):
            return "\(file["filename"]?.string ?? "") (\(file["url"]?.string ?? ""))"
        default: return shown(cell)
        }
    }

    /// What a value shows without any options.
    private func shown(_ cell: JSONValue) -> String {
        switch cell {
        case .null: return ""
        case .string(let text): return text
        case .number(let number): return number.literal
        case .bool(let isChecked): return isChecked ? "checked" : ""
        case .array(let items): return items.map(shown).joined(separator: ", ")
        case .object(let object):
            // Collaborators and choices, barcodes, buttons, AI texts.
            for name in ["name", "text", "label", "email"] {
                if let text = object[name]?.string { return text }
            }
            if object["state"] != nil { return object["value"]?.string ?? "" }
            return object["id"]?.string ?? cell.text
        }
    }
}

extension CellTextFormat.Kind {
    /// Whether a cell of this kind is a list, of which a lookup has the items one by one.
    fileprivate var isList: Bool {
        switch self {
        case .links, .attachments: true
        default: false
        }
    }

    /// Whether a comma in the text could be taken for one between texts.
    fileprivate var needsQuotes: Bool {
        switch self {
        // Numbers have no commas; those of file names are not quoted in cells of attachments either.
        case .checkbox, .number, .percent, .currency, .duration, .attachments: false
        case .plain, .date, .links, .computed, .lookup: true
        }
    }
}
