import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage
import Synchronization

extension SyncEngine {
    func sightings(_ base: BaseID) -> RecordSightings {
        guard let sightings = recordSightings[base] else {
            preconditionFailure("every base has sightings")
        }
        return sightings
    }

    /// Applies what was read of a base to the generation that serves, and nothing that is older than
    /// what is there: see `RecordSightings`.
    ///
    /// - Parameters:
    ///   - reading: when the reading began.
    ///   - airtable: reads again what is uncertain.
    ///   - isWrite: whether the changes stem from a client's write.
    func apply(
        _ changes: ChangeSet, _ reading: RecordSightings.Reading, to base: BaseID,
        by airtable: Airtable, isWrite: Bool = false
    ) async throws -> AppliedChanges {
        let store = try store.base(base)
        let queue = isWrite ? writeQueue : storageQueue
        let sightings = sightings(base)
        var (changes, reading) = (changes, reading)
        for round in 1...SyncLimits.settlingRounds {
            let isLast = round == SyncLimits.settlingRounds
            let outcome = try await queue.run { [wallNow, changes, reading] in
                try sightings.apply(changes, reading, isWrite: isWrite, isForced: isLast) {
                    try store.apply(changes, at: wallNow())
                }
            }
            switch outcome {
            case .applied(let applied):
                if isLast { try readAgainLater(changes, base) }
                return applied
            case .uncertain(let records):
                try await readAgain(records, into: &changes, &reading, of: base, by: airtable)
            }
        }
        preconditionFailure("the last round applies")
    }

    private func readAgain(
        _ records: [TableID: Set<RecordID>], into changes: inout ChangeSet,
        _ reading: inout RecordSightings.Reading, of base: BaseID, by airtable: Airtable
    ) async throws {
        for (table, ids) in records.sorted(by: { $0.key < $1.key }) {
            let began = SystemTime.now
            let pages = try await airtable.records(base: base, table: table, ids: ids.sorted())
            changes.tables[table, default: ChangeSet.Table()].take(pages, askedFor: ids)
            for id in ids { reading.again[table, default: [:]][id] = began }
        }
    }

    /// Whoever writes a record without pause keeps it uncertain: it is read once more later.
    private func readAgainLater(_ changes: ChangeSet, _ base: BaseID) throws {
        for (table, change) in changes.tables {
            try rememberToRead(change.ids, of: table, in: base)
        }
    }

    /// Has the instance that syncs read records again soon; a crash does not forget it.
    func rememberToRead(
        _ records: Set<RecordID>, of table: TableID, in base: BaseID
    ) throws {
        guard !records.isEmpty else { return }
        let now = wallNow()
        try store.putWrite(
            UnsettledWrite(
                base: base, table: table.rawValue, records: records.sorted(), kind: .read,
                startedAt: now, settledAt: now, began: 0))
        machine.withLock { $0.unsettled(base, dueAt: now) }
        lookSoon()
    }

    /// Has a base read as a whole: a write touched more records than are read one by one.
    func rememberToRefresh(_ base: BaseID) throws {
        let now = wallNow()
        try store.putWrite(
            UnsettledWrite(
                base: base, table: "", records: [], kind: .refresh, startedAt: now, settledAt: now,
                began: 0))
        machine.withLock { $0.unsettled(base, dueAt: now) }
        lookSoon()
    }
}
