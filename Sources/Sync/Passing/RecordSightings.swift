import AirtableAPI
import AirtableClient
import Storage
import Synchronization

/// When what the copy holds of a record was last read from Airtable.
///
/// What an answer shows was so at some moment between question and answer. Of two answers that
/// overlap nobody knows which is newer: an older value could take the place of a newer one for good.
/// So an answer is applied only where its question came after whatever was applied before; else the
/// record is read again. Times are of `SystemTime`, so that they hold between processes.
final class RecordSightings: Sendable {
    /// When the questions began that a change set stems from.
    struct Reading: Sendable {
        var began: Duration
        /// Of records that were read again.
        var again: [TableID: [RecordID: Duration]] = [:]

        static func beginning() -> Reading { Reading(began: SystemTime.now) }
    }

    enum Outcome: Sendable {
        case applied(AppliedChanges)
        /// Nothing was applied: these records have to be read again.
        case uncertain([TableID: Set<RecordID>])
    }

    fileprivate struct Table {
        var records: [RecordID: Duration] = [:]
        /// The same for all of its records, known by id or not.
        var all = Duration.zero
    }

    fileprivate struct State {
        var tables: [TableID: Table] = [:]
        /// Nothing is known of what was applied before.
        var knownSince = SystemTime.now
        /// What writes put into the copy since the open rebuild began; nil without one.
        var written: [TableID: Set<RecordID>]?
    }

    private let state = Mutex(State())
    /// Held while something is applied: nothing may come between looking and applying.
    private let applying = Mutex<Void>(())

    /// Applies changes, if it is certain that they are newer than what is there.
    ///
    /// - Parameters:
    ///   - isWrite: whether they stem from a client's write.
    ///   - isForced: apply them whatever is known.
    func apply(
        _ changes: ChangeSet, _ reading: Reading, isWrite: Bool = false, isForced: Bool = false,
        _ body: () throws -> AppliedChanges
    ) throws -> Outcome {
        try applying.withLock { _ in
            let uncertain = isForced ? [:] : state.withLock { $0.uncertain(changes, reading) }
            guard uncertain.isEmpty else { return .uncertain(uncertain) }
            let applied = try body()
            state.withLock { $0.saw(changes, isWrite: isWrite, at: SystemTime.now) }
            return .applied(applied)
        }
    }

    /// Another generation begins to serve: whatever was asked before has to be asked again.
    func switching<R>(_ body: () throws -> R) throws -> R {
        try applying.withLock { _ in
            let result = try body()
            state.withLock { state in
                state.knownSince = SystemTime.now
                state.tables = [:]
            }
            return result
        }
    }

    /// This process begins to apply changes; what others applied before is not known.
    func begin() {
        state.withLock { state in
            state.knownSince = SystemTime.now
            state.tables = [:]
        }
    }

    func rebuildBegan() { state.withLock { $0.written = [:] } }

    /// What writes put into the copy since the rebuild began.
    var written: [TableID: Set<RecordID>] { state.withLock { $0.written ?? [:] } }
}

extension RecordSightings.State {
    fileprivate func uncertain(
        _ changes: ChangeSet, _ reading: RecordSightings.Reading
    ) -> [TableID: Set<RecordID>] {
        var uncertain: [TableID: Set<RecordID>] = [:]
        for (id, change) in changes.tables {
            let seen = tables[id] ?? RecordSightings.Table()
            let again = reading.again[id] ?? [:]
            func isUncertain(_ record: RecordID) -> Bool {
                let began = again[record] ?? reading.began
                return began <= max(seen.all, seen.records[record] ?? .zero) || began < knownSince
            }
            // Those that a page of the whole table does not have may be new.
            let named = change.isWhole ? change.ids.union(seen.records.keys) : change.ids
            let found = named.filter(isUncertain)
            if !found.isEmpty { uncertain[id] = found }
        }
        return uncertain
    }

    fileprivate mutating func saw(_ changes: ChangeSet, isWrite: Bool, at now: Duration) {
        for (id, change) in changes.tables {
            var table = tables[id] ?? RecordSightings.Table()
            let ids = change.ids
            for record in ids { table.records[record] = now }
            if change.isWhole || table.records.count > SyncLimits.sightedRecords {
                table.all = now
                table.records = [:]
            }
            let oldest = now - SyncLimits.sightingAge
            if table.records.count > SyncLimits.sightedRecords / 2 {
                table.records = table.records.filter { $0.value > oldest }
                table.all = max(table.all, oldest)
            }
            tables[id] = table
            if isWrite, written != nil { written?[id, default: []].formUnion(ids) }
        }
    }
}

extension ChangeSet.Table {
    /// The records that it names.
    var ids: Set<RecordID> {
        Set(removed).union(
            pages.lazy.flatMap { page in page.records.map { RecordID(page.text($0.id)) } })
    }

    /// Takes what came of reading records again: what is missing is gone.
    mutating func take(_ pages: [RecordPage], askedFor records: Set<RecordID>) {
        self.pages += pages
        let found = Set(pages.flatMap { page in page.records.map { RecordID(page.text($0.id)) } })
        removed = Array(Set(removed).subtracting(found).union(records.subtracting(found))).sorted()
    }
}
