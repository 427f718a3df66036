import AirtableAPI
import FoundationEssentials
import Glibc

/// Puts, replaces and removes single records of a table, inside a transaction of its connection.
final class TableEditor {
    /// What became of a record.
    enum Outcome {
        case unchanged
        case created
        case replaced(old: [UInt8])
    }

    /// What happened to the rows of a table, for the orders that are stored over them.
    struct RowEdits {
        /// Of records that came, changed or went.
        var keys: Set<Int64> = []
        /// The ids of records that now have another name, or none.
        var renamed: Set<String> = []
        /// Whether all rows have other keys.
        var isRenumbered = false
    }

    private(set) var table: StoredTable
    private(set) var edits = RowEdits()
    private let connection: SQLiteConnection
    private let columns: CellColumns
    private let primary: PrimaryText?

    /// - Parameter namesCount: whether a stored order depends on the records' names.
    init(_ table: StoredTable, _ connection: SQLiteConnection, namesCount: Bool) {
        self.table = table
        primary = namesCount ? PrimaryText(table, connection) : nil
        self.connection = connection
        columns = CellColumns(table.fields)
    }

    /// Stores a record as it came; one of that id is replaced in its place.
    func put(
        _ bytes: UnsafeBufferPointer<UInt8>, _ slice: RecordPage.Slice
    ) throws -> Outcome {
        let id = UnsafeBufferPointer(rebasing: bytes[slice.id])
        let body = UnsafeBufferPointer(rebasing: bytes[slice.whole])
        if let (key, old) = try present(id, unless: body) {
            guard let old else { return .unchanged }
            let name = try name(key)
            try deleteRow(key)
            let spans = try insertRow(bytes, slice, key: key)
            edits.keys.insert(key)
            let update = try connection.statement(TableSQL.updateBody(table))
            update.bind(1, text: body, destructor: SQLiteStatement.staticMemory)
            update.bind(2, blob: spans)
            update.bind(3, key)
            try update.run()
            if let name, try name != self.name(key) { renamed(id) }
            return .replaced(old: old)
        }
        let key = try newKey(id)
        let spans = try insertRow(bytes, slice, key: key)
        let insert = try connection.statement(TableSQL.insertBody(table))
        insert.bind(1, key)
        insert.bind(2, text: id, destructor: SQLiteStatement.staticMemory)
        insert.bind(3, text: body, destructor: SQLiteStatement.staticMemory)
        insert.bind(4, blob: spans)
        try insert.run()
        table.recordCount += 1
        edits.keys.insert(key)
        renamed(id)
        return .created
    }

    /// Removes a record.
    ///
    /// - Returns: its body; nil when there was none.
    func remove(_ id: String) throws -> [UInt8]? {
        var id = id
        let found = try id.withUTF8 { try present($0, unless: nil) }
        guard let (key, old) = found else { return nil }
        let delete = try connection.statement("DELETE FROM \(table.bodiesName) WHERE key = ?")
        delete.bind(1, key)
        try delete.run()
        try deleteRow(key)
        edits.keys.insert(key)
        edits.renamed.insert(id)
        table.recordCount -= 1
        table.keys.hasGaps = true
        return old
    }

    /// The ids of all records, in order.
    func ids() throws -> [String] {
        let rows = try SQLiteStatement(
            connection, "SELECT id FROM \(table.bodiesName) ORDER BY key")
        var ids: [String] = []
        while try rows.step() { ids.append(rows.text(0) ?? "") }
        return ids
    }

    /// Moves the version: the table's records or its schema changed in this commit.
    func moved(generation: Int, commit: Int64, at now: Date) {
        table.version = Int64(generation) << 32 | commit
        table.changedAt = now
    }

    // MARK: Inside

    private func renamed(_ id: UnsafeBufferPointer<UInt8>) {
        edits.renamed.insert(String(decoding: id, as: UTF8.self))
    }

