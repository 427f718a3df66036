import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Testing

@Suite("The sync engine", .timeLimit(.minutes(10)))
struct SyncEngineTests {
    let clock = ManualClock()
    let base = SyntheticBase.make(records: 120, tables: 2, seed: 9)

    func simulator(_ faults: FaultPlan = .none, bases: [SimulatedBase]? = nil) -> SimulatedAirtable
    {
        SimulatedAirtable(
            bases: bases ?? [base], tokens: [token], clock: clock,
            wallNow: { [clock] in clock.wallNow }, limits: .none,
            latency: Latency(fixed: .milliseconds(200)), faults: faults)
    }

    func instance(
        _ simulator: SimulatedAirtable, _ folder: TemporaryFolder,
        _ settings: SyncSettings = SyncSettings()
    ) throws -> TestInstance {
        try TestInstance(simulator, folder: folder, clock: clock, settings: settings)
    }

    @Test("it syncs at start, again after the interval, and not in between")
    func schedule() async throws {
        let folder = try TemporaryFolder()
        let simulator = simulator()
        let instance = try instance(simulator, folder, SyncSettings(refreshInterval: .seconds(600)))
        let store = try instance.store.base(base.id)
        try await withRunning([instance]) {
            try await eventually(clock, "first copy") { store.serving?.number == 1 }
            try expectEqual(store, base)
            try await eventually(clock, "end") { try instance.engine.status(base.id).last != nil }
            let status = try instance.engine.status(base.id)
            #expect(status.isWriter)
            #expect(status.current == nil)
            #expect(status.last?.state == .succeeded)
            #expect(status.last?.trigger == .start)
            #expect(status.last?.progress.records == 120)
            #expect(status.last?.progress.calls == simulator.counts.total)
            #expect(status.callsThisMonth == simulator.counts.total)
            let due = try #require(status.nextDueAt)
            let syncedAt = try #require(store.serving?.syncedAt)
            #expect(due.timeIntervalSince(syncedAt) == 600)
            let calls = simulator.counts.total
            try await clock.sleep(
                for: .seconds(590) - .seconds(clock.wallNow.timeIntervalSince(syncedAt)))
            #expect(simulator.counts.total == calls)
            try await eventually(clock, within: .seconds(30), "second copy") {
                store.serving?.number == 2
            }
        }
    }

    @Test("requests during a sync join it")
    func join() async throws {
        let folder = try TemporaryFolder()
        let instance = try instance(
            simulator(), folder, SyncSettings(refreshInterval: .seconds(600)))
        try await withRunning([instance]) {
            try await eventually(clock, "running") {
                try instance.engine.status(base.id).current?.state == .running
            }
            let running = try #require(try instance.engine.status(base.id).current)
            let first = try instance.engine.refresh(base.id, trigger: .request)
            #expect(first.joined)
            #expect(first.run.id == running.id)
            try await eventually(clock, "end") {
                try instance.engine.run(running.id)?.state == .succeeded
            }
            let next = try instance.engine.refresh(base.id, trigger: .request)
            #expect(!next.joined)
            try await eventually(clock, "second end") {
                try instance.engine.run(next.run.id)?.state == .succeeded
            }
            #expect(try instance.engine.run(next.run.id)?.generation == 2)
        }
    }

    @Test("Airtable unreachable at start: the first copy comes within seconds of its return")
    func unreachable() async throws {
        let folder = try TemporaryFolder()
        let simulator = simulator(FaultPlan(probabilities: [.reset: 1]))
        let instance = try instance(simulator, folder)
        let store = try instance.store.base(base.id)
        try await withRunning([instance]) {
            try await eventually(clock, "failure") {
                try instance.engine.status(base.id).last?.state == .failed
            }
            let failure = try instance.engine.status(base.id).last?.failure
            #expect(failure?.hint?.isEmpty == false)
            try await clock.sleep(for: .seconds(100))
            simulator.faults = .none
            try await eventually(clock, within: .seconds(20), "first copy") {
                store.serving != nil
            }
            try expectEqual(store, base)
        }
    }

