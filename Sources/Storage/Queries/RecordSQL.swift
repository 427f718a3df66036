import AirtableAPI
import FoundationEssentials

/// A record query as SQL: the rows (key, id, body, sort values) and the count.
///
/// A plain listing reads bodies alone. One with conditions or a sort finds the keys in the typed
/// columns first and fetches only the bodies of its page.
struct RecordSQL {
    private(set) var rows = ""
    private(set) var rowParameters: [SQLValue] = []
    private(set) var count = ""
    private(set) var countParameters: [SQLValue] = []

    /// - Parameter token: where the page before ended, in keys of the generation that is read.
    init(_ query: RecordQuery, after token: PageToken?) throws(StorageError) {
        let offset = if case .offset(let count) = query.start { count } else { 0 }
        if query.isFiltered || !query.sort.isEmpty {
            try build(query, token, offset)
        } else {
            buildPlain(query.table, token, offset, limit: query.limit)
        }
    }

    /// One more than the page: whether it comes tells whether there is a next page.
    private static func limit(_ limit: Int?) -> SQLValue {
        .integer(limit.map { Int64($0) + 1 } ?? -1)
    }

    private mutating func buildPlain(
        _ table: StoredTable, _ token: PageToken?, _ offset: Int, limit: Int?
    ) {
        // Where keys have no gap, an offset is a key, and the first pages cost what the last do.
        let hasGaps = table.keys.hasGaps
        // An offset behind the last record needs no exact key.
        let (key, overflows) = Int64(offset).multipliedReportingOverflow(by: RecordKeys.stride)
        let after = token?.key ?? (hasGaps ? 0 : overflows ? .max : key)
        let skipped = token == nil && hasGaps ? offset : 0
        rows = """
            SELECT key, id, body FROM \(table.bodiesName) WHERE key > ? ORDER BY key \
            LIMIT ? OFFSET ?
            """
        rowParameters = [.integer(after), Self.limit(limit), .integer(Int64(skipped))]
    }

    private mutating func build(
        _ query: RecordQuery, _ token: PageToken?, _ offset: Int
    ) throws(StorageError) {
        let table = SQLIdentifier.quoted(query.table.sqlName)
        var filter = try Self.filter(query)
        count = "SELECT count(*) FROM \(table) AS t\(filter.whereClause)"
        countParameters = filter.parameters
        let sorts = query.sort.map { SortExpression($0) }
        if let token { filter.add(SortExpression.after(token, sorts)) }
        let columns = sorts.enumerated().map { ", \($1.sql) AS s\($0)" }.joined()
        let order =
            sorts.enumerated().map { index, sort in
                "s\(index) COLLATE aircache_text \(sort.isDescending ? "DESC" : "ASC"), "
            }.joined() + "k"
        rows = """
            WITH page AS (
                SELECT t.aircache_key AS k\(columns) FROM \(table) AS t\(filter.whereClause)
                ORDER BY \(order) LIMIT ? OFFSET ?)
            SELECT k, b.id, b.body\(sorts.indices.map { ", s\($0)" }.joined())
            FROM page JOIN \(query.table.bodiesName) AS b ON b.key = k
            ORDER BY \(order)
            """
        rowParameters =
            sorts.flatMap(\.parameters) + filter.parameters
            + [Self.limit(query.limit), .integer(Int64(offset))]
    }

    private static func filter(_ query: RecordQuery) throws(StorageError) -> SQLFilter {
        var filter = SQLFilter()
        if let ids = query.ids {
            filter.add(
                SQLFragment(
                    """
                    t.aircache_key IN (SELECT key FROM \(query.table.bodiesName) \
                    WHERE id IN (SELECT value FROM json_each(?)))
                    """, [.text(JSONValue.array(ids.map(JSONValue.string)).text)]))
        }
        if let date = query.modifiedAfter {
            filter.add(try modified(after: date, query.table))
        }
        for condition in query.conditions {
            filter.add(try ConditionSQL.fragment(condition))
        }
        return filter
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

/// A piece of SQL with its parameters in order.
struct SQLFragment {
    var sql: String
    var parameters: [SQLValue]

    init(_ sql: String, _ parameters: [SQLValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }

    /// `NOT`, where an unknown result counts as false: what does not match, blanks included.
    var negated: SQLFragment { SQLFragment("(\(sql)) IS NOT TRUE", parameters) }

    static func any(_ fragments: [SQLFragment]) -> SQLFragment {
        joined(fragments, by: " OR ", empty: "FALSE")
    }

    static func all(_ fragments: [SQLFragment]) -> SQLFragment {
        joined(fragments, by: " AND ", empty: "TRUE")
    }

    private static func joined(
        _ fragments: [SQLFragment], by separator: String, empty: String
    ) -> SQLFragment {
        guard !fragments.isEmpty else { return SQLFragment(empty) }
        return SQLFragment(
            "(" + fragments.map(\.sql).joined(separator: separator) + ")",
            fragments.flatMap(\.parameters))
    }
}

/// The conditions of a WHERE clause.
struct SQLFilter {
    private var fragments: [SQLFragment] = []

    var parameters: [SQLValue] { fragments.flatMap(\.parameters) }

    var whereClause: String {
        fragments.isEmpty ? "" : " WHERE " + fragments.map(\.sql).joined(separator: " AND ")
    }

    mutating func add(_ fragment: SQLFragment) {
        fragments.append(fragment)
    }
}
