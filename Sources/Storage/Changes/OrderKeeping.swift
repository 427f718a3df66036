import AirtableAPI

/// Brings the stored orders of a generation up to date with its records, at the end of a
/// transaction.
struct OrderKeeping {
    let connection: SQLiteConnection
    let functions: RowFunctions
    /// As the transaction leaves them.
    let tables: [StoredTable]
    let orders: [StoredOrder]

    /// - Parameter edits: what happened to the records of each table.
    func run(_ edits: [TableID: TableEditor.RowEdits]) throws {
        let names = LinkedNames.Reader(connection, tables, shared: nil)
        for order in orders {
            let own = edits[order.table.id]
            if own?.isRenumbered == true {
                try order.refill(connection, functions, names)
                continue
            }
            var keys = own?.keys ?? []
            if let linked = order.field.linkedTable, let renamed = edits[linked]?.renamed {
                keys.formUnion(try order.keys(showing: renamed, connection))
            }
            if !keys.isEmpty { try order.update(keys, connection, functions, names) }
        }
    }
}