    @Test("a refused token is said with a hint, and not asked with again and again")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let simulator = simulator()
        simulator.revoke(token)
        let instance = try instance(simulator, folder)
        try await withRunning([instance]) {
            try await eventually(clock, "failure") {
                try instance.engine.status(base.id).last?.state == .failed
            }
            let hint = try instance.engine.status(base.id).last?.failure?.hint
            #expect(hint?.contains("AIRTABLE_PERSONAL_TOKEN") == true)
            let calls = simulator.counts.total
            try await clock.sleep(for: .seconds(50))
            #expect(simulator.counts.total == calls)
        }
    }

    @Test("after a rollback the schedule rests until a refresh is asked for")
    func pause() async throws {
        let folder = try TemporaryFolder()
        let instance = try instance(
            simulator(), folder, SyncSettings(refreshInterval: .seconds(60)))
        let store = try instance.store.base(base.id)
        try await withRunning([instance]) {
            try await eventually(clock, "two copies") { store.serving?.number == 2 }
            try await eventually(clock, "rest") {
                try instance.engine.status(base.id).current == nil
            }
            _ = try store.rollback(at: clock.wallNow)
            #expect(store.serving?.number == 1)
            #expect(try instance.engine.status(base.id).nextDueAt == nil)
            try await clock.sleep(for: .seconds(300))
            #expect(store.serving?.number == 1)
            let run = try instance.engine.refresh(base.id, trigger: .request).run
            try await eventually(clock, "refresh") {
                try instance.engine.run(run.id)?.state == .succeeded
            }
            #expect(store.pause == nil)
            #expect(try #require(store.serving?.number) > 2)
        }
    }

    @Test("a queued run of the schedule does not undo a rollback")
    func queuedBeforeRollback() async throws {
        let folder = try TemporaryFolder()
        let settings = SyncSettings(refreshInterval: .seconds(60))
        let first = try instance(simulator(), folder, settings)
        let id = base.id
        let store = try first.store.base(id)
        try await withRunning([first]) {
            try await eventually(clock, "two copies") { (store.serving?.number ?? 0) > 1 }
            try await eventually(clock, "rest") { try first.engine.status(id).current == nil }
        }
        _ = try first.store.enqueueRun(base: id, trigger: .schedule, at: clock.wallNow)
        let serving = try store.rollback(at: clock.wallNow).number
        let second = try instance(simulator(), folder, settings)
        try await withRunning([second]) {
            try await eventually(clock, "refusal") {
                try second.engine.status(id).last?.failure?.message.contains("paused") == true
            }
            #expect(try second.store.base(id).serving?.number == serving)
        }
    }

    @Test("a budget stretches the schedule, and what is used up refuses")
    func budget() async throws {
        let folder = try TemporaryFolder()
        let simulator = simulator()
        let instance = try instance(
            simulator, folder,
            SyncSettings(refreshInterval: .seconds(3_600), monthlyCalls: 12))
        try await withRunning([instance]) {
            try await eventually(clock, "first end") {
                try instance.engine.status(base.id).last?.state == .succeeded
            }
            let status = try instance.engine.status(base.id)
            #expect(status.budget == 12)
            let calls = status.callsThisMonth
            #expect(calls <= 6)
            let due = try #require(status.nextDueAt)
            #expect(due.timeIntervalSince(clock.wallNow) > 86_400 * 25)
            for _ in 0..<3 {
                let run = try instance.engine.refresh(base.id, trigger: .request).run
                try await eventually(clock, "end") {
                    try instance.engine.run(run.id)?.finishedAt != nil
                }
            }
            #expect(simulator.counts.total == 12)
            let failure = try instance.engine.status(base.id).last?.failure
            #expect(failure?.hint?.contains("AIRCACHE_MONTHLY_CALLS") == true)
        }
    }

    @Test("calls are remembered over a restart, and what a sync costs as well")
    func budgetOverRestart() async throws {
        let folder = try TemporaryFolder()
        let simulator = simulator()
        let settings = SyncSettings(refreshInterval: .seconds(3_600), monthlyCalls: 12)
        for _ in 0..<2 {
            let instance = try instance(simulator, folder, settings)
            try await withRunning([instance]) {
                try await eventually(clock, "copy") {
                    try instance.engine.status(base.id).last?.state == .succeeded
                        && instance.engine.status(base.id).isWriter
                }
                let status = try instance.engine.status(base.id)
                #expect(status.callsThisMonth == simulator.counts.total)
                let due = try #require(status.nextDueAt)
                #expect(due.timeIntervalSince(clock.wallNow) > 86_400 * 25)
            }
        }
    }

    @Test("of two instances one syncs; both serve; the other takes over")
    func takeover() async throws {
        let folder = try TemporaryFolder()
        let simulator = simulator()
        let settings = SyncSettings(refreshInterval: .seconds(600))
        let first = try instance(simulator, folder, settings)
        let second = try instance(simulator, folder, settings)
        let id = base.id
        try await withMovingTime(clock) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                let running = Task { try await first.engine.run() }
                try await eventually(clock, "lock") { try first.engine.status(id).isWriter }
                group.addTask { try await second.engine.run() }
                try await eventually(clock, "copy in both") {
                    try second.store.base(id).serving?.number == 1
                        && first.store.base(id).serving?.number == 1
                }
                #expect(try !second.engine.status(id).isWriter)
                // A request at the instance that only serves is run by the other.
                let run = try second.engine.refresh(id, trigger: .request).run
                try await eventually(clock, "second copy in both") {
                    try second.store.base(id).serving?.number == 2
                        && first.store.base(id).serving?.number == 2
                }
                try await eventually(clock, "end") {
                    try second.engine.run(run.id)?.state == .succeeded
                }
                // The writer stops in the middle of a sync.
                let last = try second.engine.refresh(id, trigger: .request).run
                try await eventually(clock, "running") {
                    try second.engine.run(last.id)?.state == .running
                }
                running.cancel()
                try await running.value
                #expect(try second.engine.run(last.id)?.state == .queued)
                try await eventually(clock, within: .seconds(10), "takeover") {
                    try second.engine.run(last.id)?.state == .succeeded
                }
                #expect(try second.engine.status(id).isWriter)
                try expectEqual(try second.store.base(id), base)
                group.cancelAll()
            }
        }
    }

    @Test("a run that a dead process left is run by whoever takes the lock")
    func deadProcess() async throws {
        let folder = try TemporaryFolder()
        let instance = try instance(simulator(), folder, SyncSettings(mode: .manual))
        var left = try instance.store.enqueueRun(
            base: base.id, trigger: .request, at: clock.wallNow
        ).run
        left.state = .running
        left.startedAt = clock.wallNow
        try instance.store.updateRun(left)
        let id = left.id
        try await withRunning([instance]) {
            try await eventually(clock, "end") {
                try instance.engine.run(id)?.state == .succeeded
            }
        }
    }

    @Test("several bases sync at the same time, each by itself")
    func severalBases() async throws {
        let folder = try TemporaryFolder()
        let bases = (0..<4).map { SyntheticBase.make(records: 150, tables: 2, seed: UInt64($0)) }
        let simulator = simulator(bases: bases)
        // The first base fails for good; the others must not care.
        simulator.grant(AccessToken(token, bases: Set(bases.dropFirst().map(\.id))))
        let instance = try instance(simulator, folder)
        try await withRunning([instance]) {
            try await eventually(clock, "copies") {
                try bases.dropFirst().allSatisfy {
                    try instance.engine.status($0.id).last?.state == .succeeded
                }
            }
            for base in bases.dropFirst() {
                try expectEqual(try instance.store.base(base.id), base)
            }
            try await eventually(clock, "failure") {
                try instance.engine.status(bases[0].id).last?.state == .failed
            }
            #expect(try instance.store.base(bases[0].id).serving == nil)
        }
    }

    @Test("manual mode syncs on request only, once there is a copy")
    func manual() async throws {
        let folder = try TemporaryFolder()
        let instance = try instance(
            simulator(), folder, SyncSettings(mode: .manual, refreshInterval: .seconds(60)))
        let store = try instance.store.base(base.id)
        try await withRunning([instance]) {
            try await eventually(clock, "copy") { store.serving?.number == 1 }
            try await clock.sleep(for: .seconds(200))
            #expect(store.serving?.number == 1)
            _ = try instance.engine.refresh(base.id, trigger: .request)
            try await eventually(clock, "refresh") { store.serving?.number == 2 }
        }
    }
}
