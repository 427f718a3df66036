import AirtableAPI
import FoundationEssentials

/// The open file of a rebuild and its tables.
struct RebuildState {
    private let number: Int
    private let path: String
    private let schema: BaseSchema
    private var connection: SQLiteConnection?
    private let functions = RowFunctions()
    private var writers: [TableWriter] = []
    private var positions: [TableID: Int] = [:]
    /// The tables with what is known of their records, once the pages are in.
    private var tables: [StoredTable] = []
    /// Whether the file is still this rebuild's to remove.
    private var isOpen = true
    private var isComplete = false

    init(path: String, number: Int, schema: BaseSchema, at now: Date) throws {
        self.number = number
        self.path = path
        self.schema = schema
        let connection = try SQLiteConnection(path: path, access: .create)
        try connection.execute(
            """
            PRAGMA page_size = \(StorageLimits.filePageBytes);
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA cache_size = -\(StorageLimits.rebuildCacheKiB);
            BEGIN;
            """)
        try connection.execute(GenerationTables.sql)
        try functions.register(on: connection)
        let counters = StoredTable.Counters(version: Int64(number) << 32, changedAt: now)
        for table in TableLayout(schema).tables {
            positions[table.schema.id] = writers.count
            writers.append(try TableWriter(StoredTable(table, counters), connection))
        }
        self.connection = connection
    }

    var recordCounts: [TableID: Int] {
        let known = isComplete ? tables : writers.map(\.table)
        return Dictionary(known.map { ($0.id, $0.recordCount) }) { first, _ in first }
    }

    func insert(_ page: RecordPage, table: TableID) throws {
        try writer(table).write(page)
    }

    func restart(table: TableID) throws {
        try writer(table).restart(try open())
    }

    /// Ends the listings: makes the indexes, and compares what is in the file with what came.
    ///
    /// - Parameter indexes: over which fields queries asked for one.
    mutating func complete(
        indexes: Set<FieldIndexes.Item>, afterStep: (RebuildStep) -> Void
    ) throws {
        let connection = try open()
        guard !isComplete else { return }
        isComplete = true
        for writer in writers { try writer.index(connection) }
        tables = writers.map(\.table)
        writers = []
        for index in indexes {
            try index.make(connection, tables, functions)
        }
        try connection.execute("COMMIT")
        afterStep(.indexed)
        for table in tables { try verify(table, connection) }
        try Generation.check(connection)
        afterStep(.verified)
    }

    private func verify(_ table: StoredTable, _ connection: SQLiteConnection) throws {
        let bodies = try connection.integer("SELECT count(*) FROM \(table.bodiesName)")
        let cells = try connection.integer("SELECT count(*) FROM \(table.quotedSQLName)")
        guard bodies == table.recordCount, cells == table.recordCount else {
            throw StorageError(
                .verificationFailed,
                "Table '\(table.id)' has \(bodies) records in the new generation; "
                    + "\(table.recordCount) came.")
        }
    }

    /// Puts changes that came after the pages onto the complete tables.
    mutating func apply(_ changes: [TableID: ChangeSet.Table], at now: Date) throws {
        let connection = try open()
        try connection.execute("BEGIN")
        let contents = contents(name: "", syncedAt: now, position: nil, floor: 0)
        let editing = try ChangeEditing(
            connection, functions, contents, generation: number, commit: 0, keepsLog: false,
            at: now)
        for (table, change) in changes { try editing.apply(change, to: table) }
        try editing.keepOrders()
        tables = editing.tables
        try connection.execute("COMMIT")
    }

    /// Compares with the generation before, continues its log, and writes what this one says of
    /// itself.
    mutating func describe(
        _ rebuild: Rebuild, base: BaseID, position: PayloadPosition?, at now: Date
    ) throws {
        let connection = try open()
        try connection.execute("BEGIN")
        let comparison = GenerationComparison(
            connection, number: number, schema: schema, tables: tables, at: now)
        let (compared, floor) = try compare(comparison, with: rebuild.from, connection)
        tables = compared
        let contents = contents(
            name: rebuild.baseName, syncedAt: rebuild.startedAt, position: position, floor: floor)
        try GenerationTables.write(contents, base: base, number: number, connection)
        try connection.execute("COMMIT")
    }

    /// Whether the change log begins with this generation.
    private(set) var beginsHistory = false

    /// A former generation that proves damaged is none: there is nothing to compare with.
    private mutating func compare(
        _ comparison: GenerationComparison, with former: Generation?,
        _ connection: SQLiteConnection
    ) throws -> ([StoredTable], floor: Int64) {
        if let former {
            do {
                return try comparison.run(with: former)
            } catch let error as StorageError where error.code == .corrupt {
                try connection.execute("DELETE FROM aircache_changes")
            }
        }
        beginsHistory = true
        return try comparison.run(with: nil)
    }

    private func contents(
        name: String, syncedAt: Date, position: PayloadPosition?, floor: Int64
    ) -> GenerationContents {
        GenerationContents(
            baseName: name, builtAt: syncedAt, syncedAt: syncedAt, schema: schema, tables: tables,
            commit: 0,
            position: position, logFloor: floor)
    }

    /// Closes the file as a database in WAL mode, so that later commits need not stop readers.
    mutating func close() throws {
        let connection = try open()
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
