import AirtableAPI
import Crypto

/// Writes the records of one table of a rebuild. The rebuild's mutex guards it.
final class TableWriter {
    let table: TableLayout.Table
    private let insertBody: SQLiteStatement
    private let insertRow: SQLiteStatement
    private let columns: CellColumns
    private(set) var lastKey: Int64 = 0
    private(set) var recordCount: Int64 = 0
    private(set) var isInIDOrder = true
    private var lastID: [UInt8] = []
    private var hash = SHA256()

    /// Makes the table's two SQL tables.
    init(_ table: TableLayout.Table, _ connection: SQLiteConnection) throws(StorageError) {
        try connection.execute(Self.createSQL(table))
        self.table = table
        insertBody = try SQLiteStatement(
            connection, "INSERT INTO \(table.bodiesName) VALUES (?, ?, ?)")
        insertRow = try SQLiteStatement(connection, Self.insertSQL(table))
        columns = CellColumns(table.fields)
    }

    /// SHA-256 over the records as they came, in hexadecimal.
    var digest: String {
        hash.finalize().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
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
        let body = UnsafeBufferPointer(rebasing: bytes[slice.whole])
        let createdTime = UnsafeBufferPointer(rebasing: bytes[slice.createdTime])
        let kept = SQLiteStatement.staticMemory
        lastKey += 1
        insertBody.bind(1, lastKey)
        insertBody.bind(2, text: id, destructor: kept)
        insertBody.bind(3, text: body, destructor: kept)
        try insertBody.run()
        insertRow.clearBindings()
        insertRow.bind(1, lastKey)
        insertRow.bind(2, text: id, destructor: kept)
        insertRow.bind(3, text: createdTime, destructor: kept)
        try columns.bind(bytes, slice.fields, to: insertRow)
        try insertRow.run()
        recordCount += 1
        hash.update(bufferPointer: UnsafeRawBufferPointer(body))
        if isInIDOrder {
            isInIDOrder = lastID.lexicographicallyPrecedes(id)
            lastID.removeAll(keepingCapacity: true)
            lastID.append(contentsOf: id)
        }
    }

    /// Forgets all records.
    func restart(_ connection: SQLiteConnection) throws(StorageError) {
        let rows = SQLIdentifier.quoted(table.sqlName)
        try connection.execute("DELETE FROM \(table.bodiesName); DELETE FROM \(rows);")
        lastKey = 0
        recordCount = 0
        isInIDOrder = true
        lastID = []
        hash = SHA256()
    }

    /// Makes the unique index over record ids.
    ///
    /// Airtable may list a record twice when rows change during paging; the last reading counts.
    /// Without a journal a failed statement cannot be undone, so duplicates are looked for before
    /// the index could trip over them. Strictly ascending ids have none.
    func index(_ connection: SQLiteConnection) throws(StorageError) {
        if !isInIDOrder { try removeDuplicates(connection) }
        try connection.execute(
            "CREATE UNIQUE INDEX \(table.bodiesName)_by_id ON \(table.bodiesName) (id)")
    }

    private func removeDuplicates(_ connection: SQLiteConnection) throws(StorageError) {
        let bodies = table.bodiesName
        let rows = SQLIdentifier.quoted(table.sqlName)
        try connection.execute("CREATE INDEX aircache_duplicates ON \(bodies) (id)")
        let hasSome = try connection.integer(
            "SELECT EXISTS (SELECT 1 FROM \(bodies) GROUP BY id HAVING count(*) > 1)")
        if hasSome == 1 {
            try connection.execute(
                """
                DELETE FROM \(bodies)
                WHERE key NOT IN (SELECT max(key) FROM \(bodies) GROUP BY id);
                DELETE FROM \(rows) WHERE aircache_key NOT IN (SELECT key FROM \(bodies));
                """)
            recordCount = try connection.integer("SELECT count(*) FROM \(bodies)")
        }
        try connection.execute("DROP INDEX aircache_duplicates")
    }

    private static func createSQL(_ table: TableLayout.Table) -> String {
        let columns = table.fields.map { field in
            ", " + SQLIdentifier.quoted(field.columnName) + " " + field.columnType.declaration
        }.joined()
        return """
            CREATE TABLE \(table.bodiesName) (
                key INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL);
            CREATE TABLE \(SQLIdentifier.quoted(table.sqlName)) (
                \(TableLayout.recordKeyColumn) INTEGER PRIMARY KEY,
                \(TableLayout.recordIDColumn) TEXT NOT NULL,
                \(TableLayout.createdTimeColumn) TEXT NOT NULL\(columns));
            """
    }

    private static func insertSQL(_ table: TableLayout.Table) -> String {
        let parameters = Array(repeating: "?", count: table.fields.count + 3)
        return """
            INSERT INTO \(SQLIdentifier.quoted(table.sqlName)) \
            VALUES (\(parameters.joined(separator: ", ")))
            """
    }
}