    /// The name of a record as links show it; nil where no order depends on names of this table.
    private func name(_ key: Int64) throws -> String? {
        guard let primary else { return nil }
        let row = try connection.statement(
            "SELECT \(primary.columns) FROM \(table.quotedSQLName) AS t WHERE t.aircache_key = ?")
        row.bind(1, key)
        defer { row.reset() }
        return try row.step() ? try primary.text(row, 0) : nil
    }

    /// The record's key and, where it differs from `body`, what it is now; nil without a record.
    private func present(
        _ id: UnsafeBufferPointer<UInt8>, unless body: UnsafeBufferPointer<UInt8>?
    ) throws -> (key: Int64, old: [UInt8]?)? {
        let row = try connection.statement(
            "SELECT key, body FROM \(table.bodiesName) WHERE id = ?")
        row.bind(1, text: id, destructor: SQLiteStatement.staticMemory)
        defer { row.reset() }
        guard try row.step() else { return nil }
        let key = row.integer(0)
        return row.withText(1) { old in
            let isSame =
                body.map { body in
                    old.count == body.count
                        && memcmp(old.baseAddress!, body.baseAddress!, body.count) == 0
                } ?? false
            return (key, isSame ? nil : Array(old))
        }
    }

    private func deleteRow(_ key: Int64) throws {
        let delete = try connection.statement(
            "DELETE FROM \(table.quotedSQLName) WHERE \(TableLayout.recordKeyColumn) = ?")
        delete.bind(1, key)
        try delete.run()
    }

    private func insertRow(
        _ bytes: UnsafeBufferPointer<UInt8>, _ slice: RecordPage.Slice, key: Int64
    ) throws -> [UInt8]? {
        let insert = try connection.statement(TableSQL.insertRow(table))
        return try columns.insert(bytes, slice, key: key, by: insert)
    }

    /// The key of a new record: between its neighbours by id where Airtable lists by id, else last.
    private func newKey(_ id: UnsafeBufferPointer<UInt8>) throws -> Int64 {
        let next = table.keys.isInIDOrder ? try key(id, ">", "ASC") : nil
        guard let next else {
            table.keys.last += RecordKeys.stride
            return table.keys.last
        }
        let previous = try key(id, "<", "DESC") ?? 0
        table.keys.hasGaps = true
        guard next - previous > 1 else {
            try renumber()
            return try newKey(id)
        }
        return previous + (next - previous) / 2
    }

    private func key(
        _ id: UnsafeBufferPointer<UInt8>, _ sign: String, _ direction: String
    ) throws -> Int64? {
        let row = try connection.statement(
            """
            SELECT key FROM \(table.bodiesName) WHERE id \(sign) ? ORDER BY id \(direction) LIMIT 1
            """)
        row.bind(1, text: id, destructor: SQLiteStatement.staticMemory)
        defer { row.reset() }
        return try row.step() ? row.integer(0) : nil
    }

    /// Gives all records keys at the usual distance again. Page tokens then find their place by id.
    private func renumber() throws {
        let (bodies, rows) = (table.bodiesName, table.quotedSQLName)
        // First below zero, so that no new key meets an old one on the way.
        try connection.execute(
            """
            CREATE TEMP TABLE aircache_keys AS
                SELECT key AS old, row_number() OVER (ORDER BY key) * \(RecordKeys.stride) AS new
                FROM \(bodies);
            CREATE UNIQUE INDEX temp.aircache_keys_by_old ON aircache_keys (old);
            UPDATE \(bodies) SET key = -(SELECT new FROM aircache_keys WHERE old = key);
            UPDATE \(bodies) SET key = -key;
            UPDATE \(rows) SET aircache_key =
                -(SELECT new FROM aircache_keys WHERE old = aircache_key);
            UPDATE \(rows) SET aircache_key = -aircache_key;
            DROP TABLE temp.aircache_keys;
            """)
        table.keys.last = Int64(table.recordCount) * RecordKeys.stride
        table.keys.hasGaps = false
        table.keys.epoch += 1
        edits.isRenumbered = true
    }
}
