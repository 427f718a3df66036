import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Testing

@Suite("Following a base by its payloads", .timeLimit(.minutes(10)))
struct LiveTests {
    func fixture(
        _ mode: SyncSettings.Mode = .changes, records: Int = 120,
        _ change: (inout SyncSettings) -> Void = { _ in }
    ) throws -> LiveFixture {
        try LiveFixture(
            SyntheticBase.make(records: records, tables: 2, seed: 9), mode: mode, change)
    }

    func fullSyncs(_ instance: TestInstance, _ fixture: LiveFixture) throws -> Int {
        try instance.store.runs(base: fixture.base.id, limit: 50).count { $0.state == .succeeded }
    }

    @Test("an edit arrives without a full sync", arguments: [SyncSettings.Mode.changes, .webhook])
    func edit(mode: SyncSettings.Mode) async throws {
        let fixture = try fixture(mode)
        let instance = try fixture.instance()
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            try await fixture.clock.sleep(for: .seconds(10))
            for seed in 0..<5 {
                fixture.base.edit(count: 3, seed: UInt64(seed), at: fixture.clock.wallNow)
                try await fixture.converge(instance, within: .seconds(10), "edit \(seed)")
            }
            #expect(try fullSyncs(instance, fixture) == 1)
            let live = try #require(try instance.engine.status(fixture.base.id).live)
            #expect(live.webhook != nil && live.cursor ?? 0 > 1 && live.state.gap == nil)
            #expect(live.state.lastPayloadAt != nil && live.state.failure == nil)
        }
        #expect(fixture.airtable.counts(of: fixture.base.id).peakPerSecond <= 5)
        #expect(fixture.airtable.counts(of: fixture.base.id).byStatus[429] == nil)
    }

    @Test("an edit that a notification tells arrives within two round trips")
    func latency() async throws {
        let fixture = try fixture(.webhook) { $0.notificationInterval = .zero }
        fixture.airtable.latency = Latency(fixed: .milliseconds(250))
        let instance = try fixture.instance()
        let store = try instance.store.base(fixture.base.id)
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            try await fixture.clock.sleep(for: .seconds(60))
            let table = fixture.base.schema.tables[0]
            for number in 0..<20 {
                let record = fixture.base.records(table.id)[number]
                let start = fixture.clock.now.offset
                try fixture.base.updateRecord(
                    record.id, in: table.name, cells: ["Notes": .string("note \(number)")])
                while try difference(store, fixture.base) != nil {
                    try await fixture.clock.sleep(for: .milliseconds(5))
                }
                #expect(fixture.clock.now.offset - start <= .milliseconds(510), "edit \(number)")
                try await fixture.clock.sleep(for: .seconds(5))
            }
        }
    }

    @Test("fields and tables come, go and are renamed without a full sync")
    func schema() async throws {
        let fixture = try fixture()
        let instance = try fixture.instance()
        let base = fixture.base
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            let name = base.schema.tables[0].name
            let steps: [(String, @Sendable () throws -> Void)] = [
                ("new field", { _ = try base.addField(name: "New", type: .number, to: name) }),
                ("renamed field", { try base.renameField("Notes", of: name, to: "Remarks") }),
                ("deleted field", { try base.deleteField("Phone", of: name) }),
                ("new table", { _ = try base.addTable(name: "Third") }),
                (
                    "record in it",
                    {
                        try base.createRecord(
                            in: "Third", cells: ["Name": "x"], at: fixture.clock.wallNow)
                    }
                ),
                ("renamed table", { try base.renameTable("Third", to: "Fourth") }),
                ("deleted table", { try base.deleteTable("Fourth") }),
            ]
            for (what, step) in steps {
                try step()
                try await fixture.converge(instance, within: .seconds(30), what)
            }
            #expect(try fullSyncs(instance, fixture) == 1)
        }
    }

    @Test("a restart goes on from the cursor without a full sync", arguments: [false, true])
    func restart(isWebhook: Bool) async throws {
        let fixture = try fixture(isWebhook ? .webhook : .changes)
        let first = try fixture.instance()
        try await fixture.running(first) { try await fixture.converge(first) }
        fixture.base.edit(count: 40, seed: 3, at: fixture.clock.wallNow)
        fixture.clock.advance(by: .seconds(3_600))
        let second = try fixture.instance(seed: 2)
        try await fixture.running(second) {
            try await fixture.converge(second, within: .seconds(60))
            #expect(try fullSyncs(second, fixture) == 1)
        }
        #expect(fixture.airtable.bases[0].webhooks.count == 1)
    }

    @Test(
        "what cannot be followed leads to a full sync by itself",
        arguments: ["destroyed", "expired", "invalid", "forgotten"])
    func gaps(fault: String) async throws {
        let fixture = try fixture()
        let instance = try fixture.instance()
        let base = fixture.base
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            try await fixture.clock.sleep(for: .seconds(20))
            switch fault {
            case "destroyed": base.destroyWebhooks()
            case "expired": base.expireWebhooks()
            case "invalid": base.invalidateWebhooks()
            default:
                base.edit(count: 3, seed: 1, at: fixture.clock.wallNow)
                base.forgetPayloads()
            }
            base.edit(count: 10, seed: 1, at: fixture.clock.wallNow)
            // An expired webhook is found at the hourly look at the list of webhooks.
            try await fixture.converge(instance, within: .seconds(3_700), fault)
            try await eventually(fixture.clock, "no gap") {
                try instance.engine.status(base.id).live?.state.gap == nil
            }
            let state = try #require(try instance.engine.status(base.id).live?.state)
            #expect(state.gaps == 1)
            #expect(try fullSyncs(instance, fixture) == 2)
            base.edit(count: 10, seed: 2, at: fixture.clock.wallNow)
            try await fixture.converge(instance, within: .seconds(30), "an edit afterwards")
            #expect(try fullSyncs(instance, fixture) == 2)
        }
    }

    @Test("edits before, during and at the end of a full sync all arrive", arguments: 0..<12)
    func duringFullSync(seed: Int) async throws {
        let fixture = try fixture(records: 900)
        let instance = try fixture.instance()
        let base = fixture.base
        try await fixture.running(instance) {
            if seed % 2 == 0 { try await fixture.converge(instance) }
            for round in 0..<3 {
                let (run, _) = try instance.engine.refresh(base.id, trigger: .request)
                var step = 0
                while try instance.engine.run(run.id)?.finishedAt == nil {
                    step += 1
                    base.edit(
                        count: 2, seed: UInt64(seed * 10_000 + round * 1_000 + step),
                        at: fixture.clock.wallNow)
                    try await fixture.clock.sleep(for: .milliseconds(137))
                }
                let ended = try #require(try instance.engine.run(run.id))
                #expect(ended.state == .succeeded, "\(ended.failure?.message ?? "")")
                try await fixture.converge(instance, within: .seconds(60), "round \(round)")
            }
        }
    }

    @Test("a bulk edit of 10,000 records costs its calls and not more")
    func bulk() async throws {
        let fixture = try fixture(records: 20_000)
        let instance = try fixture.instance()
        let base = fixture.base
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            try await fixture.clock.sleep(for: .seconds(30))
            let table = base.schema.tables[0]
            let edits = base.records(table.id).map { record in
                SimulatedBase.RecordEdit.update(record.id, ["Notes": "all of them"])
            }
            #expect(edits.count == 10_000)
            try base.editRecords(in: table.name, edits, at: fixture.clock.wallNow)
            let start = fixture.clock.now.offset
            let before = fixture.airtable.counts(of: base.id).total
            try await fixture.converge(instance, within: .seconds(120), "bulk edit")
            let taken = fixture.clock.now.offset - start
            let calls = fixture.airtable.counts(of: base.id).total - before
            print("bulk edit of 10,000 records: \(calls) calls in \(taken)")
            #expect(taken <= .seconds(5) + .seconds(1.1 * 100 / 5))
            #expect(try fullSyncs(instance, fixture) == 1)
        }
    }
}
