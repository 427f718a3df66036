import Synchronization

/// The keys of all records of a listing, in order.
final class KeyList: Sendable {
    let keys: [Int64]

    init(_ keys: [Int64]) {
        self.keys = keys
    }

    var bytes: Int { keys.count * MemoryLayout<Int64>.stride }
}

/// The key lists that a generation keeps: a listing of many pages filters and sorts once, as long
/// as its tables do not move. The least lately used ones go first.
final class KeyLists: Sendable {
    /// What a list of keys follows from.
    struct Identity: Hashable {
        let fingerprint: String
        /// Of the query's table, and of those whose records' names count.
        let versions: [Int64]
        /// The digest of the view's list; nil without a view.
        let view: String?
        /// What the formula takes for the present; nil where it does not ask.
        let now: Int64?
    }

    private struct Entry {
        let list: KeyList
        var lastUse: Int
    }

    private struct State {
        var entries: [Identity: Entry] = [:]
        var bytes = 0
        var uses = 0
    }

    private let state = Mutex(State())

    func list(_ identity: Identity) -> KeyList? {
        state.withLock { state in
            state.uses += 1
            state.entries[identity]?.lastUse = state.uses
            return state.entries[identity]?.list
        }
    }

    func keep(_ list: KeyList, _ identity: Identity) {
        guard list.bytes <= StorageLimits.keyListBytes else { return }
        state.withLock { state in
            if let former = state.entries.removeValue(forKey: identity) {
                state.bytes -= former.list.bytes
            }
            while state.entries.count >= StorageLimits.keyLists
                || state.bytes + list.bytes > StorageLimits.keyListBytes,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.bytes -= oldest.value.list.bytes
                state.entries[oldest.key] = nil
            }
            state.uses += 1
            state.bytes += list.bytes
            state.entries[identity] = Entry(list: list, lastUse: state.uses)
        }
    }
}
