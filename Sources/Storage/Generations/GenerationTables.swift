import AirtableAPI
import FoundationEssentials

/// The SQL tables in which a generation describes itself.
enum GenerationTables {
    /// The layout of the file. One of another layout is not opened but built anew.
    static let layout = "5"

    static let sql = """
        CREATE TABLE aircache_base (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE aircache_tables (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL,
            sql_name TEXT NOT NULL, record_count INTEGER NOT NULL, last_key INTEGER NOT NULL,
            has_gaps INTEGER NOT NULL, is_in_id_order INTEGER NOT NULL, key_epoch INTEGER NOT NULL,
            version INTEGER NOT NULL, changed_at REAL NOT NULL);
        CREATE TABLE aircache_fields (
            table_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
            name TEXT NOT NULL, key TEXT NOT NULL, column_name TEXT NOT NULL, type TEXT NOT NULL);
        CREATE TABLE aircache_views (
            table_id TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL,
            name TEXT NOT NULL, type TEXT NOT NULL);
        CREATE TABLE aircache_changes (
            sequence INTEGER PRIMARY KEY, at REAL NOT NULL, type TEXT NOT NULL, table_id TEXT,
            record_id TEXT, detail TEXT NOT NULL);
        """

    // MARK: Reading

    /// The commit that the connection sees: the first read of its transaction.
    static func commit(_ connection: SQLiteConnection) throws(StorageError) -> Int64 {
        let row = try connection.statement(
            "SELECT CAST(value AS INTEGER) FROM aircache_base WHERE name = 'commit'")
        defer { row.reset() }
        guard try row.step() else { throw notAGeneration() }
        return row.integer(0)
    }

    /// - Parameter base: nil for whichever base the file is of.
    /// - Throws: `StorageError.corrupt` for what is no generation of that base and layout.
    static func read(
        _ connection: SQLiteConnection, base: BaseID? = nil
    ) throws -> GenerationContents {
        let values = try values(connection)
        guard values["layout"] == layout, base == nil || values["base"] == base?.rawValue,
            let name = values["name"], let schemaText = values["schema"],
            let builtAt = values["built_at"].flatMap(Double.init),
            let syncedAt = values["synced_at"].flatMap(Double.init),
            let commit = values["commit"].flatMap(Int64.init),
            let floor = values["log_floor"].flatMap(Int64.init)
        else { throw notAGeneration() }
        let schema = try BaseSchema(parsing: Array(schemaText.utf8))
        var position: PayloadPosition?
        if let webhook = values["webhook"], let cursor = values["cursor"].flatMap({ Int($0) }) {
            position = PayloadPosition(webhook: WebhookID(webhook), cursor: cursor)
        }
        return GenerationContents(
            baseName: name, builtAt: Date(timeIntervalSince1970: builtAt),
            syncedAt: Date(timeIntervalSince1970: syncedAt), schema: schema,
            tables: try tables(connection, schema), commit: commit, position: position,
            logFloor: floor)
    }

    private static func notAGeneration() -> StorageError {
        StorageError(
            .corrupt, "A file is not a generation of this base in the present layout.",
            hint: "Ask for a refresh: it builds a new one.")
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
        _ connection: SQLiteConnection, _ schema: BaseSchema
    ) throws(StorageError) -> [StoredTable] {
        let row = try SQLiteStatement(
            connection,
            """
            SELECT id, number, record_count, last_key, has_gaps, is_in_id_order, key_epoch,
                version, changed_at
            FROM aircache_tables
            """)
        var numbers: [TableID: Int] = [:]
        var known: [TableID: StoredTable.Counters] = [:]
        while try row.step() {
            let id = TableID(row.text(0) ?? "")
            numbers[id] = Int(row.integer(1))
            known[id] = StoredTable.Counters(
                recordCount: Int(row.integer(2)), version: row.integer(7),
                changedAt: Date(timeIntervalSince1970: row.real(8)),
                keys: RecordKeys(
                    last: row.integer(3), hasGaps: row.integer(4) == 1,
                    isInIDOrder: row.integer(5) == 1, epoch: Int(row.integer(6))))
        }
        var tables: [StoredTable] = []
        for table in TableLayout(schema, numbers: numbers).tables {
            guard let counters = known[table.schema.id] else {
                throw StorageError(.corrupt, "A generation lacks the table '\(table.schema.id)'.")
            }
            tables.append(StoredTable(table, counters))
        }
        return tables
    }

