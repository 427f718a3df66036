import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage
import Synchronization

/// Bringing into the copy what writes left behind: those of other processes, those whose outcome is
/// unknown, those that a crash interrupted, and records that a write touched from afar.
extension SyncEngine {
    /// Settles the writes of a base that can be settled now.
    func settle(_ base: BaseID) async {
        var logger = logger
        logger[metadataKey: "base"] = "\(base)"
        var dueAt: Date?
        do {
            dueAt = try await settleAll(base)
        } catch {
            if Task.isCancelled { return }
            dueAt = wallNow().addingTimeInterval(SyncLimits.settlingPause.inSeconds)
            logger.info("writes could not be settled", metadata: ["error": "\(error)"])
        }
        machine.withLock { $0.settled(base, nextAt: dueAt) }
        lookSoon()
    }

    /// - Returns: when there is more to settle; nil for nothing that is known of.
    private func settleAll(_ base: BaseID) async throws -> Date? {
        guard let schema = try store.base(base).serving?.schema else { return nil }
        let airtable = airtable.with(priority: .incremental)
        let isFirst = machine.withLock { $0.hasSettled(base) } == false
        let rows = try await writeQueue.run { [store] in try store.unsettledWrites(base) }
        var pending: [UnsettledWrite] = []
        for (write, answer) in rows {
            if write.state == .answered, let table = schema.table(idOrName: write.table) {
                try await unlessRefused(write.table, base) {
                    try await self.take(write, answer, table.id, base, airtable)
                }
            } else {
                pending.append(write)
            }
        }
        if pending.contains(where: { $0.kind == .refresh }) {
            _ = try refresh(base, trigger: .gap)
        }
        let now = wallNow()
        let isDue = { (write: UnsettledWrite) in
            [.read, .refresh].contains(write.kind) || write.state == .unknown
                || write.settledAt <= now || isFirst
        }
        let due = pending.filter(isDue)
        try await read(due.filter { $0.kind == .read }, base) { changes, reading in
            _ = try await self.apply(changes, reading, to: base, by: airtable, isWrite: true)
        }
        try await read(due.filter { $0.kind != .read }, base) { changes, reading in
            try await self.applyWritten(changes, reading, base, airtable)
        }
        let done = pending.filter { $0.settledAt <= now }
        try await findCreated(done.filter { $0.kind == .create }, base, airtable)
        try await writeQueue.run { [store] in try store.removeWrites(done.map(\.id)) }
        if rows.count >= StorageLimits.unsettledWrites { return now }
        return pending.map(\.settledAt).filter { $0 > now }.min()
    }

    /// A table that Airtable does not give will not be given later either: a full sync, or payloads,
    /// tell what became of it.
    private func unlessRefused(
        _ table: String, _ base: BaseID, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as AirtableClientError
            where [.forbidden, .notFound, .refused].contains(error.code)
        {
            logger.warning(
                "records could not be read after a write",
                metadata: ["base": "\(base)", "table": "\(table)", "error": "\(error)"])
        }
    }

    /// Puts the answer to another process's write into the copy.
    private func take(
        _ write: UnsettledWrite, _ answer: [UInt8]?, _ table: TableID, _ base: BaseID,
        _ airtable: Airtable
    ) async throws {
        var changes = ChangeSet()
        changes.tables[table] = ChangeSet.Table()
        if let answer { changes.tables[table]?.pages = [try RecordPage(parsing: answer)] }
        if write.kind == .delete { changes.tables[table]?.removed = write.recordIDs }
        let began = RecordSightings.Reading(began: .nanoseconds(write.began))
        try await applyWritten(changes, began, base, airtable.with(priority: .write))
        try await writeQueue.run { [store] in try store.removeWrites([write.id]) }
    }

    /// Reads the records that writes name, many writes' in few calls.
    private func read(
        _ writes: [UnsettledWrite], _ base: BaseID,
        _ apply: (ChangeSet, RecordSightings.Reading) async throws -> Void
    ) async throws {
        let airtable = airtable.with(priority: .incremental)
        let schema = try store.base(base).serving?.schema
        var wanted: [TableID: Set<RecordID>] = [:]
        for write in writes {
            guard let table = schema?.table(idOrName: write.table)?.id else { continue }
            wanted[table, default: []].formUnion(write.recordIDs)
        }
        for (table, ids) in wanted.sorted(by: { $0.key < $1.key }) where !ids.isEmpty {
            try await unlessRefused(table.rawValue, base) {
                let reading = RecordSightings.Reading.beginning()
                var change = ChangeSet.Table()
                change.take(
                    try await airtable.records(base: base, table: table, ids: ids.sorted()),
                    askedFor: ids)
                var changes = ChangeSet()
                changes.tables[table] = change
                try await apply(changes, reading)
            }
        }
    }

    /// Looks for records that came to be by writes whose outcome nobody knows. Payloads name them;
    /// without payloads the table is asked for what was made since.
    private func findCreated(
        _ writes: [UnsettledWrite], _ base: BaseID, _ airtable: Airtable
    ) async throws {
        guard !writes.isEmpty else { return }
        if settings.mode.isLive { return try wake(base) }
        let schema = try store.base(base).serving?.schema
        for (name, writes) in Dictionary(grouping: writes, by: \.table) {
            guard let table = schema?.table(idOrName: name)?.id,
                let start = writes.map(\.startedAt).min()
            else { continue }
            try await unlessRefused(name, base) {
                let reading = RecordSightings.Reading.beginning()
                var change = ChangeSet.Table()
                change.pages = try await airtable.recordPages(
                    base: base, table: table, query: DeltaPoll.created(since: start)
                ).all()
                var changes = ChangeSet()
                changes.tables[table] = change
                try await self.applyWritten(changes, reading, base, airtable)
            }
        }
    }

    /// Reads what writes touched while a rebuild was filled: its pages may be older or newer than
    /// what the writes' answers said.
    func rereadWritten(_ rebuild: Rebuild, _ base: BaseID, by airtable: Airtable) async throws {
        var wanted = sightings(base).written
        for (write, _) in try await writeQueue.run({ [store] in try store.unsettledWrites(base) }) {
            guard let table = rebuild.schema.table(idOrName: write.table)?.id else { continue }
            wanted[table, default: []].formUnion(write.recordIDs)
        }
        let tables = Set(rebuild.schema.tables.map(\.id))
        let reading = RecordSightings.Reading.beginning()
        var changes = ChangeSet()
        for (table, ids) in wanted where tables.contains(table) && !ids.isEmpty {
            var change = ChangeSet.Table()
            change.take(
                try await airtable.records(base: base, table: table, ids: ids.sorted()),
                askedFor: ids)
            changes.tables[table] = change
        }
        guard !changes.tables.isEmpty else { return }
        if rebuild.from != nil {
            // The standby takes it from there, right before the switch.
            _ = try await apply(changes, reading, to: base, by: airtable, isWrite: true)
        } else {
            try await storageQueue.run { [wallNow, changes] in
                try rebuild.apply(changes, at: wallNow())
            }
        }
    }
}
