package import AirtableAPI
import FoundationEssentials

/// Applies change sets to the generation that serves: data, change log and position in one commit.
///
/// There is one for a generation, in the process that holds the writer lock. Readers go on meanwhile
/// and see the commit as a whole or not at all.
final class GenerationWriter {
    private let base: BaseID
    let number: Int
    private let connection: SQLiteConnection
    private let functions = RowFunctions()
    private let afterStep: @Sendable (ApplyStep) -> Void
    /// What the last commit left: nobody else writes the file.
    private var known: GenerationContents?

    init(
        path: String, base: BaseID, number: Int, afterStep: @escaping @Sendable (ApplyStep) -> Void
    ) throws(StorageError) {
        self.base = base
        self.number = number
        self.afterStep = afterStep
        connection = try SQLiteConnection(path: path, access: .write)
        // With NORMAL a loss of power could take the last commits back, and the next ones would give
        // their versions and log entries to other contents.
        try connection.execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = \(StorageLimits.checkpointPages);
            """)
        try functions.register(on: connection)
    }

    /// Applies a change set.
    ///
    /// - Returns: what the generation holds now, and what was touched; whether or not it differed.
    /// - Throws: `StorageError`; then nothing has changed.
    func apply(_ changes: ChangeSet, at now: Date) throws -> AppliedChanges {
        try connection.execute("BEGIN IMMEDIATE")
        do {
            let applied = try applyInTransaction(changes, at: now)
            afterStep(.applied)
            try connection.execute("COMMIT")
            known = applied.contents
            afterStep(.committed)
            return applied
        } catch {
            // A failed COMMIT may have ended the transaction already.
            try? connection.execute("ROLLBACK")
            known = nil
            throw error
        }
    }

    /// Makes indexes, which change nothing of what the generation holds.
    ///
    /// - Returns: how many were made.
    func make(_ indexes: [FieldIndexes.Item], _ tables: [StoredTable]) throws -> Int {
        var count = 0
        for index in indexes {
            try connection.execute("BEGIN IMMEDIATE")
            do {
                if try index.make(connection, tables, functions) { count += 1 }
                try connection.execute("COMMIT")
            } catch {
                try? connection.execute("ROLLBACK")
                throw error
            }
        }
        return count
    }

    private func applyInTransaction(
        _ changes: ChangeSet, at now: Date
    ) throws -> AppliedChanges {
        let before = try known ?? GenerationTables.read(connection, base: base)
        let editing = try ChangeEditing(
            connection, functions, before, generation: number, commit: before.commit + 1, at: now)
        if let schema = changes.schema, schema != before.schema {
            try editing.adopt(schema)
        }
        for (table, change) in changes.tables.sorted(by: { $0.key < $1.key }) {
            try editing.apply(change, to: table)
        }
        try editing.keepOrders()
        let floor = try editing.log.prune(
            floor: before.logFloor, last: editing.lastSequence, at: now)
        let after = GenerationContents(
            baseName: before.baseName, builtAt: before.builtAt,
            syncedAt: max(changes.currentAt ?? .distantPast, before.syncedAt),
            schema: editing.schema, tables: editing.tables,
            commit: editing.hasChanged || floor != before.logFloor
                ? before.commit + 1 : before.commit,
            position: changes.position ?? before.position, logFloor: floor)
        if editing.hasNewSchema {
            try GenerationTables.write(after, base: base, number: number, connection)
        } else {
            try GenerationTables.writeProgress(after, connection)
            for table in after.tables where editing.changed.contains(table.id) {
                try GenerationTables.write(table, connection)
            }
        }
        return AppliedChanges(
            contents: after, entries: Int(editing.lastSequence - editing.firstSequence),
            changedTables: editing.changed, touched: editing.touched)
    }
}

/// What an application of a change set came to.
package struct AppliedChanges: Sendable {
    package let contents: GenerationContents
    /// Entries that the change log got.
    package let entries: Int
    /// The tables whose version moved.
    package let changedTables: Set<TableID>
    let touched: TouchedRecords

    init(
        contents: GenerationContents, entries: Int, changedTables: Set<TableID>,
        touched: TouchedRecords
    ) {
        self.contents = contents
        self.entries = entries
        self.changedTables = changedTables
        self.touched = touched
    }

    /// There was nothing to apply.
    init(nothing contents: GenerationContents) {
        self.init(
            contents: contents, entries: 0, changedTables: [], touched: TouchedRecords())
    }

    /// Whether readers see anything new.
    package var hasChanged: Bool { !changedTables.isEmpty || entries > 0 }
}

/// The steps of an application after which a crash leaves a state with a name. Tests stop there.
package enum ApplyStep: String, CaseIterable, Sendable {
    /// Everything is written in the transaction; nothing is committed.
    case applied
    /// The commit is done; nobody was told.
    case committed
}
