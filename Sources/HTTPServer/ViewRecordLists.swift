import AirtableAPI
import FoundationEssentials
import Storage
import Sync
import Synchronization

/// The records of views as queries take them: one object for each list that was read, since its
/// identity is what Storage remembers an order by.
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

    private let engine: SyncEngine
    private let limit: Int
    private let known = Mutex<[Key: Listed]>([:])

    /// - Parameter limit: lists that are kept.
    init(_ engine: SyncEngine, limit: Int) {
        self.engine = engine
        self.limit = limit
    }

    /// The records of a view. It may take a question to Airtable.
    ///
    /// - Parameter view: its id or name.
    /// - Throws: `ViewRefused` with Airtable's answer, as for a view that is not there;
    ///   `PassingError` where the list cannot be read.
    func records(_ view: String, of table: StoredTable, in base: BaseID) async throws -> Listed {
        let list = try await engine.views.list(base: base, table: table.id, view: view)
        let key = Key(base: base, table: table.id, view: view)
        return known.withLock { known in
            if let listed = known[key], listed.readAt == list.readAt,
                listed.records.records.count == list.ids.count
            {
                return listed
            }
            // Which one goes matters little: it is made anew from the engine's list.
            if known.count >= limit, let other = known.keys.first { known[other] = nil }
            let records = ViewRecords(view: view, records: list.ids)
            let listed = Listed(records: records, readAt: list.readAt)
            known[key] = listed
            return listed
        }
    }
}
