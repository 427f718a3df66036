import AirtableAPI
import FoundationEssentials

/// A query as SQL that finds the keys of its records in the table with the typed columns. The view
/// is not part of it.
struct KeySQL {
    private let table: StoredTable
    private let filter: SQLFilter
    let sorts: [SortExpression]

    /// - Parameters:
    ///   - hits: keys that a search found; nil without one.
    ///   - make: gives the number of a row function; see `RowFunctions`.
    /// - Throws: `StorageError.invalidOperand`, `.noModificationTime`.
    init(
        _ query: RecordQuery, hits: [Int64]?, names: LinkedNames.Reader,
        make: (any RowFunction) -> Int
    ) throws(StorageError) {
        table = query.table
        sorts = query.sort.map { SortExpression($0, names: names, make: make) }
        var filter = SQLFilter()
        if let ids = query.ids { filter.add(Self.ids(ids, table)) }
        if let hits { filter.add(Self.keys(hits)) }
        if let date = query.modifiedAfter {
            filter.add(try Self.modified(after: date, table))
        }
        for condition in query.conditions {
            filter.add(try ConditionSQL.fragment(condition))
        }
        self.filter = filter
    }

    /// The keys in order.
    ///
    /// - Parameters:
    ///   - limit: nil for all.
    ///   - offset: how many are left out first.
    func keys(
        _ connection: SQLiteConnection, limit: Int? = nil, offset: Int = 0
    ) throws(StorageError) -> [Int64] {
        let order = sorts.map { $0.order + ", " }.joined()
        let rows = try connection.statement(
            """
            SELECT t.aircache_key FROM \(table.quotedSQLName) AS t\(filter.whereClause)
            ORDER BY \(order)t.aircache_key LIMIT ? OFFSET ?
            """)
        defer {
            rows.reset()
            rows.clearBindings()
        }
        let parameters =
            filter.parameters
            + [.integer(limit.map(Int64.init) ?? -1), .integer(Int64(offset))]
        for (index, value) in parameters.enumerated() { rows.bind(Int32(index + 1), value) }
        var keys: [Int64] = []
        while try rows.step() { keys.append(rows.integer(0)) }
        return keys
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
        // A last modified time that watches some fields only does not tell of the others.
        let field = table.fields.first { field in
            guard case .lastModifiedTime(true, let watched, _) = field.schema.options else {
                return false
            }
            return watched?.isEmpty ?? true
        }
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
