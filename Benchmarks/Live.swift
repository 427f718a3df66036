import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import Logging
import Storage
import Sync
import Synchronization

/// From a notification's arrival until its change is readable: two round trips to Airtable, and what
/// we add to them.
struct Live {
    static let edits = 200
    /// Short, so that what we add is a good part of the whole.
    static let latency = Duration.milliseconds(20)

    let folder: String

    func run() async throws {
        let base = SyntheticBase.make(records: 2_000, tables: 2, seed: 3)
        let arrivals = Arrivals()
        let airtable = SimulatedAirtable(
            bases: [base], tokens: ["patBench"], limits: .none,
            latency: Latency(fixed: Self.latency), deliver: { _, _, _ in arrivals.arrived() })
        let store = try Store(
            folder: DataFolder(path: folder + "/live"), logger: Logger(label: "bench"))
        let engine = Self.engine(store, airtable, base.id)
        arrivals.engine.withLock { $0 = (engine, base.id) }
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            group.addTask {
                try await engine.run()
                return []
            }
            group.addTask {
                await airtable.deliverNotifications()
                return []
            }
            group.addTask { try await Self.measure(base, try store.base(base.id), arrivals) }
            defer { group.cancelAll() }
            while let times = try await group.next() {
                if !times.isEmpty { return times }
            }
            throw CancellationError()
        }.sorted()
        print("live: from a notification to the readable change, less two round trips")
        report("median", "\(Self.milliseconds(times[times.count / 2])) ms")
        report("99th percentile", "\(Self.milliseconds(times[times.count * 99 / 100])) ms")
    }

    private static func engine(
        _ store: Store, _ airtable: SimulatedAirtable, _ base: BaseID
    ) -> SyncEngine {
        var settings = SyncSettings(mode: .webhook)
        settings.webhookURL = "http://127.0.0.1/webhooks/airtable/refresh"
        settings.notificationInterval = .zero
        settings.liveCalls = nil
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let client = Airtable(
            transport: airtable, token: "patBench", clock: ContinuousClock(),
            random: JitterGenerator(seed: 1), settings: AirtableClientSettings(),
            budget: CallBudget(
                monthlyCalls: nil, ledger: CallLedger(store: store), wallNow: { Date() }),
            logger: logger)
        return SyncEngine(
            store: store, bases: [base], airtable: client, settings: settings,
            clock: ContinuousClock(), wallNow: { Date() }, logger: logger)
    }

    /// Edits one record after the other, slowly enough for Airtable's five calls a second.
    private static func measure(
        _ base: SimulatedBase, _ store: BaseStore, _ arrivals: Arrivals
    ) async throws -> [Double] {
        while store.serving == nil { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .seconds(2))
        let table = base.schema.tables[0]
        var times: [Double] = []
        for number in 0..<edits {
            let record = base.records(table.id)[number].id
            let text = "note \(number)"
            try base.updateRecord(record, in: table.name, cells: ["Notes": .string(text)])
            while try !has(text, record, table.id, store) {
                try await Task.sleep(for: .microseconds(200))
            }
            let taken = arrivals.last.duration(to: .now) - latency * 2
            times.append(taken / .seconds(1))
            try await Task.sleep(for: .milliseconds(450))
        }
        return times
    }

    private static func has(
        _ text: String, _ record: RecordID, _ table: TableID, _ store: BaseStore
    ) throws -> Bool {
        let body = try store.read { session -> [UInt8]? in
            guard let table = session.contents.table(table.rawValue) else { return nil }
            return try session.record(record.rawValue, table: table)
        }
        return String(decoding: (body ?? nil) ?? [], as: UTF8.self).contains("\"\(text)\"")
    }

    private static func milliseconds(_ seconds: Double) -> Double {
        (seconds * 10_000).rounded() / 10
    }
}

/// When the last notification came, and whom it wakes.
private final class Arrivals: Sendable {
    let engine = Mutex<(SyncEngine, BaseID)?>(nil)
    private let newest = Mutex(ContinuousClock.now)

    var last: ContinuousClock.Instant { newest.withLock { $0 } }

    func arrived() -> Int? {
        newest.withLock { $0 = .now }
        guard let (engine, base) = engine.withLock({ $0 }) else { return nil }
        return (try? engine.wake(base)) == nil ? 500 : 204
    }
}
