import AirtableAPI
import FormulaLanguage

/// A field whose cells the simulator computes when a source of theirs changes.
///
/// Formulas are only joined texts: `&`, literals and fields. Every other formula keeps the value
/// that was loaded.
struct ComputedField: Sendable {
    enum Kind: Sendable {
        case count
        /// Values of a field of the linked records, one after the other.
        case lookup(FieldID)
        /// The same as a sum, or as one text.
        case rollup(FieldID, isSum: Bool)
        case formula(Expression)
        /// The fields that are watched; nil for all that are not computed.
        case lastModifiedTime([FieldID]?)
    }

    let table: TableID
    let id: FieldID
    let kind: Kind
    /// The fields of the same table that the cells depend on.
    let sources: Set<FieldID>
    /// The field with the links, of count, lookup and rollup.
    let link: FieldID?

    /// Nil for what is not computed here.
    init?(_ field: FieldSchema, in table: TableSchema) {
        self.table = table.id
        id = field.id
        switch field.options {
        case .count(_, let link?):
            kind = .count
            self.link = link
            sources = [link]
        case .lookup(let options):
            guard let link = options.recordLinkFieldID, let value = options.fieldIDInLinkedTable
            else { return nil }
            kind = .lookup(value)
            self.link = link
            sources = [link]
        case .rollup(let options):
            guard let link = options.recordLinkFieldID, let value = options.fieldIDInLinkedTable
            else { return nil }
            kind = .rollup(value, isSum: options.result.map { Self.isNumber($0.type) } ?? false)
            self.link = link
            sources = [link]
        case .formula(let options):
            guard let expression = options.formula.flatMap({ try? Parser.parse($0) }),
                Self.isJoin(expression)
            else { return nil }
            kind = .formula(expression)
            link = nil
            sources = Set(
                expression.fieldNames.compactMap { table.field(idOrName: $0)?.id })
        case .lastModifiedTime(_, let fields, _):
            let watched = fields.flatMap { $0.isEmpty ? nil : $0 }
            kind = .lastModifiedTime(watched)
            link = nil
            sources = Set(watched ?? table.fields.filter { !$0.type.isComputed }.map(\.id))
        default: return nil
        }
    }

    /// Whether its cells follow only what people change, not what is computed.
    var followsEditsOnly: Bool {
        if case .lastModifiedTime = kind { true } else { false }
    }

    private static func isNumber(_ type: FieldType) -> Bool {
        [.number, .percent, .currency, .duration, .rating, .count, .autoNumber].contains(type)
    }

    private static func isJoin(_ expression: Expression) -> Bool {
        switch expression {
        case .number, .text, .field: true
        case .binary(.concatenate, let left, let right): isJoin(left) && isJoin(right)
        default: false
        }
    }
}

/// Computes one cell from the cells that it depends on.
enum ComputedCell {
    /// A cell as it stands in a text.
    static func text(_ cell: JSONValue?) -> String {
        switch cell {
        case .string(let text)?: text
        case .number(let number)?: number.literal
        case .bool(let flag)?: flag ? "1" : ""
        case .array(let items)?: items.map { text($0) }.joined(separator: ", ")
        case .object(let object)?: text(object["name"] ?? object["text"])
        case .null?, nil: ""
        }
    }

    static func sum(_ values: [JSONValue]) -> JSONValue {
        .number(JSONNumber(values.compactMap { $0.number?.double }.reduce(0, +)))
    }

    static func formula(_ expression: Expression, _ cell: (String) -> JSONValue?) -> String {
        switch expression {
        case .number(let value): JSONNumber(value).literal
        case .text(let text): text
        case .field(let name, _): text(cell(name))
        case .binary(_, let left, let right): formula(left, cell) + formula(right, cell)
        case .unary, .call: preconditionFailure("only joined texts are computed")
        }
    }
}
