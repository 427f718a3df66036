package import AirtableAPI

/// A reader of one generation, lent for the time of one `read`.
///
/// Its read transaction stays open between lendings until a commit comes: a transaction of its own
/// would double the cost of a point read. Like its connection, it has one user at a time.
package final class ReadSession: Sendable {
    package unowned let generation: Generation
    let connection: SQLiteConnection
    let functions = RowFunctions()
    private let knownKeys: KnownKeys
    /// The state that its transaction sees.
    nonisolated(unsafe) private(set) package var contents: GenerationContents
    /// Whether its transaction is open.
    nonisolated(unsafe) private(set) var hasBegun = false
    /// The generation's when the transaction began; see `Generation.renewReaders`.
    nonisolated(unsafe) private(set) var renewal = 0

    init(_ connection: SQLiteConnection, generation: Generation) throws(StorageError) {
        self.connection = connection
        self.generation = generation
        contents = generation.contents
        knownKeys = generation.knownKeys
        try LikeFunction.register(on: connection)
        try functions.register(on: connection)
    }

    /// Begins to see the newest state.
    ///
    /// - Parameters:
    ///   - known: what the newest state was a moment ago; taken over if it still is.
    ///   - renewal: the generation's at that moment.
    /// - Returns: what the newest state is.
    func begin(_ known: GenerationContents, renewal: Int) throws -> GenerationContents {
        end()
        self.renewal = renewal
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
    /// - Parameter addresses: what stands in place of the addresses of attachments; nil for
    ///   Airtable's.
    /// - Returns: nil when the table has no record of that id.
    package func record<R>(
        _ id: String, table: StoredTable, addresses: AttachmentAddresses? = nil,
        _ body: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R? {
        var id = id
        return try id.withUTF8 { try record(utf8: $0, table: table, addresses: addresses, body) }
    }

    /// As `record`, for an id that lies in memory as UTF-8.
    package func record<R>(
        utf8 id: UnsafeBufferPointer<UInt8>, table: StoredTable, addresses: AttachmentAddresses?,
        _ body: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R? {
        let lender = BodyLender(addresses, table)
        let hash = KnownKeys.hash(id, table: table.number)
        // Ids outlive the steps, and nothing looks at the bindings after them.
        if let hash, let key = knownKeys.key(hash) {
            let statement = try connection.statement(table.knownRecordSQL)
            defer { statement.reset() }
            statement.bind(1, key)
            statement.bind(2, text: id, destructor: SQLiteStatement.staticMemory)
            if try statement.step() {
                return try lender.lend(statement, body: 0, attachments: 1, body)
            }
        }
        let statement = try connection.statement(table.recordSQL)
        defer { statement.reset() }
        statement.bind(1, text: id, destructor: SQLiteStatement.staticMemory)
        guard try statement.step() else { return nil }
        if let hash { knownKeys.keep(statement.integer(2), hash) }
        return try lender.lend(statement, body: 0, attachments: 1, body)
    }

    /// A record's object as Airtable sent it; nil when the table has none of that id.
    package func record(_ id: String, table: StoredTable) throws -> [UInt8]? {
        try record(id, table: table) { Array($0) }
    }

    /// A record of whichever table of the base has it, as Airtable looks records up.
    ///
    /// - Parameters:
    ///   - table: the one that is looked into first.
    ///   - addresses: what stands in place of the addresses of attachments; nil for Airtable's.
    /// - Returns: what `body` gave; nil when no table has a record of that id.
    package func record<R>(
        _ id: String, first table: StoredTable?, addresses: AttachmentAddresses? = nil,
        _ body: (StoredTable, UnsafeRawBufferPointer) throws -> R
    ) throws -> R? {
        let others = contents.tables.filter { $0.id != table?.id }
        for table in [table].compactMap(\.self) + others {
            let found = try record(id, table: table, addresses: addresses) { try body(table, $0) }
            if let found { return found }
        }
        return nil
    }

    /// The texts of records' primary fields, by record id, as link cells show them.
    ///
    /// - Parameter table: the table that the links lead to.
    /// - Returns: nothing for ids that the table does not have.
    package func names(
        of ids: some Sequence<String>, in table: TableID
    ) throws -> [String: String] {
        let reader = generation.linkedNames.reader(self)
        var names: [String: String] = [:]
        for id in ids { names[id] = try reader.name(of: id, in: table) }
        return names
    }

    /// Hands out rows of two texts.
    func eachCell(_ sql: String, _ each: (String, String) throws -> Void) throws {
        let rows = try connection.statement(sql)
        defer { rows.reset() }
        while try rows.step() { try each(rows.text(0) ?? "", rows.text(1) ?? "") }
    }

    func ids(of table: StoredTable) throws -> Set<String> {
        let rows = try connection.statement("SELECT id FROM \(table.bodiesName)")
        defer { rows.reset() }
        var ids: Set<String> = []
        while try rows.step() { ids.insert(rows.text(0) ?? "") }
        return ids
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
}
