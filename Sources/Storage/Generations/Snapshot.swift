package import AirtableAPI
package import FoundationEssentials
import Synchronization

/// A generation at one of its commits: what it held then, and the way to read just that.
package struct Snapshot: Sendable {
    package let generation: Generation
    package let contents: GenerationContents

    init(_ generation: Generation) {
        self.generation = generation
        contents = generation.contents
    }

    package var number: Int { generation.number }
    package var commit: Int64 { contents.commit }
    package var baseName: String { contents.baseName }
    package var builtAt: Date { contents.builtAt }
    package var syncedAt: Date { contents.syncedAt }
    package var syncedAtText: String { contents.syncedAtText }
    package var schema: BaseSchema { contents.schema }
    package var tables: [StoredTable] { contents.tables }
    package var fileBytes: Int64 { generation.fileBytes }

    /// The table of that id, else of exactly that name, else of that key.
    package func table(_ idNameOrKey: String) -> StoredTable? { contents.table(idNameOrKey) }

    /// Lends a reader that sees this state.
    ///
    /// - Parameters:
    ///   - timeLimit: a query that runs longer throws `StorageError.interrupted`; nil for no limit.
    ///   - body: must not keep the reader.
    /// - Throws: `StorageError.moved` when another commit came since: take a new snapshot.
    package func read<R>(
        timeLimit: Duration? = nil, _ body: (ReadSession) throws -> R
    ) throws -> R {
        try generation.read(at: contents, timeLimit: timeLimit, body)
    }

    /// Holds this state for reading in several steps.
    ///
    /// - Throws: as `read`.
    package func hold() throws -> HeldSnapshot {
        HeldSnapshot(self, try generation.borrow(at: contents))
    }
}

/// One state of a generation, readable in several steps whatever is committed meanwhile.
///
/// It keeps the WAL from being emptied: hold it no longer than needed.
package final class HeldSnapshot: Sendable {
    private let snapshot: Snapshot
    private let reader: Mutex<ReadSession>

    init(_ snapshot: Snapshot, _ reader: ReadSession) {
        self.snapshot = snapshot
        self.reader = Mutex(reader)
    }

    deinit {
        snapshot.generation.giveBack(reader.withLock { $0 })
    }

    /// Reads a step; steps of several tasks follow one another.
    package func read<R>(
        timeLimit: Duration? = nil, _ body: (ReadSession) throws -> R
    ) throws -> R {
        try reader.withLock { reader in
            reader.setDeadline(after: timeLimit)
            return try body(reader)
        }
    }
}
