package import AirtableAPI
package import FoundationEssentials
import Synchronization

/// Filling the standby of a base. Nobody reads it until `finish` has made it serve.
///
/// Its file is fresh and private, so it is written without a journal, with indexes made after the
/// pages and one fsync before the switch. A crash leaves a file that no row of `metadata.sqlite`
/// names; the next holder of the writer lock removes it.
package final class Rebuild: Sendable {
    package let number: Int
    package let schema: BaseSchema
    let baseName: String
    let startedAt: Date
    /// The serving generation when the rebuild began.
    package let from: Generation?
    private let firstCommit: Int64?
    private let store: BaseStore
    private let state: Mutex<RebuildState>

    init(
        store: BaseStore, number: Int, from: Generation?, schema: BaseSchema, baseName: String,
        at startedAt: Date
    ) throws {
        self.store = store
        self.number = number
        self.from = from
        firstCommit = from?.contents.commit
        self.schema = schema
        self.baseName = baseName
        self.startedAt = startedAt
        let path = store.folder.generationPath(store.id, number)
        state = Mutex(
            try RebuildState(path: path, number: number, schema: schema, at: startedAt))
        store.options.afterStep(.created)
    }

    /// Adds a page of records, in the order they came.
    ///
    /// Tables may be filled at the same time from several tasks.
    ///
    /// - Throws: `StorageError`, such as `.diskFull`.
    package func insert(_ page: RecordPage, table: TableID) throws {
        try state.withLock { state in try state.insert(page, table: table) }
        store.options.afterStep(.inserted)
    }

    /// Forgets the records of a table: its listing begins anew.
    package func restart(table: TableID) throws {
        try state.withLock { state in try state.restart(table: table) }
    }

    /// Ends the listings: indexes and checks what came. Afterwards `apply` may follow.
    ///
    /// - Throws: `StorageError`; then the standby is gone.
    package func complete() throws {
        store.options.afterStep(.filled)
        try state.withLock { state in
            try state.complete(
                indexes: from?.indexes.all ?? [], afterStep: store.options.afterStep)
        }
    }

    /// How many records each table has so far.
    package var recordCounts: [TableID: Int] { state.withLock { $0.recordCounts } }

    /// Puts changes onto the standby that happened while it was filled.
    ///
    /// - Parameter changes: its schema must be that of the rebuild; its position is for `finish`.
    package func apply(_ changes: ChangeSet, at now: Date) throws {
        try state.withLock { state in try state.apply(changes.tables, at: now) }
    }

    /// Makes the standby serve, with everything that was applied to the serving generation since
    /// the rebuild began.
    ///
    /// - Parameters:
    ///   - position: up to where payloads are in the standby; nil where none are known. The serving
    ///     generation's own counts if that is further.
    ///   - now: when the versions of tables that differ from the last generation moved.
    /// - Returns: what serves now.
    /// - Throws: `StorageError`; then nothing has changed but that the standby is gone. `.moved`:
    ///   the serving generation got another schema meanwhile.
    package func finish(position: PayloadPosition? = nil, at now: Date) throws -> Snapshot {
        do {
            try complete()
            return try store.withoutApplying { touched in
                try takeOver(touched, at: now)
                let latest = Self.latest(position, from?.contents.position)
                let path = store.folder.generationPath(store.id, number)
                try state.withLock { state in
                    try state.describe(self, base: store.id, position: latest, at: now)
                    store.options.afterStep(.described)
                    try state.close()
                }
                try DataFolder.synchronize(path)
                try DataFolder.synchronize(store.folder.basePath(store.id))
                store.options.afterStep(.synchronized)
                let generation = try store.switchServing(
                    to: number, from: from, beginsHistory: state.withLock { $0.beginsHistory })
                state.withLock { $0.handOver() }
                store.options.afterStep(.switched)
                return Snapshot(generation)
            }
        } catch {
            abandon()
            throw error
        }
    }

    /// Removes the standby. Harmless after it was finished or abandoned.
    package func abandon() {
        let wasOpen = state.withLock { state in state.discard() }
        if wasOpen { store.folder.removeGeneration(store.id, number) }
        store.rebuildEnded()
    }

    /// Copies what was applied to the serving generation since the rebuild began: it is never older
    /// there than in the pages that came.
    private func takeOver(_ touched: TouchedRecords, at now: Date) throws {
        guard let from, from.contents.commit != firstCommit else { return }
        let serving = Snapshot(from)
        guard serving.schema == schema else { throw StorageError.moved }
        let changes = try serving.read { session in
            var changes: [TableID: ChangeSet.Table] = [:]
            for (id, records) in touched.tables {
                guard let table = serving.table(id.rawValue) else { continue }
                changes[id] = try session.present(records, of: table)
            }
            return changes
        }
        try state.withLock { state in try state.apply(changes, at: now) }
    }

    private static func latest(
        _ one: PayloadPosition?, _ other: PayloadPosition?
    ) -> PayloadPosition? {
        guard let one, let other, one.webhook == other.webhook else { return one }
        return one.cursor >= other.cursor ? one : other
    }
}

extension ReadSession {
    /// The present state of records, as a change to whatever another copy holds.
    fileprivate func present(
        _ records: TouchedRecords.Table, of table: StoredTable
    ) throws -> ChangeSet.Table {
        var change = ChangeSet.Table()
        switch records {
        case .all:
            change.isWhole = true
            _ = try list(RecordQuery(table: table)) { body in
                change.pages.append(try RecordPage(parsingRecord: Array(body)))
            }
        case .some(let ids):
            for id in ids {
                if let body = try record(id, table: table) {
                    change.pages.append(try RecordPage(parsingRecord: body))
                } else {
                    change.removed.append(RecordID(id))
                }
            }
        }
        return change
    }
}
