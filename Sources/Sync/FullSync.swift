import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage

/// A full sync: every table of a base into a new generation, then the switch.
///
/// One table that fails fails the sync, and nothing switches. The schema is read again after the
/// last page: where it moved, pages of two schemas may stand side by side, and all begins anew.
struct FullSync: Sendable {
    let base: BaseID
    let store: BaseStore
    let airtable: Airtable
    let wallNow: @Sendable () -> Date
    let storageQueue: StorageQueue
    let logger: Logger
    /// Where payloads are replayed from; nil in modes that follow none.
    let following: Following?
    var writing = Writing.none
    /// What is read with the tables, once all their pages are there.
    var beforeSwitch: @Sendable () async throws -> Void = {}
    /// Told of each step forward.
    let report: @Sendable (SyncRun.Progress) -> Void

    /// What a full sync needs to miss nothing that happens while it runs.
    struct Following: Sendable {
        /// Finds or makes the webhook, and tells where its payloads stand; nil when there is none.
        let position: @Sendable () async throws -> PayloadPosition?
        /// Whether the serving generation follows that webhook without a gap.
        let isServingCurrent: @Sendable (PayloadPosition) -> Bool
        /// Keeps other fetchings out while `body` runs.
        let alone:
            @Sendable (_ body: @Sendable () async throws -> Snapshot) async throws -> Snapshot
        /// Brings the serving generation up to the newest payload.
        let catchUp: @Sendable () async throws -> Void
        /// Throws `ChangeGap` unless the webhook makes payloads still: one that died meanwhile has
        /// none of what happened since, and does not say so.
        let verify: @Sendable (PayloadPosition) async throws -> Void
        let source: ChangeSource
    }

    /// What a full sync needs to lose no write of a client that is done while it runs.
    struct Writing: Sendable {
        /// Writes are noted from here on.
        let begin: @Sendable () -> Void
        /// Reads again what they wrote, once all pages are there.
        let reread: @Sendable (Rebuild) async throws -> Void
        /// Keeps what is under way from being applied without another look.
        let switching: @Sendable (() throws -> Snapshot) throws -> Snapshot

        /// Nobody writes.
        static let none = Writing(begin: {}, reread: { _ in }, switching: { try $0() })
    }

    func run() async throws -> Snapshot {
        // The steps by their numbers in ARCHITECTURE.md. 1: the engine holds the writer lock.
        for attempt in 1...SyncLimits.schemaAttempts {
            let startedAt = wallNow()
            // 2. Before anything is read.
            let position = try await following?.position()
            // 3.
            async let nameNow = name()
            let schema = try await airtable.baseSchema(base)
            let name = try await nameNow
            // 4.
            writing.begin()
            let rebuild = try store.beginRebuild(schema: schema, name: name, at: startedAt)
            do {
                // 5.
                let refusal = try await fill(rebuild)
                if try await airtable.baseSchema(base).fixesRecords(like: schema) {
                    if let refusal { throw refusal }
                    try Task.checkCancellation()
                    try await storageQueue.run { try rebuild.complete() }
                    try await beforeSwitch()
                    // 6., 7. and 8.
                    return try await finish(rebuild, position)
                }
            } catch let error as StorageError where error.code == .moved {
                // The schema of the serving generation moved on.
            } catch is SchemaMoved {
                // The payloads say so.
            } catch let gap as ChangeGap {
                logger.info("payloads were lost meanwhile", metadata: ["reason": "\(gap)"])
            } catch {
                rebuild.abandon()
                throw error
            }
            rebuild.abandon()
            logger.info(
                "the base changed too much while it was read", metadata: ["attempt": "\(attempt)"])
        }
        throw SyncError(
            .schemaUnstable,
            "The base '\(base)' changed too much during each of \(SyncLimits.schemaAttempts) attempts.",
            hint: "Refresh again when nobody alters tables or fields, or very many records.")
    }

    private struct SchemaMoved: Error {}

    /// Puts onto the standby what happened since the first page, and switches.
    private func finish(_ rebuild: Rebuild, _ position: PayloadPosition?) async throws -> Snapshot {
        guard let following, let position else {
            try await writing.reread(rebuild)
            return try await finish(rebuild, at: nil)
        }
        return try await following.alone {
            if rebuild.from != nil, following.isServingCurrent(position) {
                // The serving generation takes the changes, and the standby takes them from there:
                // one fetching for both, and nobody sees a value go back.
                do {
                    try await following.catchUp()
                    try await following.verify(position)
                    return try await finish(rebuild, at: position)
                } catch let gap as ChangeGap where !gap.needsNewWebhook {
                    logger.info("the serving generation cannot catch up; the standby does")
                }
            }
            let end = try await replay(rebuild, from: position, following.source)
            try await following.verify(position)
            try await writing.reread(rebuild)
            return try await finish(rebuild, at: end)
        }
    }

    /// Applies the payloads since a position to the standby.
    ///
    /// - Returns: where they end.
    private func replay(
        _ rebuild: Rebuild, from start: PayloadPosition, _ source: ChangeSource
    ) async throws -> PayloadPosition {
        let gathered = try await source.changes(
            since: start, for: .standby(rebuild.schema, counts: rebuild.recordCounts))
        if let schema = gathered.changes.schema, !schema.fixesRecords(like: rebuild.schema) {
            throw SchemaMoved()
        }
        try await storageQueue.run { [wallNow] in
            try rebuild.apply(gathered.changes, at: wallNow())
        }
        return gathered.changes.position ?? start
    }

    private func finish(_ rebuild: Rebuild, at position: PayloadPosition?) async throws -> Snapshot
    {
        try await storageQueue.run { [wallNow, writing] in
            try writing.switching { try rebuild.finish(position: position, at: wallNow()) }
        }
    }

    /// The base's name, which is not part of the schema.
    private func name() async throws -> String {
        let known = store.serving?.baseName ?? base.rawValue
        do {
            return try await airtable.bases(for: base).first { $0.id == base }?.name ?? known
        } catch let error as AirtableClientError where error.code == .forbidden {
            // A token may see a base without the right to list bases.
            return known
        }
    }
}

extension BaseSchema {
    /// Whether records read under this schema and under `other` have the same form: the same
    /// tables, and in them the same fields by id, name, type and options.
    ///
    /// Views may have changed: they do not touch records.
    func fixesRecords(like other: BaseSchema) -> Bool {
        tables.count == other.tables.count
            && zip(tables, other.tables).allSatisfy { one, two in
                one.id == two.id && one.name == two.name
                    && one.primaryFieldID == two.primaryFieldID && one.fields == two.fields
            }
    }
}
