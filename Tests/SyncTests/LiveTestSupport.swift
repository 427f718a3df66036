import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Synchronization
import Testing

/// A base, the simulator that has it, and an instance that follows it, in virtual time.
final class LiveFixture: Sendable {
    let clock = ManualClock()
    let base: SimulatedBase
    let airtable: SimulatedAirtable
    let folder: TemporaryFolder
    let settings: SyncSettings
    private let running = Mutex<TestInstance?>(nil)

    static let address = "https://cache.example.com/webhooks/airtable/refresh"

    init(
        _ base: SimulatedBase, mode: SyncSettings.Mode = .changes,
        limits: SimulatorLimits = .airtable,
        latency: Duration = .milliseconds(200), seed: UInt64 = 1,
        _ change: (inout SyncSettings) -> Void = { _ in }
    ) throws {
        self.base = base
        folder = try TemporaryFolder()
        var settings = SyncSettings(mode: mode)
        settings.webhookURL = mode == .webhook ? Self.address : nil
        settings.notificationInterval = .seconds(1)
        change(&settings)
        self.settings = settings
        let clock = clock
        let box = NotificationTarget()
        airtable = SimulatedAirtable(
            bases: [base], tokens: [token], clock: clock, wallNow: { clock.wallNow }, seed: seed,
            limits: limits, latency: Latency(fixed: latency),
            deliver: { url, fields, body in await box.deliver(url, body) })
        box.fixture.withLock { $0 = WeakFixture(self) }
    }

    /// Starts another instance on the folder, as after a crash or a restart.
    func instance(seed: UInt64 = 1) throws -> TestInstance {
        let made = try TestInstance(
            airtable, folder: folder, clock: clock, settings: settings, seed: seed,
            lookInterval: .milliseconds(500))
        running.withLock { $0 = made }
        return made
    }

    /// Runs an instance, and `body` beside it.
    func running<Value: Sendable>(
        _ instance: TestInstance, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let airtable = airtable
        return try await inVirtualTime(clock) {
            try await withThrowingTaskGroup(of: Value?.self) { group in
                group.addTask {
                    try await instance.engine.run()
                    return nil
                }
                group.addTask {
                    await airtable.deliverNotifications()
                    return nil
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

    /// Waits until the copy equals the base.
    func converge(
        _ instance: TestInstance, within limit: Duration = .seconds(7_200), _ what: String = "copy"
    ) async throws {
        let store = try instance.store.base(base.id)
        try await eventually(clock, within: limit, what) {
            try difference(store, base) == nil
        }
    }

    fileprivate func deliver(_ url: String) -> Int? {
        guard url == Self.address, let instance = running.withLock({ $0 }) else { return nil }
        do {
            try instance.engine.wake(base.id)
            return 204
        } catch {
            return 500
        }
    }
}

private struct WeakFixture: Sendable {
    weak let value: LiveFixture?

    init(_ value: LiveFixture) { self.value = value }
}

private final class NotificationTarget: Sendable {
    let fixture = Mutex<WeakFixture?>(nil)

    func deliver(_ url: String, _ body: [UInt8]) async -> Int? {
        fixture.withLock { $0?.value }?.deliver(url)
    }
}

/// In what a copy and a base differ; nil when they are equal in every record, field, order and in
/// the schema.
func difference(_ store: BaseStore, _ base: SimulatedBase) throws -> String? {
    let schema = base.schema
    let result = try store.read { session -> String? in
        if session.contents.schema.json != schema.json { return "the schema differs" }
        for table in session.contents.tables {
            let expected = base.records(table.id)
            guard table.recordCount == expected.count else {
                return "\(table.name): \(table.recordCount) records, not \(expected.count)"
            }
            var found: [[UInt8]] = []
            _ = try session.list(RecordQuery(table: table)) { found.append(Array($0)) }
            for (record, bytes) in zip(expected, found) where record.json != bytes {
                // Cells may stand in another order where a field was renamed.
                let (one, other) = try (
                    JSONValue(parsing: record.json), JSONValue(parsing: bytes)
                )
                if one != other { return "\(table.name): \(other.text), not \(one.text)" }
            }
        }
        return nil
    }
    guard let result else { return "there is no copy" }
    return result
}
