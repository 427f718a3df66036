import AirtableAPI
import FormulaLanguage
import FoundationEssentials

/// A query as SQL that finds the keys of its records in the table with the typed columns. A view is
/// part of it where there is a sort.
struct KeySQL {
    private let table: StoredTable
    private let filter: SQLFilter
    /// Has all records in order; nil where there is none, or where some are left out.
    private let index: SortIndex?
    private let ranks: ViewRanks?
    /// The last term of the order.
    private let tie: String
    let sorts: [SortExpression]

    /// - Parameters:
    ///   - hits: keys that a search found; nil without one.
    ///   - make: gives the number of a row function; see `RowFunctions`.
    /// - Throws: `StorageError.invalidOperand`, `.noModificationTime`.
    init(
        _ query: RecordQuery, hits: [Int64]?, _ session: ReadSession,
        make: (any RowFunction) -> Int
    ) throws(StorageError) {
        table = query.table
        let names = session.generation.linkedNames.reader(session)
        sorts = query.sort.map { SortExpression($0, of: query.table, names: names, make: make) }
        var filter = SQLFilter()
        if let ids = query.ids { filter.add(Self.ids(ids, table)) }
        if let hits { filter.add(Self.keys(hits)) }
        if let date = query.modifiedAfter {
            filter.add(try Self.modified(after: date, table))
        }
        for condition in query.conditions {
            filter.add(try ConditionSQL.fragment(condition))
        }
        if let formula = query.filter {
            for part in Self.formula(formula, table, session, names, make) { filter.add(part) }
        }
        if let view = query.view, !query.sort.isEmpty {
            let ranks = ViewRanks(view, query.table, session)
            tie = "aircache_row(\(make(ranks)), t.aircache_key)"
            filter.add(SQLFragment("\(tie) IS NOT NULL"))
            self.ranks = ranks
        } else {
            tie = "t.aircache_key"
            ranks = nil
        }
        self.filter = filter
        if filter.isEmpty, let first = query.sort.first {
            index = try SortIndex(first, query.table, session.connection)
        } else {
            index = nil
        }
    }

    /// The parts that SQL answers come first: the others are evaluated where those hold.
    private static func formula(
        _ filter: RecordFilter, _ table: StoredTable, _ session: ReadSession,
        _ names: LinkedNames.Reader, _ make: (any RowFunction) -> Int
    ) -> [SQLFragment] {
        func call(_ formula: BoundFormula) -> String {
            let function = MatchFunction(formula, table, now: filter.now, session, names: names)
            return function.sql(make(function))
        }
        var parts = filter.conditions.map { condition in
            guard let exception = condition.exception else { return condition.sql }
            return SQLFragment(
                "CASE WHEN \(exception) THEN \(call(condition.formula)) ELSE \(condition.sql.sql) END",
                condition.sql.parameters)
        }
        if let rest = filter.rest { parts.append(SQLFragment(call(rest))) }
        return parts
    }

    /// The keys in order.
    ///
    /// - Parameters:
    ///   - limit: nil for all.
    ///   - offset: how many are left out first.
    func keys(
        _ connection: SQLiteConnection, limit: Int? = nil, offset: Int = 0
    ) throws(StorageError) -> [Int64] {
        let bounds = "LIMIT ? OFFSET ?"
        let parameters =
            filter.parameters
            + [.integer(limit.map(Int64.init) ?? -1), .integer(Int64(offset))]
        if sorts.count == 1, let places = index?.places {
            let found = try Self.read(places + "\n" + bounds, parameters, connection)
            // Beyond the page there is nothing with one of its places, as long as those are whole.
            if !found.isCut { return found.keys }
        }
        var order = sorts.map(\.order)
        if let index { order[0] = index.order(sorts[0]) }
        let source = index?.source ?? "\(table.quotedSQLName) AS t"
        let sql = """
            SELECT t.aircache_key, FALSE FROM \(source)\(filter.whereClause)
            ORDER BY \((order + [tie]).joined(separator: ", ")) \(bounds)
            """
        return try Self.read(sql, parameters, connection).keys
    }

    private static func read(
        _ sql: String, _ parameters: [SQLValue], _ connection: SQLiteConnection
    ) throws(StorageError) -> (keys: [Int64], isCut: Bool) {
        let rows = try connection.statement(sql)
        defer {
            rows.reset()
            rows.clearBindings()
        }
        for (index, value) in parameters.enumerated() { rows.bind(Int32(index + 1), value) }
        var keys: [Int64] = []
        while try rows.step() {
            if rows.integer(1) == 1 { return ([], true) }
            keys.append(rows.integer(0))
        }
        return (keys, false)
    }

    /// Whether a record comes after another one that has the same sort values.
    ///
    /// - Throws: `StorageError.invalidPageToken` where the other one is not in the view any more.
    func isBehind(_ key: Int64, _ other: (key: Int64, id: String)) throws -> Bool {
        guard let ranks else { return key > other.key }
        guard let rank = ranks.rank(ofID: other.id) else {
            throw PageToken.invalid("points at a record that is gone")
        }
        return try ranks.rank(of: key).map { $0 > rank } ?? false
    }

    /// The sort values of a record.
    func sortValues(
        _ key: Int64, _ connection: SQLiteConnection
    ) throws(StorageError) -> [SQLValue] {
        guard !sorts.isEmpty else { return [] }
        let row = try connection.statement(
            """
            SELECT \(sorts.map(\.sql).joined(separator: ", "))
            FROM \(table.quotedSQLName) AS t WHERE t.aircache_key = ?
            """)
        defer { row.reset() }
        row.bind(1, key)
        guard try row.step() else { return sorts.map { _ in .null } }
        return sorts.indices.map { row.value(Int32($0)) }
    }

    private static func ids(_ ids: [String], _ table: StoredTable) -> SQLFragment {
        SQLFragment(
            """
            t.aircache_key IN (SELECT key FROM \(table.bodiesName) \
            WHERE id IN (SELECT value FROM json_each(?)))
            """, [.text(JSONValue.array(ids.map(JSONValue.string)).text)])
    }

    private static func keys(_ keys: [Int64]) -> SQLFragment {
        let list = keys.map(String.init).joined(separator: ",")
        return SQLFragment(
            "t.aircache_key IN (SELECT value FROM json_each(?))", [.text("[\(list)]")])
    }

    private static func modified(
        after date: Date, _ table: StoredTable
    ) throws(StorageError) -> SQLFragment {
        let field = table.modificationTime(withTime: false)
        guard let field else {
            throw StorageError(
                .noModificationTime,
                "Table '\(table.name)' has no last modified time over all of its fields.",
                hint: "Add a field of the type 'Last modified time' in Airtable.")
        }
        let text = date.formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        return SQLFragment("t.\(SQLIdentifier.quoted(field.columnName)) > ?", [.text(text)])
    }
}
