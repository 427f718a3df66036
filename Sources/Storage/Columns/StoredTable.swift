package import AirtableAPI
package import FoundationEssentials

/// A table of a generation: its schema, its names, and how far it has moved.
package struct StoredTable: Sendable {
    package let schema: TableSchema
    /// The short name for URLs: `[a-z0-9]` only, unique in the base.
    package let key: String
    /// The name of the SQL table with the typed columns.
    package let sqlName: String
    /// The table's place in the schema, from 0; part of the name of the table with the bodies.
    package let number: Int
    package let fields: [StoredField]
    package let recordCount: Int
    /// Moves with every commit that alters the table's records or its schema.
    package let version: Int64
    /// When the version moved last.
    package let changedAt: Date
    /// The largest record key in the file. Equal to `recordCount` when keys have no gap.
    let lastKey: Int64
    /// Whether Airtable sent the records in ascending order of their ids, as it usually does.
    let isInIDOrder: Bool
    /// SHA-256 over the records as they came.
    let digest: String

    package var id: TableID { schema.id }
    package var name: String { schema.name }

    /// The field of that id, or else of exactly that name.
    package func field(idOrName: String) -> StoredField? {
        fields.first { $0.schema.id.rawValue == idOrName }
            ?? fields.first { $0.schema.name == idOrName }
    }

    var bodiesName: String { "aircache_records_\(number)" }
}

/// A field of a table and its column.
package struct StoredField: Sendable {
    package let schema: FieldSchema
    /// The short name: `[a-z0-9]` only, unique in the table.
    package let key: String
    package let columnName: String
    package let columnType: ColumnType

    package var id: FieldID { schema.id }
    package var name: String { schema.name }
}

/// The names of a base's tables and fields in SQL and in URLs, made from its schema alone.
struct TableLayout: Sendable {
    struct Table: Sendable {
        let schema: TableSchema
        let number: Int
        let key: String
        let sqlName: String
        let fields: [StoredField]

        var bodiesName: String { "aircache_records_\(number)" }
    }

    let tables: [Table]

    /// Columns that each SQL table has besides its fields.
    static let recordKeyColumn = "aircache_key"
    static let recordIDColumn = "id"
    static let createdTimeColumn = "createdTime"

    init(_ schema: BaseSchema) {
        let named = schema.tables.map { (id: $0.id.rawValue, name: $0.name) }
        let keys = Naming.keys(named)
        let sqlNames = Naming.sqlNames(named, reserved: []) { name in
            name.hasPrefix("sqlite_") || name.hasPrefix("aircache_")
        }
        tables = schema.tables.enumerated().map { number, table in
            Table(
                schema: table, number: number, key: keys[number], sqlName: sqlNames[number],
                fields: Self.fields(table))
        }
    }

    private static func fields(_ table: TableSchema) -> [StoredField] {
        let named = table.fields.map { (id: $0.id.rawValue, name: $0.name) }
        let keys = Naming.keys(named)
        let reserved = [recordKeyColumn, recordIDColumn, createdTimeColumn]
        let columns = Naming.sqlNames(named, reserved: reserved) { _ in false }
        return table.fields.enumerated().map { index, field in
            StoredField(
                schema: field, key: keys[index], columnName: columns[index],
                columnType: ColumnType(field.configuration))
        }
    }
}
