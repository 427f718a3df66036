import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Testing

@Suite("Asking for modified records, and comparing ids", .timeLimit(.minutes(10)))
struct CareTests {
    @Test("polling asks for modified records between full syncs; deletions wait for the next one")
    func delta() async throws {
        let fixture = try LiveFixture(
            SyntheticBase.make(records: 120, tables: 2, seed: 4), mode: .polling
        ) { settings in
            settings.refreshInterval = .seconds(600)
            settings.deltaInterval = .seconds(20)
        }
        let instance = try fixture.instance()
        let base = fixture.base
        let store = try instance.store.base(base.id)
        let table = base.schema.tables[0]
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            let first = try #require(store.serving?.number)
            let record = base.records(table.id)[3]
            try base.updateRecord(record.id, in: table.name, cells: ["Notes": "by hand"])
            try base.createRecord(
                in: table.name, cells: ["Name": "new"], at: fixture.clock.wallNow)
            try await fixture.converge(instance, within: .seconds(60), "modified records")
            #expect(store.serving?.number == first, "without a full sync")
            try base.deleteRecord(record.id, in: table.name)
            try await fixture.clock.sleep(for: .seconds(60))
            #expect(try difference(store, base) != nil, "a deletion is not seen")
            try await fixture.converge(instance, within: .seconds(700), "deletion")
            #expect(store.serving?.number == first + 1)
        }
    }

    @Test("a difference that no payload tells is found and mended")
    func reconciliation() async throws {
        let fixture = try LiveFixture(
            SyntheticBase.make(records: 250, tables: 2, seed: 4), mode: .changes
        ) { settings in
            settings.failsafeInterval = .seconds(30 * 86_400)
            settings.reconciliationInterval = .seconds(60)
        }
        let instance = try fixture.instance()
        let base = fixture.base
        let store = try instance.store.base(base.id)
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            try await fixture.clock.sleep(for: .seconds(10))
            for table in base.schema.tables {
                // As if payloads had been lost: one record is missing, and one is too many.
                var changes = ChangeSet()
                var wrong = ChangeSet.Table()
                wrong.removed = [base.records(table.id)[7].id]
                wrong.pages = [
                    try RecordPage(
                        parsingRecord: Array(
                            #"{"id":"recNeverWas000001","createdTime":"2026-01-01T00:00:00.000Z","fields":{}}"#
                                .utf8))
                ]
                changes.tables[table.id] = wrong
                _ = try store.apply(changes, at: fixture.clock.wallNow)
            }
            let known = try #require(try difference(store, base))
            #expect(known.contains("records") || known.contains("rec"))
            // Something has to change: a quiet base is left alone.
            var step: UInt64 = 0
            let start = fixture.clock.now.offset
            while try difference(store, base) != nil {
                step += 1
                base.edit(count: 1, seed: step, at: fixture.clock.wallNow)
                try await fixture.clock.sleep(for: .seconds(15))
                try #require(fixture.clock.now.offset - start < .seconds(1_200), "not mended")
                try await fixture.clock.sleep(for: .seconds(15))
            }
            let state = try #require(try instance.engine.status(base.id).live?.state)
            #expect(state.lastReconciliationAt != nil)
            #expect(state.gaps == 0)
        }
    }
}
