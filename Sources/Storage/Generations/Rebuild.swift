package import AirtableAPI
package import FoundationEssentials
import Synchronization

/// Filling the standby of a base. Nobody reads it until `finish` has made it serve.
///
/// Its file is fresh and private, so it is written without a journal, in one transaction, with
/// indexes made afterwards and one fsync before the switch. A crash leaves a file that no row of
/// `metadata.sqlite` names; the next holder of the writer lock removes it.
package final class Rebuild: Sendable {
    package let number: Int
    package let schema: BaseSchema
    let baseName: String
    let startedAt: Date
    /// The serving generation when the rebuild began.
    package let from: Generation?
    private let store: BaseStore
    private let state: Mutex<RebuildState>

    init(
        store: BaseStore, number: Int, from: Generation?, schema: BaseSchema, baseName: String,
        at startedAt: Date
    ) throws {
        self.store = store
        self.number = number
        self.from = from
        self.schema = schema
        self.baseName = baseName
        self.startedAt = startedAt
        let path = store.folder.generationPath(store.id, number)
        state = Mutex(try RebuildState(path: path, layout: TableLayout(schema)))
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

    /// Completes the standby, checks it and makes it serve.
    ///
    /// - Parameter now: when the versions of tables that differ from the last generation moved.
    /// - Returns: the generation that serves now.
    /// - Throws: `StorageError`; then nothing has changed but that the standby is gone.
    package func finish(at now: Date) throws -> Generation {
        do {
            store.options.afterStep(.filled)
            try state.withLock { state in
                try state.index()
                try state.describe(self, base: store.id, at: now)
                store.options.afterStep(.indexed)
                try state.verify()
                store.options.afterStep(.verified)
                try state.close()
            }
            let path = store.folder.generationPath(store.id, number)
            try DataFolder.synchronize(path)
            try DataFolder.synchronize(store.folder.basePath(store.id))
            store.options.afterStep(.synchronized)
            let generation = try store.switchServing(to: number, from: from)
            state.withLock { $0.handOver() }
            store.options.afterStep(.switched)
            return generation
        } catch {
            abandon()
            throw error
        }
    }

    /// Removes the standby. Harmless after it was finished or abandoned.
    package func abandon() {
        let wasOpen = state.withLock { state in state.discard() }
        if wasOpen { store.folder.removeGeneration(store.id, number) }
    }
}
