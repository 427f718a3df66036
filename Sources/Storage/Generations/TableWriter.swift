import AirtableAPI

/// Appends the records of one table of a rebuild. The rebuild's mutex guards it.
final class TableWriter {
    private(set) var table: StoredTable
    private let insertBody: SQLiteStatement
    private let insertRow: SQLiteStatement
    private let columns: CellColumns
    private var lastID: [UInt8] = []

    /// Makes the table's two SQL tables.
    init(_ table: StoredTable, _ connection: SQLiteConnection) throws(StorageError) {
        try connection.execute(TableSQL.create(table))
        self.table = table
        insertBody = try SQLiteStatement(connection, TableSQL.insertBody(table))
        insertRow = try SQLiteStatement(connection, TableSQL.insertRow(table))
        columns = CellColumns(table.fields)
    }

    func write(_ page: RecordPage) throws {
        try page.bytes.withUnsafeBufferPointer { bytes in
            for slice in page.records { try write(bytes, slice) }
        }
    }

    private func write(
        _ bytes: UnsafeBufferPointer<UInt8>, _ slice: RecordPage.Slice
    ) throws {
        let id = UnsafeBufferPointer(rebasing: bytes[slice.id])
        table.keys.last += RecordKeys.stride
        insertBody.bind(1, table.keys.last)
        insertBody.bind(2, text: id, destructor: SQLiteStatement.staticMemory)
        insertBody.bind(
            3, text: UnsafeBufferPointer(rebasing: bytes[slice.whole]),
            destructor: SQLiteStatement.staticMemory)
        let spans = try columns.insert(bytes, slice, key: table.keys.last, by: insertRow)
        insertBody.bind(4, blob: spans)
        try insertBody.run()
        table.recordCount += 1
        if table.keys.isInIDOrder {
            table.keys.isInIDOrder = lastID.lexicographicallyPrecedes(id)
            lastID.removeAll(keepingCapacity: true)
            lastID.append(contentsOf: id)
        }
    }

    /// Forgets all records.
    func restart(_ connection: SQLiteConnection) throws(StorageError) {
        try connection.execute(
            "DELETE FROM \(table.bodiesName); DELETE FROM \(table.quotedSQLName);")
        table.recordCount = 0
        table.keys = RecordKeys()
        lastID = []
    }

    /// Makes the unique index over record ids.
    ///
    /// Airtable may list a record twice when rows change during paging; the last reading counts.
    /// Without a journal a failed statement cannot be undone, so duplicates are looked for before
    /// the index could trip over them. Strictly ascending ids have none.
    func index(_ connection: SQLiteConnection) throws(StorageError) {
        if !table.keys.isInIDOrder { try removeDuplicates(connection) }
        try connection.execute(TableSQL.createIndex(table))
    }

    private func removeDuplicates(_ connection: SQLiteConnection) throws(StorageError) {
        let bodies = table.bodiesName
        try connection.execute("CREATE INDEX aircache_duplicates ON \(bodies) (id)")
        let hasSome = try connection.integer(
            "SELECT EXISTS (SELECT 1 FROM \(bodies) GROUP BY id HAVING count(*) > 1)")
        if hasSome == 1 {
            try connection.execute(
                """
                DELETE FROM \(bodies)
                WHERE key NOT IN (SELECT max(key) FROM \(bodies) GROUP BY id);
                DELETE FROM \(table.quotedSQLName)
                WHERE aircache_key NOT IN (SELECT key FROM \(bodies));
                """)
            table.recordCount = Int(try connection.integer("SELECT count(*) FROM \(bodies)"))
            table.keys.hasGaps = true
        }
        try connection.execute("DROP INDEX aircache_duplicates")
    }
}
