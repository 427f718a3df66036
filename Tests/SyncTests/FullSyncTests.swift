import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import Storage
import Testing

@testable import Sync

@Suite("A full sync", .timeLimit(.minutes(10)))
struct FullSyncTests {
    let clock = ManualClock()

    func simulator(
        _ base: SimulatedBase, limits: SimulatorLimits = .none, faults: FaultPlan = .none
    ) -> SimulatedAirtable {
        SimulatedAirtable(
            bases: [base], tokens: [token], clock: clock, wallNow: { [clock] in clock.wallNow },
            limits: limits, faults: faults)
    }

    func sync(
        _ instance: TestInstance, _ base: SimulatedBase,
        _ report: @escaping @Sendable (SyncRun.Progress) -> Void = { _ in }
    ) async throws -> Snapshot {
        let store = try instance.store.base(base.id)
        return try await withMovingTime(clock) {
            try await FullSync(
                base: base.id, store: store, airtable: instance.airtable,
                wallNow: { instance.clock.wallNow },
                storageQueue: StorageQueue(label: nil), logger: silent, following: nil,
                report: report
            ).run()
        }
    }

    @Test("the copy equals the base, record by record")
    func equal() async throws {
        let base = SyntheticBase.make(records: 730, tables: 5, seed: 1)
        let folder = try TemporaryFolder()
        let instance = try TestInstance(simulator(base), folder: folder, clock: clock)
        let generation = try await sync(instance, base)
        #expect(generation.baseName == base.name)
        #expect(generation.number == 1)
        try expectEqual(try instance.store.base(base.id), base)
    }

    @Test("edits arrive with the next sync, and the base's new tables")
    func edits() async throws {
        let base = SyntheticBase.make(records: 200, tables: 2, seed: 1)
        let folder = try TemporaryFolder()
        let instance = try TestInstance(simulator(base), folder: folder, clock: clock)
        _ = try await sync(instance, base)
        base.edit(count: 100, seed: 7, at: clock.wallNow)
        _ = try base.addTable(name: "New one")
        let generation = try await sync(instance, base)
        #expect(generation.number == 2)
        try expectEqual(try instance.store.base(base.id), base)
    }

    /// Every fault that passes, often; a sync may fail, but then nothing has changed.
    @Test("faults by chance: equal afterwards, or untouched", arguments: 0..<200)
    func faults(seed: Int) async throws {
        let base = SyntheticBase.make(records: 340, tables: 3, seed: UInt64(seed))
        let folder = try TemporaryFolder()
        let plan = FaultPlan(
            seed: UInt64(seed),
            probabilities: [
                .rateLimit: 0.02, .serverError: 0.04, .badGateway: 0.04, .unavailable: 0.04,
                .timeout: 0.02, .reset: 0.05, .truncated: 0.05, .slowDrip: 0.05,
                .expiredIterator: 0.1,
            ])
        let simulator = simulator(base, faults: plan)
        let instance = try TestInstance(
            simulator, folder: folder, clock: clock, seed: UInt64(seed))
        let store = try instance.store.base(base.id)
        let rerun: Comment = "seed \(seed): swift test --filter 'FullSyncTests/faults'"
        var hasCopy = false
        for _ in 0..<2 {
            do {
                _ = try await sync(instance, base)
                hasCopy = true
            } catch is AirtableClientError {
                #expect((store.serving != nil) == hasCopy, rerun)
            }
            if hasCopy { try expectEqual(store, base, rerun) }
        }
        simulator.faults = .none
        base.edit(count: 30, seed: UInt64(seed), at: clock.wallNow)
        _ = try await sync(instance, base)
        try expectEqual(store, base, rerun)
    }

    @Test("one failing table fails the sync, and nothing switches")
    func failingTable() async throws {
        let base = SyntheticBase.make(records: 300, tables: 3, seed: 2)
        let folder = try TemporaryFolder()
        let simulator = simulator(base)
        let instance = try TestInstance(simulator, folder: folder, clock: clock)
        _ = try await sync(instance, base)
        let before = try tableStates(try instance.store.base(base.id))
        base.edit(count: 50, seed: 3, at: clock.wallNow)
        // List of bases and schema are answered, then some table is refused until the end.
        simulator.faults = FaultPlan(
            script: [nil, nil, nil] + [Fault?](repeating: .badGateway, count: 60))
        let error = await #expect(throws: AirtableClientError.self) {
            try await sync(instance, base)
        }
        #expect(error?.code == .unreachable)
        let store = try instance.store.base(base.id)
        #expect(store.serving?.number == 1)
        #expect(try tableStates(store) == before)
        simulator.faults = .none
        _ = try await sync(instance, base)
        try expectEqual(store, base)
    }

    @Test(
        "a table that vanishes, or a field that is renamed, during the sync: read again",
        arguments: [Fault.tableGone, .fieldRenamed])
    func schemaChange(fault: Fault) async throws {
        let base = SyntheticBase.make(records: 700, tables: 3, seed: 4)
        let folder = try TemporaryFolder()
        let simulator = simulator(
            base, faults: FaultPlan(script: [nil, nil, nil, nil, nil, fault]))
        let instance = try TestInstance(simulator, folder: folder, clock: clock)
        _ = try await sync(instance, base)
        #expect(simulator.faultCounts[fault] == 1)
        try expectEqual(try instance.store.base(base.id), base)
    }

    @Test("a schema that never stands still fails the sync, and nothing switches")
    func restlessSchema() async throws {
        let base = SyntheticBase.make(records: 300, tables: 2, seed: 4)
        let folder = try TemporaryFolder()
        let instance = try TestInstance(
            simulator(base, faults: FaultPlan(probabilities: [.fieldRenamed: 1])),
            folder: folder, clock: clock)
        let error = await #expect(throws: SyncError.self) { try await sync(instance, base) }
        #expect(error?.code == .schemaUnstable)
        #expect(try instance.store.base(base.id).serving == nil)
    }

    @Test("edits during syncs never tear a table", arguments: 0..<20)
    func neverTorn(seed: Int) async throws {
        let base = SyntheticBase.make(records: 900, tables: 3, seed: UInt64(seed))
        base.keepHistory()
        let folder = try TemporaryFolder()
        let simulator = simulator(
            base,
            faults: FaultPlan(
                seed: UInt64(seed), probabilities: [.expiredIterator: 0.1, .serverError: 0.05]))
        let instance = try TestInstance(
            simulator, folder: folder, clock: clock, seed: UInt64(seed))
        for round in 0..<3 {
            _ = try await sync(instance, base) { progress in
                let seed = UInt64(seed * 1_000 + round * 100 + progress.records % 100)
                base.edit(count: 3, seed: seed, at: Date(timeIntervalSince1970: 1_767_225_600))
            }
            let states = try #require(try tableStates(try instance.store.base(base.id)))
            for (table, state) in states {
                #expect(!base.revisions(of: table, in: state).isEmpty, "seed \(seed), \(table)")
            }
        }
    }

    @Test("at Airtable's own limits a sync costs calls ÷ 5, and is never refused")
    func speed() async throws {
        let base = SyntheticBase.make(records: 4_000, tables: 10, seed: 1)
        let folder = try TemporaryFolder()
        let simulator = simulator(base, limits: .airtable)
        simulator.latency = Latency(fixed: .milliseconds(250))
        let instance = try TestInstance(simulator, folder: folder, clock: clock)
        _ = try await sync(instance, base)
        let counts = simulator.counts(of: base.id)
        #expect(counts.peakPerSecond <= 5)
        #expect(counts.byStatus[429] == nil)
        #expect(counts.total == 42)
    }
}
