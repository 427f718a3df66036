import AirtableAPI
import Synchronization

/// Which fields of a generation deserve an index: those that a costly query filtered or sorted by.
final class FieldIndexes: Sendable {
    struct Item: Hashable {
        let table: TableID
        let field: FieldID
    }

    private struct State {
        /// Asked for and not made yet.
        var wanted: Set<Item> = []
        /// Asked for since the schema last changed.
        var asked: Set<Item> = []
        var onWish: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Whom a wish is told, once for each.
    func onWish(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.onWish = body }
    }

    /// Asks for indexes, as many as a table may have.
    func want(_ fields: some Sequence<FieldID>, of table: TableID) {
        let tell = state.withLock { state -> (@Sendable () -> Void)? in
            let before = state.wanted.count
            for field in fields {
                let item = Item(table: table, field: field)
                let count = state.asked.count { $0.table == table }
                guard count < StorageLimits.indexesPerTable,
                    state.asked.insert(item).inserted
                else { continue }
                state.wanted.insert(item)
            }
            return state.wanted.count > before ? state.onWish : nil
        }
        tell?()
    }

    /// What was asked for; it is asked for no more.
    func take() -> [Item] {
        state.withLock { state in
            defer { state.wanted = [] }
            return Array(state.wanted)
        }
    }

    /// Everything that was asked for, for the next generation.
    var all: Set<Item> { state.withLock { $0.asked } }

    /// Takes over what a file has already.
    func adopt(_ items: some Sequence<Item>) {
        state.withLock { $0.asked.formUnion(items) }
    }

    /// A new schema makes tables anew, without their indexes.
    func forget() {
        state.withLock { state in
            state.asked = state.wanted
        }
    }
}

extension FieldIndexes.Item {
    private static let prefix = "aircache_index_"

    /// The statement that makes the index; nil where the table has no such field any more.
    func sql(_ tables: [StoredTable]) -> String? {
        guard let table = tables.first(where: { $0.id == self.table }),
            let field = table.fields.first(where: { $0.id == self.field })
        else { return nil }
        let name = Self.prefix + "\(table.id)_\(field.id)"
        return """
            CREATE INDEX IF NOT EXISTS \(SQLIdentifier.quoted(name)) \
            ON \(table.quotedSQLName) (\(SQLIdentifier.quoted(field.columnName)))
            """
    }

    /// The indexes that a file has.
    static func made(_ connection: SQLiteConnection) throws(StorageError) -> [FieldIndexes.Item] {
        let rows = try SQLiteStatement(
            connection,
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND name GLOB '\(prefix)*'")
        var items: [FieldIndexes.Item] = []
        while try rows.step() {
            let parts = (rows.text(0) ?? "").dropFirst(prefix.count).split(separator: "_")
            guard parts.count == 2 else { continue }
            items.append(
                FieldIndexes.Item(
                    table: TableID(String(parts[0])), field: FieldID(String(parts[1]))))
        }
        return items
    }
}
