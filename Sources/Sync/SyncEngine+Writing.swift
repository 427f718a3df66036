import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage
import Synchronization

/// The steps of a write through, in whichever process it is.
extension SyncEngine {
    /// Writes of clients to the bases.
    package var writes: WriteThrough { WriteThrough(engine: self) }

    /// Requests of clients for what the copy does not answer.
    package var forwarding: Forwarding { Forwarding(engine: self) }

    func store(_ row: UnsettledWrite, answer: [UInt8]? = nil) async throws {
        try await writeQueue.run { [store] in try store.putWrite(row, answer: answer) }
    }

    func forget(_ row: UnsettledWrite) async throws {
        try await writeQueue.run { [store] in try store.removeWrites([row.id]) }
    }

    /// Nobody knows what came of a write: its records are read now, and once more when Airtable is
    /// certainly done with it.
    func leaveUnknown(_ row: inout UnsettledWrite) async throws {
        row.state = .unknown
        try await store(row)
        machine.withLock { $0.unsettled(row.baseID, dueAt: wallNow()) }
        lookSoon()
    }

    /// There is no copy that could take a write, or it does not know the table. A first sync that is
    /// under way may have read what the write changed elsewhere already: without payloads only
    /// another one finds that.
    func leaveToNextCopy(_ row: inout UnsettledWrite) async throws {
        row.kind = .read
        if !settings.mode.isLive {
            try await store(
                UnsettledWrite(
                    base: row.baseID, table: row.table, records: [], kind: .refresh,
                    startedAt: row.startedAt, settledAt: row.startedAt, began: 0))
        }
        try await leaveUnknown(&row)
    }

    /// Puts a write's records into the copy, here or by the instance that syncs.
    ///
    /// - Returns: whether the copy of this instance has them.
    func put(
        _ changes: ChangeSet, _ row: inout UnsettledWrite, _ page: [UInt8]?, _ base: BaseID
    ) async throws -> Bool {
        guard machine.withLock({ $0.isWriter }) else {
            return try await handOver(&row, page, base)
        }
        let reading = RecordSightings.Reading(began: .nanoseconds(row.began))
        do {
            try await applyWritten(changes, reading, base, airtable.with(priority: .write))
        } catch let error as StorageError where error.code == .moved {
            // The schema is another one now; the records are read under it.
            var records = changes
            records.schema = nil
            try await applyWritten(
                records, RecordSightings.Reading(began: .zero), base,
                airtable.with(priority: .write))
        }
        try await forget(row)
        return true
    }

    /// Applies what a write, or probably a write, changed, and has the records read again that are
    /// linked to it. Where payloads are followed, those tell what changed elsewhere.
    ///
    /// Those records are noted first: once the copy has the change, nothing names the links that it
    /// removed, and a crash in between would leave the other side as it was.
    func applyWritten(
        _ changes: ChangeSet, _ reading: RecordSightings.Reading, _ base: BaseID,
        _ airtable: Airtable
    ) async throws {
        if !settings.mode.isLive {
            if let linked = try linked(changes, base) {
                for (table, ids) in linked { try rememberToRead(ids, of: table, in: base) }
            } else {
                try rememberToRefresh(base)
            }
        }
        _ = try await apply(changes, reading, to: base, by: airtable, isWrite: true)
    }

    /// The records that changed ones name in their link cells, in the copy or from now on; nil for
    /// very many.
    private func linked(
        _ changes: ChangeSet, _ base: BaseID
    ) throws -> [TableID: Set<RecordID>]? {
        guard let serving = try store.base(base).serving else { return [:] }
        var all: [TableID: Set<RecordID>] = [:]
        for (id, change) in changes.tables {
            guard let table = serving.schema.table(id) else { continue }
            var linked = LinkedRecords(table)
            guard !linked.isEmpty else { continue }
            try serving.generation.newest { session in
                guard let stored = session.contents.table(id.rawValue) else { return }
                for record in change.ids {
                    if let body = try session.record(record.rawValue, table: stored) {
                        try linked.add(body)
                    }
                }
            }
            for page in change.pages {
                for slice in page.records { try linked.add(Array(page.bytes[slice.whole])) }
            }
            guard let others = linked.others(than: change.ids) else { return nil }
            all.merge(others) { $0.union($1) }
        }
        return all
    }

    /// Gives a write's records to the instance that syncs, and waits until it has them in the copy.
    private func handOver(
        _ row: inout UnsettledWrite, _ page: [UInt8]?, _ base: BaseID
    ) async throws -> Bool {
        row.state = .answered
        if row.kind != .delete { row.kind = .update }
        try await store(row, answer: page)
        // This instance may have become the one that syncs.
        machine.withLock { $0.unsettled(base, dueAt: wallNow()) }
        lookSoon()
        let deadline = wallNow().addingTimeInterval(SyncLimits.handOverTime.inSeconds)
        while wallNow() < deadline {
            let isOpen = try await writeQueue.run { [store, id = row.id] in
                try store.hasWrite(id)
            }
            if !isOpen {
                try await writeQueue.run { [store] in try store.base(base).noticeNow() }
                return true
            }
            try await clock.sleep(for: SyncLimits.handOverLook)
        }
        return false
    }

    /// The schema of a base as it is now, where only names and choices differ from the copy's.
    ///
    /// - Returns: nil where it is the same, cannot be read, or cells may have changed with it: then
    ///   payloads tell, or a full sync is asked for.
    func movedSchema(_ base: BaseID) async -> BaseSchema? {
        do {
            guard let known = try store.base(base).serving?.schema else { return nil }
            let schema = try await airtable.with(priority: .interactive).baseSchema(base)
            guard schema != known else { return nil }
            if Gathering.reloaded(from: known, to: schema).isEmpty { return schema }
            if !settings.mode.isLive { _ = try refresh(base, trigger: .gap) }
        } catch {
            logger.info(
                "the schema could not be read after a write",
                metadata: ["base": "\(base)", "error": "\(error)"])
        }
        return nil
    }

    /// Something of a base was changed by a request that was passed on.
    func changedElsewhere(_ path: PassedPath, _ base: BaseID) async {
        do {
            try await followElsewhere(path, base)
        } catch {
            // Airtable has done it, so the client gets its answer; the next full sync brings the rest.
            logger.warning(
                "a change that was passed on is not followed",
                metadata: ["base": "\(base)", "error": "\(error)"])
        }
    }

    private func followElsewhere(_ path: PassedPath, _ base: BaseID) async throws {
        if settings.mode.isLive { try wake(base) }
        guard path.isUpload else { return }
        // The path names no table.
        let record = RecordID(path.segments[0])
        if let table = try table(holding: record, in: base) {
            try rememberToRead([record], of: table.id, in: base)
        }
    }

    /// The table of the copy that has a record.
    ///
    /// - Parameter likely: where it probably is; nil is returned when it is there, or nowhere.
    func table(
        holding record: RecordID, in base: BaseID, unless likely: TableID? = nil
    ) throws -> TableSchema? {
        guard let serving = try store.base(base).serving else { return nil }
        return try serving.generation.newest { session in
            func has(_ table: StoredTable) throws -> Bool {
                try session.record(record.rawValue, table: table) { _ in true } ?? false
            }
            if let likely, let table = session.contents.table(likely.rawValue), try has(table) {
                return nil
            }
            return try session.contents.tables.first(where: has)?.schema
        }
    }
}
