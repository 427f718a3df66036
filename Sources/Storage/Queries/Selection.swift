import AirtableAPI

/// A listing that is filtered, sorted or of a view, while it runs.
///
/// The first page costs what it must. From the second on, and where the total is wanted, the keys
/// of all records are found once and kept with the generation: each further page reads its bodies.
struct Selection {
    private let query: RecordQuery
    private let table: StoredTable
    private let session: ReadSession
    private let sql: KeySQL
    private let token: PageToken?

    /// - Parameter make: gives the number of a row function; see `RowFunctions`.
    init(
        _ query: RecordQuery, _ token: PageToken?, _ session: ReadSession,
        make: (any RowFunction) -> Int
    ) throws {
        var query = query
        // All pages of a listing take the same moment for the present.
        if let token { query.filter = try query.filter?.at(token.now) }
        self.query = query
        self.token = token
        self.session = session
        table = query.table
        let hits = try query.search.map {
            try session.generation.searches.keys($0, query.table, session)
        }
        sql = try KeySQL(
            query, hits: hits, session, make: make)
    }

    func list(
        _ page: PageBounds, _ each: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordListing {
        if query.isPlainView, let view = query.view { return try walk(view, page, each) }
        let needsAll = token != nil || query.wantsTotal && query.isFiltered || query.view != nil
        let known = session.generation.keyLists.list(identity)
        guard needsAll || known != nil || page.limit == nil, page.limit != 0 else {
            let keys = try found(
                limit: page.limit.map { $0 + 1 }, offset: page.offset)
            let total = query.wantsTotal ? page.total(of: table.recordCount) : nil
            return try handOut(keys, from: 0, firstPosition: page.offset, page, total, each)
        }
        let list = try known ?? all()
        let start = try token.map { try place(after: $0, list) } ?? page.offset
        let total = query.wantsTotal ? page.total(of: list.keys.count) : nil
        return try handOut(
            list.keys, from: min(start, list.keys.count), firstPosition: 0, page, total, each)
    }

    // MARK: The keys

    private var identity: KeyLists.Identity {
        let others = query.linkedTables.sorted { $0.rawValue < $1.rawValue }
        return KeyLists.Identity(
            fingerprint: query.fingerprint,
            versions: [table.version]
                + others.map { session.contents.table($0.rawValue)?.version ?? 0 },
            view: query.view?.digest,
            now: query.filter.flatMap { $0.usesClock ? $0.now : nil })
    }

    /// Looks for keys, and asks for indexes where that took long.
    private func found(limit: Int?, offset: Int) throws -> [Int64] {
        let start = ContinuousClock.now
        let keys = try sql.keys(session.connection, limit: limit, offset: offset)
        if table.recordCount >= StorageLimits.indexedRecords,
            start.duration(to: .now) > StorageLimits.costlyQuery
        {
            session.generation.indexes.want(query.helpfulIndexes)
        }
        return keys
    }

    /// The keys of all records, to be kept for the next pages.
    private func all() throws -> KeyList {
        var keys = try found(limit: nil, offset: 0)
        if let view = query.view, query.sort.isEmpty { keys = try ordered(keys, by: view) }
        let list = KeyList(keys)
        session.generation.keyLists.keep(list, identity)
        return list
    }

    /// Those of the keys that belong to a view, in its order.
    private func ordered(_ keys: [Int64], by view: ViewRecords) throws -> [Int64] {
        let wanted = Set(keys)
        return try viewKeys(view).filter { wanted.contains($0) }
    }

    /// The keys of a view's records, in its order.
    private func viewKeys(_ view: ViewRecords) throws -> [Int64] {
        try view.records.compactMap { try session.key(of: $0, in: table) }
    }

    // MARK: The place

    /// Where in the list the page after a token begins.
    private func place(after token: PageToken, _ list: KeyList) throws -> Int {
        let keys = list.keys
        if token.version == table.version, token.position < keys.count,
            keys[token.position] == token.key
        {
            return token.position + 1
        }
        if query.sort.isEmpty {
            if let view = query.view { return try place(after: token, list, in: view) }
            let key = try session.key(of: token, in: table)
            return keys.partitioningIndex { $0 > key }
        }
        let (values, key) = try sortPlace(token)
        return try keys.partitioningIndex { other in
            let order = SortExpression.order(
                try sql.sortValues(other, session.connection), values, sql.sorts)
            return try order > 0 || order == 0 && sql.isBehind(other, (key, token.id))
        }
    }

    /// The sort values that the token's record had, and its key.
    private func sortPlace(_ token: PageToken) throws -> ([SQLValue], Int64) {
        let values = token.marks.compactMap { mark in
            if case .value(let value) = mark { value } else { nil }
        }
        if values.count == token.marks.count {
            return (values, try session.key(of: token, in: table))
        }
        // Long values are not in the token; the record itself has them, unless it changed.
        if let key = try session.key(of: token.id, in: table) {
            let present = try sql.sortValues(key, session.connection)
            if present.map(PageToken.mark) == token.marks { return (present, key) }
        }
        throw PageToken.invalid("points at a record that has changed")
    }

    /// In a view's order: behind the record, which its list has.
    private func place(
        after token: PageToken, _ list: KeyList, in view: ViewRecords
    ) throws -> Int {
        let rank = try rank(of: token, view)
        let positions = Dictionary(
            list.keys.enumerated().map { ($1, $0) }
        ) { first, _ in first }
        for id in view.records[(rank + 1)...] {
            if let key = try session.key(of: id, in: table), let place = positions[key] {
                return place
            }
        }
        return list.keys.count
    }

    /// Where a token's record stands in the list of a view that it belongs to.
    private func rank(of token: PageToken, _ view: ViewRecords) throws -> Int {
        if token.position < view.records.count, view.records[token.position] == token.id {
            return token.position
        }
        guard let rank = view.records.firstIndex(of: token.id) else {
            throw PageToken.invalid("is not one that this server gave")
        }
        return rank
    }

    // MARK: Handing out

    private func handOut(
        _ keys: [Int64], from start: Int, firstPosition: Int, _ page: PageBounds, _ total: Int?,
        _ each: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordListing {
        let end = min(keys.count, start + (page.limit ?? keys.count))
        let bodies = try bodies()
        defer { bodies.reset() }
        let lender = BodyLender(query.addresses, table)
        for key in keys[start..<end] {
            bodies.bind(1, key)
            if try bodies.step() { try lender.lend(bodies, body: 0, attachments: 1, each) }
            bodies.reset()
        }
        let count = end - start
        guard end < keys.count, end > start, page.continues else {
            return RecordListing(count: count, total: total, nextToken: nil)
        }
        var last = session.mark(keys[end - 1], try id(of: keys[end - 1]), table)
        last.position = firstPosition + end - 1
        last.now = query.filter?.now ?? 0
        last.marks = try sql.sortValues(keys[end - 1], session.connection).map(PageToken.mark)
        return RecordListing(
            count: count, total: total, nextToken: page.token(last, count, query))
    }

    /// Bodies by key. Whoever is lent one may look records up by id, which has a statement of its own.
    private func bodies() throws(StorageError) -> SQLiteStatement {
        try session.connection.statement(
            "SELECT body, attachments FROM \(table.bodiesName) WHERE key = ?")
    }

    private func id(of key: Int64) throws(StorageError) -> String {
        let row = try session.connection.statement(
            "SELECT id FROM \(table.bodiesName) WHERE key = ?")
        defer { row.reset() }
        row.bind(1, key)
        return try row.step() ? row.text(0) ?? "" : ""
    }

    /// A view as it stands: only the page's records are looked up.
    private func walk(
        _ view: ViewRecords, _ page: PageBounds,
        _ each: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> RecordListing {
        let bodies = try bodies()
        defer { bodies.reset() }
        let lender = BodyLender(query.addresses, table)
        var rank = try token.map { try self.rank(of: $0, view) + 1 } ?? 0
        var skipped = 0
        var count = 0
        var last = PageToken()
        var nextToken: String?
        while rank < view.records.count {
            let id = view.records[rank]
            defer { rank += 1 }
            guard let key = try session.key(of: id, in: table) else { continue }
            guard skipped == page.offset else {
                skipped += 1
                continue
            }
            if count == page.limit {
                if page.continues { nextToken = page.token(last, count, query) }
                break
            }
            bodies.bind(1, key)
            if try bodies.step() { try lender.lend(bodies, body: 0, attachments: 1, each) }
            bodies.reset()
            count += 1
            if count == page.limit {
                last = session.mark(key, id, table)
                last.position = rank
            }
        }
        return RecordListing(
            count: count,
            total: query.wantsTotal ? page.total(of: try viewCount(view)) : nil,
            nextToken: nextToken)
    }

    /// How many records of the view the table has.
    private func viewCount(_ view: ViewRecords) throws -> Int {
        if let known = session.generation.keyLists.list(identity) { return known.keys.count }
        let list = KeyList(try viewKeys(view))
        session.generation.keyLists.keep(list, identity)
        return list.keys.count
    }
}

extension [Int64] {
    /// The first index whose element fulfils `predicate`, when all behind it do and none before.
    fileprivate func partitioningIndex(_ predicate: (Int64) throws -> Bool) rethrows -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if try predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