    // MARK: Writing

    /// Writes everything but the log, in place of what was there.
    static func write(
        _ contents: GenerationContents, base: BaseID, number: Int, _ connection: SQLiteConnection
    ) throws(StorageError) {
        try connection.execute(
            """
            DELETE FROM aircache_base; DELETE FROM aircache_tables; DELETE FROM aircache_fields;
            DELETE FROM aircache_views;
            """)
        for (name, text) in [
            ("layout", layout), ("base", base.rawValue), ("number", String(number)),
            ("name", contents.baseName),
            ("built_at", String(contents.builtAt.timeIntervalSince1970)),
            ("schema", contents.schema.json.text),
        ] {
            try set(name, text, connection)
        }
        try writeProgress(contents, connection)
        for table in contents.tables {
            try write(table, connection)
            try writeMembers(of: table, connection)
        }
    }

    /// Writes what moves with every commit: the commit's number, the age, the position, the floor.
    static func writeProgress(
        _ contents: GenerationContents, _ connection: SQLiteConnection
    ) throws(StorageError) {
        try set("commit", String(contents.commit), connection)
        try set("synced_at", String(contents.syncedAt.timeIntervalSince1970), connection)
        try set("log_floor", String(contents.logFloor), connection)
        guard let position = contents.position else {
            try connection.execute("DELETE FROM aircache_base WHERE name IN ('webhook', 'cursor')")
            return
        }
        try set("webhook", position.webhook.rawValue, connection)
        try set("cursor", String(position.cursor), connection)
    }

    /// Writes a table's row.
    static func write(
        _ table: StoredTable, _ connection: SQLiteConnection
    ) throws(StorageError) {
        let row = try connection.statement(
            "INSERT OR REPLACE INTO aircache_tables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        row.bind(1, Int64(table.number))
        row.bind(2, table.id.rawValue)
        row.bind(3, table.name)
        row.bind(4, table.key)
        row.bind(5, table.sqlName)
        row.bind(6, Int64(table.recordCount))
        row.bind(7, table.keys.last)
        row.bind(8, Int64(table.keys.hasGaps ? 1 : 0))
        row.bind(9, Int64(table.keys.isInIDOrder ? 1 : 0))
        row.bind(10, Int64(table.keys.epoch))
        row.bind(11, table.version)
        row.bind(12, table.changedAt.timeIntervalSince1970)
        try row.run()
    }

    private static func set(
        _ name: String, _ text: String, _ connection: SQLiteConnection
    ) throws(StorageError) {
        let value = try connection.statement("INSERT OR REPLACE INTO aircache_base VALUES (?, ?)")
        value.bind(1, name)
        value.bind(2, text)
        try value.run()
    }

    private static func writeMembers(
        of table: StoredTable, _ connection: SQLiteConnection
    ) throws(StorageError) {
        let field = try connection.statement(
            "INSERT INTO aircache_fields VALUES (?, ?, ?, ?, ?, ?, ?)")
        for (position, item) in table.fields.enumerated() {
            field.bind(1, table.id.rawValue)
            field.bind(2, Int64(position))
            let texts = [
                item.id.rawValue, item.name, item.key, item.columnName, item.schema.type.rawValue,
            ]
            for (index, text) in texts.enumerated() { field.bind(Int32(index + 3), text) }
            try field.run()
        }
        let view = try connection.statement("INSERT INTO aircache_views VALUES (?, ?, ?, ?, ?)")
        for (position, item) in table.schema.views.enumerated() {
            view.bind(1, table.id.rawValue)
            view.bind(2, Int64(position))
            for (index, text) in [item.id.rawValue, item.name, item.type].enumerated() {
                view.bind(Int32(index + 3), text)
            }
            try view.run()
        }
    }
}
