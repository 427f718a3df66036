import AirtableAPI

/// A reader of one generation, lent for the time of one `read`.
///
/// Its read transaction stays open between lendings until a commit comes: a transaction of its own
/// would double the cost of a point read. Like its connection, it has one user at a time.
package final class ReadSession: Sendable {
    package unowned let generation: Generation
    private let connection: SQLiteConnection
    /// The state that its transaction sees.
    nonisolated(unsafe) private(set) package var contents: GenerationContents
    /// Whether its transaction is open.
    nonisolated(unsafe) private(set) var hasBegun = false

    init(_ connection: SQLiteConnection, generation: Generation) throws(StorageError) {
        self.connection = connection
        self.generation = generation
        contents = generation.contents
        try TextCollation.register(on: connection)
        try LikeFunction.register(on: connection)
    }

    /// Begins to see the newest state.
    ///
    /// - Parameter known: what the newest state was a moment ago; taken over if it still is.
    /// - Returns: what the newest state is.
    func begin(_ known: GenerationContents) throws -> GenerationContents {
        end()
        try connection.statement("BEGIN").run()
        hasBegun = true
        let commit = try GenerationTables.commit(connection)
        contents =
            commit == known.commit
            ? known : try GenerationTables.read(connection, base: generation.base)
        return contents
    }

    /// Lets go of the state; `begin` must come before the next reading.
    func end() {
        guard hasBegun else { return }
        hasBegun = false
        // Ending a read transaction writes nothing; were it to fail, closing would end it.
        try? connection.statement("COMMIT").run()
    }

    func setDeadline(after limit: Duration?) {
        connection.setDeadline(after: limit)
    }

    /// A record's object as Airtable sent it, lent until `body` returns.
    ///
    /// - Returns: nil when the table has no record of that id.
    package func record<R>(
        _ id: String, table: StoredTable, _ body: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R? {
        let statement = try connection.statement(
            "SELECT body FROM \(table.bodiesName) WHERE id = ?")
        defer { statement.reset() }
        statement.bind(1, id)
        return try statement.step() ? statement.withText(0, body) : nil
    }

    /// A record's object as Airtable sent it; nil when the table has none of that id.
    package func record(_ id: String, table: StoredTable) throws -> [UInt8]? {
        try record(id, table: table) { Array($0) }
    }

    func ids(of table: StoredTable) throws -> Set<String> {
        let rows = try connection.statement("SELECT id FROM \(table.bodiesName)")
        defer { rows.reset() }
        var ids: Set<String> = []
        while try rows.step() { ids.insert(rows.text(0) ?? "") }
        return ids
    }

    /// Hands out records of a query in order, each as Airtable sent it.
    ///
    /// - Parameter each: gets a record's bytes, lent for the call.
    /// - Throws: `StorageError.invalidOperand`, `.invalidPageToken`, `.noModificationTime`,
    ///   `.interrupted`, and what `each` throws.
    package func list(
        _ query: RecordQuery, each: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordListing {
        let token: PageToken? =
            if case .token(let text) = query.start {
                try position(of: PageToken(text, for: query), in: query.table)
            } else { nil }
        let select = try RecordSQL(query, after: token)
        let statement = try connection.statement(select.rows)
        defer {
            statement.reset()
            statement.clearBindings()
        }
        for (index, value) in select.rowParameters.enumerated() {
            statement.bind(Int32(index + 1), value)
        }
        var count = 0
        var nextToken: String?
        var last = PageToken(generation: 0, epoch: 0, key: 0, id: "", sortValues: [])
        while try statement.step() {
            if count == query.limit {
                nextToken = last.text(for: query)
                break
            }
            try statement.withText(2, each)
            count += 1
            if count == query.limit { last = self.token(statement, query) }
        }
        return RecordListing(
            count: count, total: query.wantsTotal ? try total(query, select) : nil,
            nextToken: nextToken)
    }

    /// The change log after a cursor; see `BaseStore.changes`.
    func changes(after cursor: ChangeCursor?, limit: Int, epoch: Int64) throws -> ChangePage {
        let log = ChangeLog(connection)
        let floor = contents.logFloor
        let last = try log.lastSequence(floor: floor)
        if let cursor,
            cursor.epoch != epoch || cursor.sequence < floor || cursor.sequence > last
        {
            return ChangePage(
                entries: [], next: ChangeCursor(epoch: epoch, sequence: last), hasMore: false,
                isReset: true)
        }
        let start = cursor?.sequence ?? floor
        let entries = try log.entries(after: start, limit: limit, epoch: epoch)
        let end = entries.last?.cursor.sequence ?? start
        return ChangePage(
            entries: entries, next: ChangeCursor(epoch: epoch, sequence: end),
            hasMore: end < last, isReset: false)
    }

    private func token(_ statement: SQLiteStatement, _ query: RecordQuery) -> PageToken {
        PageToken(
            generation: generation.number, epoch: query.table.keys.epoch,
            key: statement.integer(0), id: statement.text(1) ?? "",
            sortValues: query.sort.indices.map { statement.value(Int32($0) + 3) })
    }

    private func total(_ query: RecordQuery, _ select: RecordSQL) throws -> Int {
        guard query.isFiltered else { return query.table.recordCount }
        let statement = try connection.statement(select.count)
        defer {
            statement.reset()
            statement.clearBindings()
        }
        for (index, value) in select.countParameters.enumerated() {
            statement.bind(Int32(index + 1), value)
        }
        return try statement.step() ? Int(statement.integer(0)) : 0
    }

    /// The token's place in this generation. Keys belong to a generation; ids go through all.
    private func position(of token: PageToken, in table: StoredTable) throws -> PageToken {
        guard token.generation != generation.number || token.epoch != table.keys.epoch else {
            return token
        }
        let same = try connection.statement("SELECT key FROM \(table.bodiesName) WHERE id = ?")
        defer { same.reset() }
        same.bind(1, token.id)
        if try same.step() { return moved(token, to: same.integer(0)) }
        guard table.keys.isInIDOrder else {
            throw PageToken.invalid("points at a record that is gone")
        }
        let before = try connection.statement(
            "SELECT key FROM \(table.bodiesName) WHERE id < ? ORDER BY id DESC LIMIT 1")
        defer { before.reset() }
        before.bind(1, token.id)
        return moved(token, to: try before.step() ? before.integer(0) : 0)
    }

    private func moved(_ token: PageToken, to key: Int64) -> PageToken {
        PageToken(
            generation: generation.number, epoch: token.epoch, key: key, id: token.id,
            sortValues: token.sortValues)
    }
}
