import AirtableAPI
import AirtableSimulator
import Foundation
import Storage
import Sync
import Testing

/// Many clients write at once, while full syncs run, payloads come, others edit and Airtable fails:
/// each reads what it wrote, and at rest the copy equals the base.
///
/// `AIRCACHE_SOAK_WRITES=from-to` runs other seeds.
@Suite("Many clients write", .serialized, .timeLimit(.minutes(60)))
struct WritingPropertyTests {
    static let clients = 8
    static let writes = 125

    static let seeds: [Int] = {
        let text = ProcessInfo.processInfo.environment["AIRCACHE_SOAK_WRITES"] ?? "0-2"
        let bounds = text.split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return [] }
        return Array(bounds[0]...bounds[1])
    }()

    @Test("a thousand writes of eight clients", arguments: seeds)
    func writes(seed: Int) async throws {
        let mode: SyncSettings.Mode = [.changes, .manual, .webhook][seed % 3]
        let fixture = try LiveFixture(
            SyntheticBase.make(records: 300, tables: 2, seed: UInt64(seed)), mode: mode,
            limits: seed % 2 == 0 ? .airtable : SimulatorLimits(hasLiveListings: true),
            seed: UInt64(seed)
        ) { settings in
            settings.takesWrites = true
            settings.failsafeInterval = .seconds(600)
        }
        let instance = try fixture.instance(seed: UInt64(seed))
        let base = fixture.base.id
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            let start = fixture.clock.now.offset
            fixture.airtable.faults = FaultPlan(
                seed: UInt64(seed),
                probabilities: [
                    .serverError: 0.01, .unavailable: 0.01, .reset: 0.01, .answerLost: 0.01,
                    .truncated: 0.01, .expiredIterator: 0.02,
                ], maximum: 60)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for client in 0..<Self.clients {
                    group.addTask {
                        try await Self.client(client, fixture, instance, seed: seed)
                    }
                }
                group.addTask { try await Self.others(fixture, instance, seed: seed) }
                var done = 0
                for try await count in group { done += count }
                #expect(done > Self.clients * Self.writes * 7 / 10, "\(done) writes succeeded")
                print("seed \(seed) \(mode): \(done) writes, \(fixture.clock.now.offset - start)")
            }
            fixture.airtable.faults = .none
            if mode == .manual { _ = try instance.engine.refresh(base, trigger: .request) }
            try await eventually(fixture.clock, within: .seconds(600), "rest") {
                try instance.store.unsettledWrites(base).isEmpty
                    && instance.engine.status(base).current == nil
            }
            try await fixture.converge(instance, within: .seconds(2_000), "seed \(seed)")
        }
        #expect(fixture.airtable.counts(of: base).peakPerSecond <= 5, "seed \(seed)")
    }

    /// - Returns: how many writes Airtable did, and said so.
    private static func client(
        _ client: Int, _ fixture: LiveFixture, _ instance: TestInstance, seed: Int
    ) async throws -> Int {
        var random = SeededGenerator(seed: UInt64(seed * 100 + client + 1))
        var done = 0
        for step in 0..<writes {
            let text = "client \(client) step \(step)"
            let write = SomeWrite(text, fixture, &random)
            let answer = try await fixture.write(
                instance, write.method, write.record, write.body, query: write.query,
                key: write.key)
            if let key = write.key {
                try await repeated(write, answer, key, fixture, instance, seed: seed)
            }
            guard answer.isSuccess else { continue }
            done += 1
            #expect(answer.isInCopy == true, "seed \(seed) \(text)")
            for id in answer.ids {
                let copied = try fixture.copied(id, instance)?["fields"]?["Notes"]
                let original = try fixture.original(id)?["fields"]?["Notes"]
                // Another client, or somebody else, may have changed it since.
                #expect(
                    copied == original || copied == .string(text) || original != .string(text),
                    "seed \(seed) \(text): \(copied?.text ?? "-")")
                if original == .string(text) { #expect(copied == original) }
            }
        }
        return done
    }

    /// Sends a creation again: after an answer at once, else when Airtable is certainly done with it.
    private static func repeated(
        _ write: SomeWrite, _ first: AirtableAnswer, _ key: String, _ fixture: LiveFixture,
        _ instance: TestInstance, seed: Int
    ) async throws {
        if first.status >= 500 { try await fixture.clock.sleep(for: .seconds(101)) }
        let second = try await fixture.write(
            instance, write.method, nil, write.body, key: key)
        let label: Comment = "seed \(seed) \(key): \(first.status), \(second.status)"
        if first.isSuccess { #expect(second.body == first.body, label) }
        let made = fixture.base.records(fixture.table().id).count {
            $0.cells["Phone"] == .string(key)
        }
        // Somebody may have deleted it since.
        #expect(made <= 1, label)
    }

    /// Edits by others, and full syncs.
    private static func others(
        _ fixture: LiveFixture, _ instance: TestInstance, seed: Int
    ) async throws -> Int {
        var random = SeededGenerator(seed: UInt64(seed + 7_000))
        for step in 0..<40 {
            fixture.base.edit(
                count: Int(random.next() % 4), seed: random.next(), at: fixture.clock.wallNow)
            if step % 10 == 3 {
                _ = try instance.engine.refresh(fixture.base.id, trigger: .request)
            }
            try await fixture.clock.sleep(for: .milliseconds(Int(random.next() % 6_000)))
        }
        return 0
    }
}
