import AirtableAPI
import FormulaLanguage

/// The texts that a cell with several values, or with an object, shows.
struct CellTexts {
    private let names: LinkedNames.Reader
    private let linkedTable: TableID?
    /// How the values of a lookup are written; nil where they show themselves.
    private let format: CellTextFormat?
    let isStructured: Bool

    init(_ field: StoredField, names: LinkedNames.Reader) {
        let shown = field.shown
        self.names = names
        switch shown.type {
        // The address of a file is no part of the order.
        case .multipleRecordLinks, .multipleAttachments, .multipleLookupValues: format = nil
        default: format = field.isLookup ? CellText().format(for: shown) : nil
        }
        if case .links(let options) = shown.options {
            linkedTable = options.linkedTableID
        } else {
            linkedTable = nil
        }
        isStructured = [.list, .object, .any].contains(ColumnType(shown))
    }

    func texts(of cell: JSONValue) throws -> [String] {
        if let format, !cell.isNull, cell.array == nil {
            return [format.text(of: cell) { _ in nil }]
        }
        return switch cell {
        case .null: []
        case .bool(let flag): flag ? ["1"] : []
        case .number(let number): [number.literal]
        case .string(let text):
            if let linkedTable {
                [try names.name(of: text, in: linkedTable) ?? text]
            } else {
                [text]
            }
        case .array(let items): try items.flatMap { try texts(of: $0) }
        case .object(let object):
            Self.members.lazy.compactMap { object[$0]?.string }.first.map { [$0] } ?? []
        }
    }

    /// The member that shows, of people, attachments, barcodes, buttons and AI texts.
    private static let members = ["name", "filename", "text", "label", "value", "email", "id"]
}
