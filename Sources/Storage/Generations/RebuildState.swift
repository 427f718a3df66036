import AirtableAPI
import FoundationEssentials

/// The open file of a rebuild and its tables.
struct RebuildState {
    private var connection: SQLiteConnection?
    private var writers: [TableWriter] = []
    private var positions: [TableID: Int] = [:]
    /// Whether the file is still this rebuild's to remove.
    private var isOpen = true

    init(path: String, layout: TableLayout) throws {
        let connection = try SQLiteConnection(path: path, access: .create)
        try connection.execute(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA cache_size = -\(StorageLimits.rebuildCacheKiB);
            BEGIN;
            """)
        try connection.execute(GenerationDescription.sql)
        for table in layout.tables {
            positions[table.schema.id] = writers.count
            writers.append(try TableWriter(table, connection))
        }
        self.connection = connection
    }

    func insert(_ page: RecordPage, table: TableID) throws {
        try writer(table).write(page)
    }

    func restart(table: TableID) throws {
        try writer(table).restart(try open())
    }

    func index() throws {
        let connection = try open()
        for writer in writers { try writer.index(connection) }
    }

    /// Writes what the generation says of itself, and commits.
    func describe(_ rebuild: Rebuild, base: BaseID, at now: Date) throws {
        let connection = try open()
        let value = try connection.statement("INSERT INTO aircache_base VALUES (?, ?)")
        for (name, text) in [
            ("layout", GenerationDescription.layout), ("base", base.rawValue),
            ("name", rebuild.baseName), ("number", String(rebuild.number)),
            ("synced_at", String(rebuild.startedAt.timeIntervalSince1970)),
            ("schema", rebuild.schema.json.text),
        ] {
            value.bind(1, name)
            value.bind(2, text)
            try value.run()
        }
        for writer in writers {
            try describe(writer, rebuild, connection, now)
            try describeMembers(writer.table, connection)
        }
        try connection.execute("COMMIT")
    }

    private func describe(
        _ writer: TableWriter, _ rebuild: Rebuild, _ connection: SQLiteConnection, _ now: Date
    ) throws {
        let table = writer.table
        let digest = writer.digest
        // A version is a generation's number in the upper half: numbers are never used twice, so
        // no version ever stands for two contents, rollbacks included. The lower half is for the
        // commits that a serving generation receives.
        let before = rebuild.from?.tables.first { $0.id == table.schema.id }
        let isUnchanged = before?.digest == digest && before?.schema == table.schema
        let version = isUnchanged ? before?.version : nil
        let changedAt = isUnchanged ? before?.changedAt : nil
        let row = try connection.statement(
            "INSERT INTO aircache_tables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        row.bind(1, Int64(table.number))
        row.bind(2, table.schema.id.rawValue)
        row.bind(3, table.schema.name)
        row.bind(4, table.key)
        row.bind(5, table.sqlName)
        row.bind(6, writer.recordCount)
        row.bind(7, writer.lastKey)
        row.bind(8, Int64(writer.isInIDOrder ? 1 : 0))
        row.bind(9, version ?? Int64(rebuild.number) << 32)
        row.bind(10, (changedAt ?? now).timeIntervalSince1970)
        row.bind(11, digest)
        try row.run()
    }

    private func describeMembers(
        _ table: TableLayout.Table, _ connection: SQLiteConnection
    ) throws {
        let field = try connection.statement(
            "INSERT INTO aircache_fields VALUES (?, ?, ?, ?, ?, ?, ?)")
        for (position, item) in table.fields.enumerated() {
            field.bind(1, table.schema.id.rawValue)
            field.bind(2, Int64(position))
            let texts = [
                item.id.rawValue, item.name, item.key, item.columnName, item.schema.type.rawValue,
            ]
            for (index, text) in texts.enumerated() { field.bind(Int32(index + 3), text) }
            try field.run()
        }
        let view = try connection.statement("INSERT INTO aircache_views VALUES (?, ?, ?, ?, ?)")
        for (position, item) in table.schema.views.enumerated() {
            view.bind(1, table.schema.id.rawValue)
            view.bind(2, Int64(position))
            for (index, text) in [item.id.rawValue, item.name, item.type].enumerated() {
                view.bind(Int32(index + 3), text)
            }
            try view.run()
        }
    }

    /// Compares what is in the file with what was received.
    func verify() throws {
        let connection = try open()
        for writer in writers {
            let rows = SQLIdentifier.quoted(writer.table.sqlName)
            let bodies = try connection.integer("SELECT count(*) FROM \(writer.table.bodiesName)")
            let cells = try connection.integer("SELECT count(*) FROM \(rows)")
            guard bodies == writer.recordCount, cells == writer.recordCount else {
                throw StorageError(
                    .verificationFailed,
                    "Table '\(writer.table.schema.id)' has \(bodies) records in the new "
                        + "generation; \(writer.recordCount) came.")
            }
        }
        try Generation.check(connection)
    }

    /// Closes the file as a database in WAL mode, so that later commits need not stop readers.
    mutating func close() throws {
        let connection = try open()
        writers = []
        try connection.execute("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL;")
        self.connection = nil
    }

    /// Closes the file and gives up the right to it; false when it was given up before.
    mutating func discard() -> Bool {
        writers = []
        connection = nil
        defer { isOpen = false }
        return isOpen
    }

    /// The file serves now: it is no longer this rebuild's to remove.
    mutating func handOver() {
        isOpen = false
    }

    private func open() throws -> SQLiteConnection {
        guard let connection else {
            throw StorageError(.superseded, "The rebuild has ended.")
        }
        return connection
    }

    private func writer(_ table: TableID) throws -> TableWriter {
        guard let position = positions[table], position < writers.count else {
            throw StorageError(
                .superseded, "The rebuild has ended or has no table '\(table)'.")
        }
        return writers[position]
    }
}
