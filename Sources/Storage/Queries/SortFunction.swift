import AirtableAPI
import GRDBSQLite

/// A cell as a value that SQLite sorts as Airtable sorts the field's cells.
///
/// Choices sort by their position, several choices one after the other; links and lookups by the
/// texts that they show, joined, whatever is looked up; people by name; attachments by file name.
/// Errors sort as empty cells.
final class SortFunction: RowFunction {
    private let field: StoredField
    private let bodies: BodyCells
    private let texts: CellTexts
    private let positions: [String: Int64]
    private let hasSeveralChoices: Bool
    /// Whether a text may be the JSON of an error or of a list.
    private let isComputed: Bool

    init(_ field: StoredField, of table: StoredTable, names: LinkedNames.Reader) {
        self.field = field
        bodies = BodyCells(table, names.connection)
        texts = CellTexts(field, names: names)
        isComputed = field.schema.configuration.result != nil || field.columnType == .any
        hasSeveralChoices = field.columnType == .list
        if !field.isLookup, case .choices(let choices) = field.shown.options {
            positions = Dictionary(
                choices.enumerated().map { ($1.name, Int64($0)) }
            ) { first, _ in first }
        } else {
            positions = [:]
        }
    }

    /// The call in SQL over the table with the typed columns, `t`, when the function has that number.
    static func sql(_ number: Int, _ field: StoredField) -> String {
        let key = field.holdsTextOrJSON ? ", t.aircache_key" : ""
        return "aircache_row(\(number), t.\(SQLIdentifier.quoted(field.columnName))\(key))"
    }

    func result(of arguments: RowArguments) throws -> SQLValue {
        switch arguments.type(0) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(arguments.integer(0))
        case SQLITE_FLOAT: return .real(arguments.real(0))
        default:
            let mayBeJSON = isComputed || texts.isStructured
            guard mayBeJSON, let json = arguments.withText(0, { BodyCells.json($0) }) else {
                return arguments.withText(0) { text($0) }
            }
            guard field.holdsTextOrJSON else { return try structured(json) }
            return try value(of: bodies.cell(field, of: arguments.integer(1)) ?? .null)
        }
    }

    private func value(of cell: JSONValue) throws -> SQLValue {
        guard case .string(var text) = cell else { return try structured(cell) }
        return text.withUTF8 { self.text($0) }
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>) -> SQLValue {
        if !positions.isEmpty,
            let position = positions[String(decoding: bytes, as: UTF8.self)]
        {
            return .integer(position)
        }
        return bytes.isEmpty ? .null : .blob(SortText.bytes(bytes))
    }

    private func structured(_ cell: JSONValue) throws -> SQLValue {
        if case .object(let object) = cell {
            if object["error"] != nil { return .null }
            if let special = object["specialValue"]?.string {
                switch special {
                case "Infinity": return .real(.infinity)
                case "-Infinity": return .real(-.infinity)
                default: return .null
                }
            }
        }
        if hasSeveralChoices, !positions.isEmpty, let items = cell.array {
            return items.isEmpty ? .null : .blob(choices(items))
        }
        let texts = try texts.texts(of: cell)
        return texts.isEmpty ? .null : .blob(SortText.bytes(texts.joined(separator: ", ")))
    }

    /// Four bytes for each choice; one that the field no longer has comes after all others.
    private func choices(_ items: [JSONValue]) -> [UInt8] {
        var output: [UInt8] = []
        for item in items {
            let position = item.string.flatMap { positions[$0] }.map { UInt32($0) } ?? .max
            withUnsafeBytes(of: position.bigEndian) { output.append(contentsOf: $0) }
        }
        return output
    }
}

extension StoredField {
    var isLookup: Bool { schema.type == .multipleLookupValues }

    /// What the cells show: the result of a computed field, the field itself otherwise.
    var shown: FieldConfiguration {
        switch schema.type {
        case .formula, .rollup, .multipleLookupValues, .createdTime, .lastModifiedTime:
            schema.configuration.result ?? schema.configuration
        default: schema.configuration
        }
    }
}
