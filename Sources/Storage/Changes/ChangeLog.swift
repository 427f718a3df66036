import AirtableAPI
import FoundationEssentials

/// The entries of the change log in a generation's file.
struct ChangeLog {
    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    /// The number of the last entry; `floor` when there is none.
    func lastSequence(floor: Int64) throws(StorageError) -> Int64 {
        let row = try connection.statement("SELECT max(sequence) FROM aircache_changes")
        defer { row.reset() }
        guard try row.step(), !row.isNull(0) else { return floor }
        return max(row.integer(0), floor)
    }

    func append(
        _ kind: ChangeEntry.Kind, sequence: Int64, table: TableID? = nil, record: String? = nil,
        detail: JSONObject, at now: Date
    ) throws(StorageError) {
        let row = try connection.statement(
            "INSERT INTO aircache_changes VALUES (?, ?, ?, ?, ?, ?)")
        row.clearBindings()
        row.bind(1, sequence)
        row.bind(2, now.timeIntervalSince1970)
        row.bind(3, kind.rawValue)
        if let table { row.bind(4, table.rawValue) }
        if let record { row.bind(5, record) }
        row.bind(6, JSONValue.object(detail).text)
        try row.run()
    }

    /// The entries after a sequence number, at most `limit`.
    func entries(
        after sequence: Int64, limit: Int, epoch: Int64
    ) throws -> [ChangeEntry] {
        let rows = try connection.statement(
            """
            SELECT sequence, at, type, table_id, record_id, detail FROM aircache_changes
            WHERE sequence > ? ORDER BY sequence LIMIT ?
            """)
        defer { rows.reset() }
        rows.bind(1, sequence)
        rows.bind(2, Int64(limit))
        var entries: [ChangeEntry] = []
        while try rows.step() {
            guard let kind = rows.text(2).flatMap(ChangeEntry.Kind.init) else {
                throw StorageError(.corrupt, "The change log has an entry of an unknown kind.")
            }
            let detail = try JSONValue(parsing: rows.text(5) ?? "{}").object ?? [:]
            entries.append(
                ChangeEntry(
                    cursor: ChangeCursor(epoch: epoch, sequence: rows.integer(0)),
                    at: Date(timeIntervalSince1970: rows.real(1)), kind: kind,
                    table: rows.text(3).map { TableID($0) },
                    record: rows.text(4).map { RecordID($0) }, detail: detail))
        }
        return entries
    }

    /// Drops what is too old or too much.
    ///
    /// - Returns: the number up to which entries are gone.
    func prune(floor: Int64, last: Int64, at now: Date) throws(StorageError) -> Int64 {
        let oldest = now.timeIntervalSince1970 - StorageLimits.logAge
        let row = try connection.statement(
            "SELECT max(sequence) FROM aircache_changes WHERE at < ? AND sequence < ?")
        row.bind(1, oldest)
        row.bind(2, last)
        defer { row.reset() }
        let byAge = try row.step() ? row.integer(0) : 0
        let newFloor = max(floor, byAge, last - Int64(StorageLimits.logEntries))
        guard newFloor > floor else { return floor }
        let delete = try connection.statement("DELETE FROM aircache_changes WHERE sequence <= ?")
        delete.bind(1, newFloor)
        try delete.run()
        return newFloor
    }

    /// Takes over the entries of another generation's log.
    func copy(from other: SQLiteConnection) throws(StorageError) {
        let rows = try SQLiteStatement(
            other,
            """
            SELECT sequence, at, type, table_id, record_id, detail FROM aircache_changes
            ORDER BY sequence
            """)
        let insert = try connection.statement(
            "INSERT INTO aircache_changes VALUES (?, ?, ?, ?, ?, ?)")
        while try rows.step() {
            for column in 0..<Int32(6) { insert.bind(column + 1, rows.value(column)) }
            try insert.run()
        }
    }
}
