import AirtableAPI
import FoundationEssentials
import Storage
import Sync
import Synchronization

/// The lists of views' records as queries take them. A listing of several pages goes on in the list
/// that it began with, so the former ones are kept for some time.
final class ViewRecordLists: Sendable {
    struct Listed: Sendable {
        let records: ViewRecords
        let readAt: Date
    }

    private struct Key: Hashable {
        let base: BaseID
        let table: TableID
        let view: String
    }

    private struct Entry {
        let key: Key
        let listed: Listed
        var usedAt: Date
    }

    private let engine: SyncEngine
    private let limits: HTTPLimits
    private let wallNow: @Sendable () -> Date
    /// The least lately used ones first.
    private let entries = Mutex<[Entry]>([])

    init(_ engine: SyncEngine, limits: HTTPLimits, wallNow: @escaping @Sendable () -> Date) {
        self.engine = engine
        self.limits = limits
        self.wallNow = wallNow
    }

    /// The records of a view. It may take a question to Airtable.
    ///
    /// - Parameters:
    ///   - view: its id or name.
    ///   - query: asks for them. A page behind others gets the list of those, where it is kept.
    /// - Throws: `ViewRefused` with Airtable's answer, as for a view that is not there;
    ///   `PassingError` where the list cannot be read.
    func records(_ view: String, for query: RecordQuery, in base: BaseID) async throws -> Listed {
        let key = Key(base: base, table: query.table.id, view: view)
        if let digest = query.viewList,
            let listed = known(key, where: { $0.records.digest == digest })
        {
            return listed
        }
        let list = try await engine.views.list(base: base, table: query.table.id, view: view)
        let isSame = { (listed: Listed) in
            listed.readAt == list.readAt && listed.records.records.count == list.ids.count
        }
        if let listed = known(key, where: isSame) { return listed }
        let listed = Listed(
            records: ViewRecords(view: view, records: list.ids), readAt: list.readAt)
        keep(listed, key)
        return listed
    }

    private func known(_ key: Key, where isWanted: (Listed) -> Bool) -> Listed? {
        entries.withLock { entries in
            let place = entries.lastIndex { $0.key == key && isWanted($0.listed) }
            guard let place, entries[place].usedAt >= oldest else { return nil }
            var entry = entries.remove(at: place)
            entry.usedAt = wallNow()
            entries.append(entry)
            return entry.listed
        }
    }

    private func keep(_ listed: Listed, _ key: Key) {
        entries.withLock { entries in
            let oldest = oldest
            entries.removeAll { entry in
                let isReadAgain =
                    entry.key == key && entry.listed.records.digest == listed.records.digest
                return isReadAgain || entry.usedAt < oldest
            }
            entries.append(Entry(key: key, listed: listed, usedAt: wallNow()))
            var total = entries.reduce(0) { $0 + $1.listed.records.records.count }
            while entries.count > 1,
                entries.count > limits.viewLists || total > limits.viewListRecords
            {
                total -= entries.removeFirst().listed.records.records.count
            }
        }
    }

    private var oldest: Date { wallNow().addingTimeInterval(-limits.viewListAge) }
}
