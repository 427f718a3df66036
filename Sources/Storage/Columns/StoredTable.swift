package import AirtableAPI
package import FoundationEssentials

/// A table of a generation: its schema, its names, and how far it has moved.
package struct StoredTable: Sendable {
    package let schema: TableSchema
    /// The short name for URLs: `[a-z0-9]` only, unique in the base.
    package let key: String
    /// The name of the SQL table with the typed columns.
    package let sqlName: String
    /// Part of the name of the table with the bodies; a table keeps it as long as the file lives.
    package let number: Int
    package let fields: [StoredField]
    package internal(set) var recordCount: Int
    /// Moves with every commit that alters the table's records or its schema: the number of the
    /// generation in the upper 32 bits, that of its commit in the lower ones.
    package internal(set) var version: Int64
    /// When the version moved last.
    package internal(set) var changedAt: Date
    /// Whether any of its cells may name attachments.
    package let mayHoldAttachments: Bool
    /// Where the records lie in the file, and in what order.
    var keys: RecordKeys
    /// The query for one record by its id. It is asked for more often than anything else.
    let recordSQL: String
    /// The same for a record whose key may be known: the key finds the row, the id proves it.
    let knownRecordSQL: String

    /// What a table has beside its schema and the names that follow from it.
    struct Counters: Sendable {
        var recordCount = 0
        var version: Int64
        var changedAt: Date
        var keys = RecordKeys()
    }

    init(_ layout: TableLayout.Table, _ counters: Counters) {
        schema = layout.schema
        key = layout.key
        sqlName = layout.sqlName
        number = layout.number
        fields = layout.fields
        mayHoldAttachments = fields.contains { $0.schema.configuration.mayHoldAttachments }
        recordCount = counters.recordCount
        version = counters.version
        changedAt = counters.changedAt
        keys = counters.keys
        let bodies = TableLayout.bodiesName(layout.number)
        recordSQL = "SELECT body, attachments, key FROM \(bodies) WHERE id = ?"
        // The plus keeps SQLite from using the index over ids.
        knownRecordSQL = "SELECT body, attachments FROM \(bodies) WHERE key = ? AND +id = ?"
    }

    var counters: Counters {
        Counters(
            recordCount: recordCount, version: version, changedAt: changedAt, keys: keys)
    }

    package var id: TableID { schema.id }
    package var name: String { schema.name }

    /// The field of that id, or else of exactly that name.
    package func field(idOrName: String) -> StoredField? {
        fields.first { $0.schema.id.rawValue == idOrName }
            ?? fields.first { $0.schema.name == idOrName }
    }

    /// Whether a plain list finds a record by its place without walking over those before.
    package var skipsFreely: Bool { !keys.hasGaps }

    var bodiesName: String { TableLayout.bodiesName(number) }
    var quotedSQLName: String { SQLIdentifier.quoted(sqlName) }
}

/// The integer keys of a table's records: they ascend in Airtable's order of the records.
struct RecordKeys: Hashable, Sendable {
    /// Keys of a fresh file are this far apart, so that a new record finds its place between others.
    static let stride: Int64 = 1 << 20

    /// The largest key in the table.
    var last: Int64 = 0
    /// Whether the nth record no longer has the key n × `stride`.
    var hasGaps = false
    /// Whether Airtable sent the records in ascending order of their ids, as it usually does.
    var isInIDOrder = true
    /// Moves when all records of the table get new keys.
    var epoch = 0
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
    }

    let tables: [Table]

    static func bodiesName(_ number: Int) -> String { "aircache_records_\(number)" }

    /// Columns that each SQL table has besides its fields.
    static let recordKeyColumn = "aircache_key"
    static let recordIDColumn = "id"
    static let createdTimeColumn = "createdTime"

    /// - Parameter numbers: those of tables that the file has already.
    init(_ schema: BaseSchema, numbers: [TableID: Int] = [:]) {
        let named = schema.tables.map { (id: $0.id.rawValue, name: $0.name) }
        let keys = Naming.keys(named)
        let sqlNames = Naming.sqlNames(named, reserved: []) { name in
            name.hasPrefix("sqlite_") || name.hasPrefix("aircache_")
        }
        var next = (numbers.values.max() ?? -1) + 1
        tables = schema.tables.enumerated().map { index, table in
            let number = numbers[table.id] ?? next
            if numbers[table.id] == nil { next += 1 }
            return Table(
                schema: table, number: number, key: keys[index], sqlName: sqlNames[index],
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
