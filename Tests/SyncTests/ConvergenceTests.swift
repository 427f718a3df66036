import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import Storage
import Sync
import Testing

/// Random edits of everything, faults at every call, crashes between any two steps: at rest the copy
/// equals the base, and no state in between was one that the base never had.
///
/// `AIRCACHE_SOAK_SEEDS=from-to` runs other seeds: `make soak`.
@Suite("A copy converges", .serialized, .timeLimit(.minutes(60)))
struct ConvergenceTests {
    static let seeds: [Int] = {
        let text = ProcessInfo.processInfo.environment["AIRCACHE_SOAK_SEEDS"] ?? "0-119"
        let bounds = text.split(separator: "-").compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return [] }
        return Array(bounds[0]...bounds[1])
    }()

    @Test("whatever goes wrong", arguments: seeds)
    func converges(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let isWebhook = seed % 2 == 0
        let fixture = try LiveFixture(
            SyntheticBase.make(records: 40 + seed % 60, tables: 2 + seed % 2, seed: UInt64(seed)),
            mode: isWebhook ? .webhook : .changes,
            limits: seed % 4 < 2 ? .airtable : SimulatorLimits(hasLiveListings: true),
            seed: UInt64(seed)
        ) { settings in
            settings.notificationInterval = .seconds(seed % 3)
            settings.failsafeInterval = .seconds(300)
            settings.reconciliationInterval = .seconds(600)
        }
        fixture.base.webhookSettings.hasComputedPayloads = seed % 3 == 0
        let rerun: Comment = """
            seed \(seed): AIRCACHE_SOAK_SEEDS=\(seed)-\(seed) swift test --filter ConvergenceTests
            """
        fixture.base.keepHistory()
        var lives = 0
        let crashes = random.next() % 4
        for life in 0...crashes {
            lives += 1
            let instance = try fixture.instance(seed: UInt64(seed) &* 31 &+ life)
            let span = 5 + random.next() % 60
            // A process that starts knows nothing of the calls that a dead one made a moment ago.
            fixture.clock.advance(by: .seconds(1))
            let lifeSeed = random.next()
            try await fixture.running(instance) {
                try await Self.live(fixture, instance, seed: lifeSeed, seconds: Int(span))
            }
        }
        fixture.clock.advance(by: .seconds(1))
        let last = try fixture.instance(seed: UInt64(seed) &* 31 &+ 30)
        fixture.airtable.faults = .none
        fixture.airtable.notificationFaults = .none
        try await fixture.running(last) {
            do {
                try await fixture.converge(last, within: .seconds(8_000))
            } catch {
                let store = try last.store.base(fixture.base.id)
                let found = try difference(store, fixture.base) ?? "equal"
                Issue.record("seed \(seed): \(found)")
            }
            // It stays equal, and follows again.
            fixture.base.edit(count: 5, seed: 7, at: fixture.clock.wallNow)
            do {
                try await fixture.converge(last, within: .seconds(4_000))
            } catch {
                Issue.record("seed \(seed): an edit at rest does not arrive")
            }
        }
        #expect(lives > 0, rerun)
        let counts = fixture.airtable.counts(of: fixture.base.id)
        #expect(counts.peakPerSecond <= 5, rerun)
    }

    /// Edits and faults for some time of an instance's life.
    static func live(
        _ fixture: LiveFixture, _ instance: TestInstance, seed: UInt64, seconds: Int
    ) async throws {
        var random = SeededGenerator(seed: seed)
        let end = fixture.clock.now.offset + .seconds(seconds)
        fixture.airtable.faults = FaultPlan(
            seed: seed,
            probabilities: [
                .serverError: 0.03, .badGateway: 0.02, .unavailable: 0.02, .reset: 0.03,
                .truncated: 0.03, .expiredIterator: 0.05, .rateLimit: 0.005, .timeout: 0.005,
            ], maximum: 40)
        fixture.airtable.notificationFaults = NotificationFaults(
            seed: seed,
            probabilities: [.lost: 0.1, .doubled: 0.1, .reordered: 0.1, .late: 0.1, .forged: 0.1])
        while fixture.clock.now.offset < end {
            switch random.next() % 40 {
            case 0: fixture.base.destroyWebhooks()
            case 1: fixture.base.expireWebhooks()
            case 2: fixture.base.invalidateWebhooks()
            case 3: fixture.base.forgetPayloads()
            case 4: _ = try instance.engine.refresh(fixture.base.id, trigger: .request)
            case 5...20:
                fixture.base.edit(
                    count: Int(random.next() % 5), seed: random.next(), at: fixture.clock.wallNow)
            default:
                fixture.base.editAnything(
                    count: 1, seed: random.next(), at: fixture.clock.wallNow)
            }
            try await fixture.clock.sleep(for: .milliseconds(Int(random.next() % 3_000)))
            try expectWhole(fixture, instance, seed)
        }
    }

    /// The copy is one state that the base really had: the same in all tables.
    static func expectWhole(
        _ fixture: LiveFixture, _ instance: TestInstance, _ seed: UInt64
    ) throws {
        guard let states = try tableStates(try instance.store.base(fixture.base.id)) else { return }
        let isKnown = fixture.base.history.contains { $0.tables == states }
        #expect(isKnown, "a torn state, life \(seed)")
    }
}
