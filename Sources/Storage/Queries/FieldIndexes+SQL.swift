import AirtableAPI

extension FieldIndexes.Item {
    private static let prefix = "aircache_index_"

    /// The index's name in the file.
    var indexName: String { Self.prefix + "\(table)_\(field)" + use.rawValue }

    /// The index that brings the records of a table into the order of a field.
    init(sorting field: StoredField, of table: StoredTable, isDescending: Bool) {
        let ascending: Use = field.sortKind == .column ? .filter : .ascending
        self.init(
            table: table.id, field: field.id, use: isDescending ? .descending : ascending)
    }

    /// Makes the index, and the order that it stands over.
    ///
    /// - Parameters:
    ///   - tables: those that the connection sees.
    ///   - functions: those of the connection.
    /// - Returns: false where the table has no such field any more.
    @discardableResult
    func make(
        _ connection: SQLiteConnection, _ tables: [StoredTable], _ functions: RowFunctions
    ) throws -> Bool {
        guard let stored = tables.first(where: { $0.id == table }),
            let field = stored.fields.first(where: { $0.id == self.field })
        else { return false }
        let direction = use == .descending ? " DESC" : ""
        let column = SQLIdentifier.quoted(field.columnName)
        let place: String
        switch (use, field.sortKind) {
        case (.filter, _), (_, .column): place = "\(stored.quotedSQLName) (\(column)\(direction))"
        case (_, .box): place = "\(stored.quotedSQLName) (nullif(\(column), 0)\(direction))"
        case (_, .function):
            let order = StoredOrder(field, of: stored)
            try order.make(connection, tables, functions)
            place = "\(order.name) (place\(direction))"
        }
        try connection.execute(
            "CREATE INDEX IF NOT EXISTS \(SQLIdentifier.quoted(indexName)) ON \(place)")
        return true
    }

    /// Whether the index still says the same where a base goes from one schema to another.
    func isKept(from old: [StoredTable], to new: [StoredTable]) -> Bool {
        guard Self.isSame(table, old, new),
            let field = new.first(where: { $0.id == table })?.fields
                .first(where: { $0.id == self.field })
        else { return false }
        return field.linkedTable.map { Self.isSame($0, old, new) } ?? true
    }

    private static func isSame(
        _ id: TableID, _ old: [StoredTable], _ new: [StoredTable]
    ) -> Bool {
        guard let one = old.first(where: { $0.id == id }),
            let other = new.first(where: { $0.id == id })
        else { return false }
        return one.schema.fields == other.schema.fields
            && one.schema.primaryFieldID == other.schema.primaryFieldID
    }

    /// The indexes that a file has.
    static func made(_ connection: SQLiteConnection) throws(StorageError) -> [FieldIndexes.Item] {
        let rows = try SQLiteStatement(
            connection,
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND name GLOB '\(prefix)*'")
        var items: [FieldIndexes.Item] = []
        while try rows.step() {
            let parts = (rows.text(0) ?? "").dropFirst(prefix.count).split(separator: "_")
            guard parts.count == 2 || parts.count == 3,
                let use = Use(rawValue: parts.count == 2 ? "" : "_\(parts[2])")
            else { continue }
            items.append(
                FieldIndexes.Item(
                    table: TableID(String(parts[0])), field: FieldID(String(parts[1])), use: use))
        }
        return items
    }

    /// Whether the file has it.
    func isMade(_ connection: SQLiteConnection) throws(StorageError) -> Bool {
        let row = try connection.statement(
            "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?")
        defer { row.reset() }
        row.bind(1, indexName)
        return try row.step()
    }
}
