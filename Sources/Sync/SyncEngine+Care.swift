import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Metrics
import Storage
import Synchronization

/// What an engine does besides: asking for modified records, and comparing ids.
extension SyncEngine {
    /// Asks for records that were modified since the last time, in polling mode.
    func pollDelta(_ base: BaseID) async {
        var logger = logger
        logger[metadataKey: "base"] = "\(base)"
        let tally = CallTally()
        let startedAt = wallNow()
        do {
            let store = try store.base(base)
            guard let serving = store.serving else {
                throw ChangeGap(description: "there is no copy")
            }
            let since = max(
                try self.store.liveState(base).lastPullAt ?? .distantPast, serving.builtAt)
            let airtable = airtable.with(priority: .incremental, tally: tally)
            let poll = DeltaPoll(base: base, airtable: airtable)
            let reading = RecordSightings.Reading.beginning()
            guard var changes = try await poll.changes(since: since, schema: serving.schema) else {
                throw ChangeGap(description: "the schema changed")
            }
            changes.generation = serving.number
            let applied = try await apply(changes, reading, to: base, by: airtable)
            machine.withLock { machine in
                machine.live(base) { $0.pulled(calls: tally.count, at: wallNow()) }
            }
            write(base, logger) { state in
                state.lastPullAt = startedAt
                state.failure = nil
                if applied.hasChanged { state.lastPayloadAt = wallNow() }
            }
        } catch let gap as ChangeGap {
            found(gap, base, logger)
        } catch {
            if Task.isCancelled { return }
            failed(error, base, tally, logger)
        }
        lookSoon()
    }

    /// Compares one table's ids with Airtable's, and mends what differs.
    func reconcile(_ base: BaseID) async {
        var logger = logger
        logger[metadataKey: "base"] = "\(base)"
        let tally = CallTally()
        do {
            guard let gate = gates[base] else { preconditionFailure("every base has a gate") }
            let differences = try await gate.pass {
                try await reconcile(base, tally, logger)
            }
            machine.withLock { machine in
                machine.live(base) { $0.reconciled(at: wallNow()) }
            }
            write(base, logger) { state in
                state.lastReconciliationAt = wallNow()
                state.lastReconciliationDifferences = differences
            }
        } catch let gap as ChangeGap {
            machine.withLock { machine in
                machine.live(base) { $0.reconciled(at: wallNow()) }
            }
            found(gap, base, logger)
        } catch {
            if Task.isCancelled { return }
            // The next fetching says what is wrong; this one is only put off.
            machine.withLock { machine in
                machine.live(base) { $0.reconciled(at: wallNow()) }
            }
            logger.info("ids could not be compared", metadata: ["error": "\(error)"])
        }
        lookSoon()
    }

    private func reconcile(
        _ base: BaseID, _ tally: CallTally, _ logger: Logger
    ) async throws -> Int {
        let store = try store.base(base)
        guard let before = store.serving, let position = before.contents.position,
            let table = nextTable(base, before.schema)
        else { return 0 }
        let airtable = airtable.with(priority: .sync, tally: tally)
        let reconciliation = Reconciliation(base: base, airtable: airtable)
        let theirs = try await reconciliation.ids(of: table)
        _ = try await catchUp(base, from: position, tally, logger)
        let ours = try store.ids(of: table.id)
        let suspects = theirs.symmetricDifference(ours)
        guard !suspects.isEmpty else { return 0 }
        guard suspects.count <= SyncLimits.changedRecords else {
            throw ChangeGap(description: "\(suspects.count) records differ")
        }
        let reading = RecordSightings.Reading.beginning()
        let (change, differences) = try await reconciliation.mend(
            suspects, of: table.id, copy: ours)
        var changes = ChangeSet()
        changes.tables[table.id] = change
        changes.generation = before.number
        _ = try await apply(changes, reading, to: base, by: airtable)
        if differences > 0 {
            logger.warning(
                "records differed from Airtable's and were mended",
                metadata: ["table": "\(table.id)", "records": "\(differences)"])
            Counter(label: "aircache_mended_records_total").increment(by: differences)
        }
        return differences
    }

    /// The tables take turns.
    private func nextTable(_ base: BaseID, _ schema: BaseSchema) -> TableSchema? {
        guard !schema.tables.isEmpty else { return nil }
        let turn = machine.withLock { $0.reconciliations(base) }
        return schema.tables[turn % schema.tables.count]
    }
}
