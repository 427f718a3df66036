package import AirtableAPI

/// Makes formula values of one field's cells as the API sends them. What the field's configuration
/// says is read once.
package struct FormulaCellReader: Sendable {
    private let content: Content

    private indirect enum Content: Sendable {
        case text, number, checkbox, date, links, collaborator, attachments, barcode, button, aiText
        /// Selects and lookups: an array, empty where the cell is.
        case array(Content)
        /// The configuration does not say; the cell itself does.
        case unknown
    }

    package init(_ configuration: FieldConfiguration) {
        content = Self.content(configuration, depth: 0)
    }

    private static func content(_ configuration: FieldConfiguration, depth: Int) -> Content {
        switch configuration.type {
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber, .singleSelect,
            .externalSyncSource, .manualSort:
            return .text
        case .number, .currency, .percent, .duration, .rating, .autoNumber, .count: return .number
        case .checkbox: return .checkbox
        case .date, .dateTime, .createdTime, .lastModifiedTime: return .date
        case .multipleSelects: return .array(.text)
        case .multipleRecordLinks: return .array(.links)
        case .multipleCollaborators: return .array(.collaborator)
        case .singleCollaborator, .createdBy, .lastModifiedBy: return .collaborator
        case .multipleAttachments: return .array(.attachments)
        case .barcode: return .barcode
        case .button: return .button
        case .aiText: return .aiText
        case .formula, .rollup:
            // A result never is a formula; the depth guards against a schema that says so.
            guard let result = configuration.result, depth < 4 else { return .unknown }
            return content(result, depth: depth + 1)
        case .multipleLookupValues:
            guard let result = configuration.result, depth < 4 else { return .array(.unknown) }
            let inner = content(result, depth: depth + 1)
            if case .array = inner { return inner }
            return .array(inner)
        default: return .unknown
        }
    }

    /// What binding a formula needs to know of the field.
    var boundKind: BoundNode.Kind {
        switch content {
        case .text, .collaborator, .barcode, .button, .aiText: .text
        case .number, .checkbox: .number
        default: .other
        }
    }

    /// The value of a cell; nil and null are empty cells.
    ///
    /// - Parameter linkedName: the text of a linked record's primary field by the record's id; nil
    ///   where the record is not known, which then goes by its id.
    package func value(
        _ cell: JSONValue?, linkedName: (String) -> String?
    ) -> FormulaValue {
        Self.value(cell, content, linkedName)
    }

    private static func value(
        _ cell: JSONValue?, _ content: Content, _ linkedName: (String) -> String?
    ) -> FormulaValue {
        guard let cell, !cell.isNull else {
            if case .array = content { return .array([]) }
            return .blank
        }
        switch cell {
        case .array(let items):
            var element = content
            if case .array(let inner) = content { element = inner }
            return .array(items.map { Self.element($0, element, linkedName) })
        case .string(let text): return value(text, content, linkedName)
        case .number(let number): return .number(number.double)
        case .bool(let boolean): return FormulaValue(checkbox: boolean)
        case .object(let object): return value(object, content)
        case .null: return .blank
        }
    }

    /// An element of an array: a cleared checkbox is false there, not nothing.
    private static func element(
        _ item: JSONValue, _ content: Content, _ linkedName: (String) -> String?
    ) -> FormulaValue {
        if let boolean = item.bool { return .boolean(boolean) }
        return value(item, content, linkedName)
    }

    private static func value(
        _ text: String, _ content: Content, _ linkedName: (String) -> String?
    ) -> FormulaValue {
        switch content {
        case .date: return FormulaDate(parsing: text).map { .date($0) } ?? .text(text)
        case .links:
            let name = linkedName(text) ?? text
            // Airtable quotes a name that the comma between names would cut.
            return .text(name.utf8.contains(UInt8(ascii: ",")) ? "\"\(name)\"" : name)
        case .array(let inner): return .array([value(text, inner, linkedName)])
        default: return .text(text)
        }
    }

    private static func value(_ object: JSONObject, _ content: Content) -> FormulaValue {
        if object["error"] != nil { return .error(.cell) }
        if let special = object["specialValue"]?.string {
            switch special {
            case "Infinity": return .number(.infinity)
            case "-Infinity": return .number(-.infinity)
            default: return .number(.nan)
            }
        }
        switch content {
        case .barcode: return FormulaValue(text: object["text"]?.string)
        case .button: return FormulaValue(text: object["label"]?.string)
        case .aiText: return FormulaValue(text: object["value"]?.string)
        case .collaborator: return FormulaValue(text: collaborator(object))
        case .attachments: return FormulaValue(text: attachment(object))
        default:
            let text =
                attachment(object) ?? collaborator(object) ?? object["text"]?.string
                ?? object["label"]?.string ?? object["value"]?.string
            return FormulaValue(text: text)
        }
    }

    private static func collaborator(_ object: JSONObject) -> String? {
        object["name"]?.string ?? object["email"]?.string ?? object["id"]?.string
    }

    private static func attachment(_ object: JSONObject) -> String? {
        guard let name = object["filename"]?.string else { return nil }
        guard let url = object["url"]?.string else { return name }
        return "\(name) (\(url))"
    }
}

extension FormulaValue {
    /// The value of one cell. For many cells of a field keep a `FormulaCellReader`.
    package init(
        cell: JSONValue?, configuration: FieldConfiguration, linkedName: (String) -> String?
    ) {
        self = FormulaCellReader(configuration).value(cell, linkedName: linkedName)
    }
}
