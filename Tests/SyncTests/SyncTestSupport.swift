import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import Logging
import Storage
import Sync
import Testing

/// A folder of its own for a test, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.path
            + "/aircache-sync-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

let token = "patSyncTests"
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// An instance: a store on a folder, a client, an engine. Several may share folder and Airtable.
struct TestInstance: Sendable {
    let clock: ManualClock
    let store: Store
    let airtable: Airtable
    let engine: SyncEngine

    init(
        _ simulator: SimulatedAirtable, folder: TemporaryFolder, clock: ManualClock,
        settings: SyncSettings = SyncSettings(), seed: UInt64 = 1,
        lookInterval: Duration = SyncLimits.lookInterval
    ) throws {
        self.clock = clock
        store = try Store(folder: DataFolder(path: folder.path), logger: silent)
        let wallNow: @Sendable () -> Date = { clock.wallNow }
        airtable = Airtable(
            transport: simulator, token: token, clock: clock, random: JitterGenerator(seed: seed),
            settings: AirtableClientSettings(),
            budget: CallBudget(
                monthlyCalls: settings.monthlyCalls, ledger: CallLedger(store: store),
                wallNow: wallNow),
            logger: silent)
        engine = SyncEngine(
            store: store, bases: simulator.bases.map(\.id), airtable: airtable,
            settings: settings, clock: clock, wallNow: wallNow, logger: silent,
            storageQueue: StorageQueue(label: nil), lookInterval: lookInterval)
    }
}

/// Runs `body` while the clock moves from sleeper to sleeper, whenever everybody is asleep.
func withMovingTime<Value: Sendable>(
    _ clock: ManualClock, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            while !Task.isCancelled {
                let count = clock.sleeperCount
                for _ in 0..<20 { await Task.yield() }
                try await Task.sleep(for: .microseconds(50))
                if clock.sleeperCount == count { clock.advanceToNextSleeper() }
            }
            return nil
        }
        defer { group.cancelAll() }
        while let value = try await group.next() {
            if let value { return value }
        }
        throw CancellationError()
    }
}

/// Runs engines, and `body` beside them, in virtual time.
func withRunning<Value: Sendable>(
    _ instances: [TestInstance], _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withMovingTime(instances[0].clock) {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            for instance in instances {
                group.addTask {
                    try await instance.engine.run()
                    return nil
                }
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}

struct Impatience: Error, CustomStringConvertible {
    let description: String
}

/// Waits, in virtual time, until `condition` holds.
func eventually(
    _ clock: ManualClock, within limit: Duration = .seconds(7_200),
    every interval: Duration = .milliseconds(100), _ what: String = "condition",
    _ condition: () throws -> Bool
) async throws {
    let start = clock.now.offset
    while try !condition() {
        guard clock.now.offset - start < limit else {
            throw Impatience(description: "no \(what) within \(limit)")
        }
        try await clock.sleep(for: interval)
    }
}

/// Whether a copy holds exactly what the simulated base holds: schema and each record's bytes.
func expectEqual(
    _ store: BaseStore, _ base: SimulatedBase, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let schema = base.schema
    let difference = try store.read { session -> String? in
        if session.contents.schema.json != schema.json { return "the schema differs" }
        for table in session.contents.tables {
            let expected = base.records(table.id)
            guard table.recordCount == expected.count else {
                return "\(table.name): \(table.recordCount) records, not \(expected.count)"
            }
            for record in expected
            where try session.record(record.id.rawValue, table: table) != record.json {
                return "\(table.name): record \(record.id) differs"
            }
        }
        return nil
    }
    guard let difference else {
        Issue.record("there is no copy", sourceLocation: sourceLocation)
        return
    }
    #expect(difference == nil, comment, sourceLocation: sourceLocation)
}

/// The state of each table as the copy has it, to compare with a state of the simulator.
func tableStates(_ store: BaseStore) throws -> [TableID: TableState]? {
    try store.read { session in
        var states: [TableID: TableState] = [:]
        for table in session.contents.tables {
            var state = TableState(records: [[UInt8]]())
            _ = try session.list(RecordQuery(table: table)) { record in
                state.add(Array(record))
            }
            states[table.id] = state
        }
        return states
    }
}
