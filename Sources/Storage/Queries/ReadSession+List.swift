import AirtableAPI

extension ReadSession {
    /// Hands out records of a query in order, each as Airtable sent it.
    ///
    /// - Parameter each: gets a record's bytes, lent for the call.
    /// - Throws: `StorageError.invalidOperand`, `.invalidPageToken`, `.noModificationTime`,
    ///   `.formulaTooCostly`, `.interrupted`, and what `each` throws.
    package func list(
        _ query: RecordQuery, each: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordListing {
        let token: PageToken? =
            if case .token(let text) = query.start { try PageToken(text, for: query) } else { nil }
        let page = PageBounds(query, token)
        if query.isPlain { return try listPlain(query, token, page, each) }
        return try functions.with { make in
            let selection = try Selection(query, token, self, make: make)
            return try selection.list(page, each)
        }
    }

    /// All records in Airtable's order: bodies alone are read.
    private func listPlain(
        _ query: RecordQuery, _ token: PageToken?, _ page: PageBounds,
        _ each: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordListing {
        let table = query.table
        let start = try plainStart(table, token, page.offset)
        let rows = try connection.statement(
            """
            SELECT key, id, body, attachments FROM \(table.bodiesName) WHERE key > ? \
            ORDER BY key LIMIT ? OFFSET ?
            """)
        defer { rows.reset() }
        rows.bind(1, start.after)
        // One more than the page: whether it comes tells whether there is a next page.
        rows.bind(2, page.limit.map { Int64($0) + 1 } ?? -1)
        rows.bind(3, Int64(start.skipped))
        let lender = BodyLender(query.addresses, table)
        var count = 0
        var last = PageToken()
        var nextToken: String?
        while try rows.step() {
            if count == page.limit {
                if page.continues { nextToken = page.token(last, count, query) }
                break
            }
            try lender.lend(rows, body: 2, attachments: 3, each)
            count += 1
            if count == page.limit { last = mark(rows.integer(0), rows.text(1) ?? "", table) }
        }
        return RecordListing(
            count: count, total: query.wantsTotal ? page.total(of: table.recordCount) : nil,
            nextToken: nextToken)
    }

    private func plainStart(
        _ table: StoredTable, _ token: PageToken?, _ offset: Int
    ) throws -> (after: Int64, skipped: Int) {
        if let token { return (try key(of: token, in: table), 0) }
        // Where keys have no gap, an offset is a key, and the first pages cost what the last do.
        guard !table.keys.hasGaps else { return (0, offset) }
        // An offset behind the last record needs no exact key.
        let (key, overflows) = Int64(offset).multipliedReportingOverflow(by: RecordKeys.stride)
        return (overflows ? .max : key, 0)
    }

    /// A token that names this record.
    func mark(_ key: Int64, _ id: String, _ table: StoredTable) -> PageToken {
        var token = PageToken()
        token.generation = generation.number
        token.epoch = table.keys.epoch
        token.version = table.version
        token.key = key
        token.id = id
        return token
    }

    /// The key behind which a token's listing goes on. Keys belong to a generation; ids go through
    /// all.
    func key(of token: PageToken, in table: StoredTable) throws -> Int64 {
        guard token.generation != generation.number || token.epoch != table.keys.epoch else {
            return token.key
        }
        if let key = try key(of: token.id, in: table) { return key }
        guard table.keys.isInIDOrder else {
            throw PageToken.invalid("points at a record that is gone")
        }
        let before = try connection.statement(
            "SELECT key FROM \(table.bodiesName) WHERE id < ? ORDER BY id DESC LIMIT 1")
        defer { before.reset() }
        before.bind(1, token.id)
        return try before.step() ? before.integer(0) : 0
    }

    func key(of id: String, in table: StoredTable) throws(StorageError) -> Int64? {
        let row = try connection.statement("SELECT key FROM \(table.bodiesName) WHERE id = ?")
        defer { row.reset() }
        row.bind(1, id)
        return try row.step() ? row.integer(0) : nil
    }
}

/// Which part of a listing a page is.
struct PageBounds {
    /// Records that are left out first; 0 after a token.
    let offset: Int
    /// Records that the page may have; nil for all.
    let limit: Int?
    /// Records that the pages before handed out, or that were left out.
    private let before: Int
    private let maxRecords: Int?

    init(_ query: RecordQuery, _ token: PageToken?) {
        offset = if case .offset(let count) = query.start { count } else { 0 }
        before = token?.handedOut ?? offset
        maxRecords = query.maxRecords
        let handedOut = before
        let rest = query.maxRecords.map { max(0, $0 - handedOut) }
        limit = [rest, query.limit].compactMap { $0 }.min()
        hasOwnLimit = query.limit != nil
    }

    private let hasOwnLimit: Bool

    /// Whether another page may follow this one when it is full.
    var continues: Bool {
        guard let maxRecords, let limit else { return hasOwnLimit }
        return hasOwnLimit && before + limit < maxRecords
    }

    func token(_ last: PageToken, _ count: Int, _ query: RecordQuery) -> String {
        var last = last
        last.handedOut = before + count
        return last.text(for: query)
    }

    func total(of count: Int) -> Int { min(count, maxRecords ?? count) }
}
