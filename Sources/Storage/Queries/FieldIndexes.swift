import AirtableAPI
import Synchronization

/// Which fields of a generation deserve an index: those that a costly query filtered or sorted by.
final class FieldIndexes: Sendable {
    struct Item: Hashable {
        enum Use: String {
            /// Over the bare column: finds values, and orders them upwards.
            case filter = ""
            case ascending = "_asc"
            case descending = "_desc"
        }

        let table: TableID
        let field: FieldID
        var use = Use.filter
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
    func want(_ items: some Sequence<Item>) {
        let tell = state.withLock { state -> (@Sendable () -> Void)? in
            let before = state.wanted.count
            for item in items {
                let count = state.asked.count { $0.table == item.table }
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
    func forget(unless isKept: (Item) -> Bool) {
        state.withLock { state in
            state.asked = state.asked.filter(isKept).union(state.wanted)
        }
    }
}
