import AirtableAPI
import FoundationEssentials

/// The tables in which a generation describes itself, and reading them.
struct GenerationDescription {
    /// The layout of the file. One of another layout is not opened but built anew.
    static let layout = "1"

    static let sql = """
        CREATE TABLE aircache_base (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE aircache_tables (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL,
            sql_name TEXT NOT NULL, record_count INTEGER NOT NULL, last_key INTEGER NOT NULL,
            is_in_id_order INTEGER NOT NULL, version INTEGER NOT NULL, changed_at REAL NOT NULL,
            digest TEXT NOT NULL);
        CREATE TABLE aircache_fields (
            table_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
            name TEXT NOT NULL, key TEXT NOT NULL, column_name TEXT NOT NULL, type TEXT NOT NULL);
        CREATE TABLE aircache_views (
            table_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
            name TEXT NOT NULL, type TEXT NOT NULL);
        """

    let name: String
    let syncedAt: Date
    let schema: BaseSchema
    let tables: [StoredTable]

    /// - Throws: `StorageError.corrupt` for what is no generation of that base and layout.
    init(_ connection: SQLiteConnection, base: BaseID) throws {
        let values = try Self.values(connection)
        guard values["layout"] == Self.layout, values["base"] == base.rawValue,
            let name = values["name"], let schemaText = values["schema"],
            let syncedAt = values["synced_at"].flatMap(Double.init)
        else {
            throw StorageError(
                .corrupt, "A file is not a generation of '\(base)' in the present layout.",
                hint: "Ask for a refresh: it builds a new one.")
        }
        self.name = name
        self.syncedAt = Date(timeIntervalSince1970: syncedAt)
        schema = try BaseSchema(parsing: Array(schemaText.utf8))
        tables = try Self.tables(connection, TableLayout(schema))
    }

    private static func values(_ connection: SQLiteConnection) throws(StorageError)
        -> [String: String]
    {
        var values: [String: String] = [:]
        let rows = try SQLiteStatement(connection, "SELECT name, value FROM aircache_base")
        while try rows.step() {
            if let name = rows.text(0) { values[name] = rows.text(1) }
        }
        return values
    }

    private static func tables(
        _ connection: SQLiteConnection, _ layout: TableLayout
    ) throws(StorageError) -> [StoredTable] {
        let row = try SQLiteStatement(
            connection,
            """
            SELECT record_count, last_key, is_in_id_order, version, changed_at, digest
            FROM aircache_tables WHERE number = ?
            """)
        var tables: [StoredTable] = []
        for table in layout.tables {
            row.bind(1, Int64(table.number))
            guard try row.step() else {
                throw StorageError(.corrupt, "A generation lacks the table '\(table.schema.id)'.")
            }
            tables.append(
                StoredTable(
                    schema: table.schema, key: table.key, sqlName: table.sqlName,
                    number: table.number, fields: table.fields,
                    recordCount: Int(row.integer(0)), version: row.integer(3),
                    changedAt: Date(timeIntervalSince1970: row.real(4)), lastKey: row.integer(1),
                    isInIDOrder: row.integer(2) == 1, digest: row.text(5) ?? ""))
            row.reset()
        }
        return tables
    }
}
