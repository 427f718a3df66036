import AirtableAPI

/// An index that has all records of a table in the order that a query's first sort asks for.
struct SortIndex {
    /// The index's name in the file.
    let name: String
    private let table: StoredTable
    /// Nil where the index stands over the field's own column.
    private let stored: StoredOrder?
    private let direction: String

    /// - Returns: nil where the file has none.
    init?(
        _ sort: RecordQuery.SortKey, _ table: StoredTable, _ connection: SQLiteConnection
    ) throws(StorageError) {
        let item = FieldIndexes.Item(
            sorting: sort.field, of: table, isDescending: sort.isDescending)
        guard try item.isMade(connection) else { return nil }
        self.table = table
        name = item.indexName
        stored = sort.field.sortKind == .function ? StoredOrder(sort.field, of: table) : nil
        direction = sort.isDescending ? " DESC" : ""
    }

    private var quotedName: String { SQLIdentifier.quoted(name) }

    /// Keys in order from the index alone, and whether a place is cut: then only `order` tells which
    /// record comes first. Nil where the field's column is as good.
    var places: String? {
        stored.map { order in
            """
            SELECT o.key, \(StoredOrder.isCut("o.place"))
            FROM \(order.name) AS o INDEXED BY \(quotedName)
            ORDER BY o.place\(direction), o.key
            """
        }
    }

    /// What rows are read from, as `t` with the typed columns.
    var source: String {
        guard let stored else { return "\(table.quotedSQLName) AS t INDEXED BY \(quotedName)" }
        return """
            \(stored.name) AS o INDEXED BY \(quotedName)
            CROSS JOIN \(table.quotedSQLName) AS t ON t.aircache_key = o.key
            """
    }

    /// The terms of the first sort: sort values count where places are the same and cut.
    func order(_ sort: SortExpression) -> String {
        guard stored != nil else { return sort.order }
        let whole = "CASE WHEN \(StoredOrder.isCut("o.place")) THEN \(sort.sql) END"
        return "o.place\(direction), \(whole)\(direction)"
    }
}
