import AirtableAPI

/// The texts that a cell with several values, or with an object, shows.
struct CellTexts {
    private let names: LinkedNames.Reader
    private let linkedTable: TableID?
    let isStructured: Bool

    /// - Parameter shown: `StoredField.shown`.
    init(_ shown: FieldConfiguration, names: LinkedNames.Reader) {
        self.names = names
        if case .links(let options) = shown.options {
            linkedTable = options.linkedTableID
        } else {
            linkedTable = nil
        }
        isStructured = [.list, .object, .any].contains(ColumnType(shown))
    }

    func texts(of cell: JSONValue) throws -> [String] {
        switch cell {
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
