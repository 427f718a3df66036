import AirtableAPI
import Synchronization

/// The search indexes of a base: one for each table that was searched in this process.
///
/// They are no part of a generation, so that no sync pays for them: each is a temporary SQLite file
/// of its own, made on the first search of a table and brought up to date by the change log before
/// each search, also across a switch. The log tells every record that changed.
final class SearchIndexes: Sendable {
    private let tables = Mutex<[TableID: SearchIndex]>([:])

    /// The keys of the records that a text is found in.
    ///
    /// - Throws: `StorageError.interrupted` when the index cannot be made in the time that is left;
    ///   the next search goes on with it. `.moved` when the session sees an older state than one
    ///   that was searched already.
    func keys(
        _ text: String, _ table: StoredTable, _ session: ReadSession
    ) throws -> [Int64] {
        guard let match = SearchText(text).match else { return [] }
        let index = tables.withLock { tables in
            let index = tables[table.id] ?? SearchIndex()
            tables[table.id] = index
            return index
        }
        return try index.ids(match, table, session).compactMap {
            try session.key(of: $0, in: table)
        }
    }
}

/// The search index of one table.
final class SearchIndex: Sendable {
    private struct Contents {
        let connection: SQLiteConnection
        let schema: TableSchema
        let links: Set<String>
        var position: Position
        /// Up to where records are in it, by id; nil when all are.
        var builtUpTo: String?
    }

    /// A place in the change log of a generation.
    private struct Position {
        var generation: Int
        var sequence: Int64
        /// Tells the entry at that place from one of another history.
        var mark: String?
    }

    private let contents = Mutex<Contents?>(nil)

    func ids(
        _ match: String, _ table: StoredTable, _ session: ReadSession
    ) throws -> [String] {
        // The lock is let go between the steps, so that nobody waits longer than one.
        while true {
            let found = try contents.withLock { contents -> [String]? in
                do {
                    try Self.prepare(&contents, table, session)
                    guard var present = contents else { return [] }
                    try present.connection.execute("BEGIN")
                    let isCurrent = try Self.step(&present, table, session)
                    try present.connection.execute("COMMIT")
                    contents = present
                    return isCurrent ? try Self.ids(match, present.connection) : nil
                } catch let error as StorageError
                    where error.code == .moved || error.code == .interrupted
                {
                    // What a step did before its time was up is done again by the next one.
                    if error.code == .interrupted { try contents?.connection.execute("COMMIT") }
                    throw error
                } catch {
                    // Without a journal a step that failed leaves a file that says nothing.
                    contents = nil
                    throw error
                }
            }
            if let found { return found }
            try session.connection.checkDeadline()
        }
    }

    private static func ids(_ match: String, _ connection: SQLiteConnection) throws -> [String] {
        let rows = try connection.statement(
            "SELECT r.id FROM search AS s JOIN records AS r ON r.key = s.rowid WHERE search MATCH ?"
        )
        defer { rows.reset() }
        rows.bind(1, match)
        var ids: [String] = []
        while try rows.step() { ids.append(rows.text(0) ?? "") }
        return ids
    }

    // MARK: Bringing up to date

    /// Begins anew where the index says nothing about the state that the session sees.
    private static func prepare(
        _ contents: inout Contents?, _ table: StoredTable, _ session: ReadSession
    ) throws {
        if let present = contents, present.schema == table.schema,
            try continues(present.position, session)
        {
            return
        }
        let connection = try SQLiteConnection(path: "", access: .create)
        try connection.execute(
            """
            PRAGMA journal_mode = OFF;
            PRAGMA cache_size = -\(StorageLimits.searchCacheKiB);
            CREATE TABLE records (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
            CREATE VIRTUAL TABLE search USING fts5(
                text, tokenize = 'unicode61 remove_diacritics 2');
            """)
        let links = table.fields.filter { $0.linkedTable != nil }.map(\.name)
        contents = Contents(
            connection: connection, schema: table.schema, links: Set(links),
            position: try position(session), builtUpTo: "")
    }

    private static func continues(
        _ position: Position, _ session: ReadSession
    ) throws -> Bool {
        guard position.sequence >= session.contents.logFloor else { return false }
        if position.generation != session.generation.number {
            // A rollback, or a log that began anew, has other entries at the same numbers.
            guard let mark = position.mark, position.generation < session.generation.number
            else { return false }
            return try self.mark(position.sequence, session) == mark
        }
        let last = try ChangeLog(session.connection).lastSequence(floor: session.contents.logFloor)
        guard position.sequence <= last else { throw StorageError.moved }
        return true
    }

    private static func position(_ session: ReadSession) throws -> Position {
        let last = try ChangeLog(session.connection).lastSequence(floor: session.contents.logFloor)
        return Position(
            generation: session.generation.number, sequence: last, mark: try mark(last, session))
    }

    private static func mark(
        _ sequence: Int64, _ session: ReadSession
    ) throws -> String? {
        let row = try session.connection.statement(
            """
            SELECT at || type || coalesce(record_id, '') || detail FROM aircache_changes
            WHERE sequence = ?
            """)
        defer { row.reset() }
        row.bind(1, sequence)
        return try row.step() ? row.text(0) : nil
    }

    /// Takes over what changed, and some of the records that are not in the index yet.
    ///
    /// - Returns: whether the index has all records as the session sees them.
    private static func step(
        _ contents: inout Contents, _ table: StoredTable, _ session: ReadSession
    ) throws -> Bool {
        let changed = try session.connection.statement(
            """
            SELECT DISTINCT record_id FROM aircache_changes
            WHERE sequence > ? AND table_id = ? AND record_id IS NOT NULL
            """)
        defer { changed.reset() }
        changed.bind(1, contents.position.sequence)
        changed.bind(2, table.id.rawValue)
        while try changed.step() {
            let id = changed.text(0) ?? ""
            try remove(id, contents.connection)
            if let body = try session.record(id, table: table) { try add(id, body, contents) }
        }
        contents.position = try position(session)
        guard let start = contents.builtUpTo else { return true }
        let rows = try session.connection.statement(
            """
            SELECT id, body FROM \(table.bodiesName) WHERE id > ? ORDER BY id
            LIMIT \(StorageLimits.searchStep)
            """)
        defer { rows.reset() }
        rows.bind(1, start)
        var last: String?
        while try rows.step() {
            let id = rows.text(0) ?? ""
            try remove(id, contents.connection)
            try add(id, rows.withText(1) { Array($0) }, contents)
            last = id
        }
        contents.builtUpTo = last
        return last == nil
    }

    private static func remove(
        _ id: String, _ connection: SQLiteConnection
    ) throws(StorageError) {
        let row = try connection.statement("SELECT key FROM records WHERE id = ?")
        defer { row.reset() }
        row.bind(1, id)
        guard try row.step() else { return }
        let key = row.integer(0)
        for table in ["search WHERE rowid", "records WHERE key"] {
            let delete = try connection.statement("DELETE FROM \(table) = ?")
            delete.bind(1, key)
            try delete.run()
        }
    }

    private static func add(_ id: String, _ body: [UInt8], _ contents: Contents) throws {
        let record = try contents.connection.statement("INSERT INTO records (id) VALUES (?)")
        record.bind(1, id)
        try record.run()
        let text = try contents.connection.statement(
            "INSERT INTO search (rowid, text) VALUES (last_insert_rowid(), ?)")
        text.bind(1, try SearchText.text(of: body, links: contents.links))
        try text.run()
    }
}
