import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import Logging
import Storage
import Sync
import Synchronization

/// From a notification's arrival until its change is readable: round trips to Airtable, and what we
/// add to them.
struct Live {
    static let edits = 150
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
        let roundTrips = RoundTrips(airtable)
        let engine = Self.engine(store, roundTrips, base.id)
        arrivals.engine.withLock { $0 = (engine, base.id) }
        let samples = try await withThrowingTaskGroup(of: [Sample].self) { group in
            group.addTask {
                try await engine.run()
                return []
            }
            group.addTask {
                await airtable.deliverNotifications()
                return []
            }
            group.addTask {
                try await Self.measure(base, try store.base(base.id), arrivals, roundTrips)
            }
            defer { group.cancelAll() }
            while let samples = try await group.next() {
                if !samples.isEmpty { return samples }
            }
            throw CancellationError()
        }
        let times = samples.map(\.own).sorted()
        let calls = samples.map(\.calls).reduce(0, +)
        print("live: from a notification to the readable change, less the round trips' own time")
        report("round trips a change", "\(Double(calls) / Double(samples.count))")
        Self.spread("all", times)
        Self.spread("before the first call", samples.map(\.before).sorted())
        Self.spread("between calls", samples.map(\.between).sorted())
        Self.spread("after the last call", samples.map(\.after).sorted())
    }

    private static func spread(_ name: String, _ times: [Double]) {
        let (median, tail) = (times[times.count / 2], times[times.count * 99 / 100])
        report(name, "median \(milliseconds(median)) ms, p99 \(milliseconds(tail)) ms")
    }

    /// Times in seconds, without those in which Airtable had the word.
    fileprivate struct Sample {
        var before = 0.0
        var between = 0.0
        var after = 0.0
        /// Calls that were made until the change was readable.
        var calls = 0

        var own: Double { before + between + after }
    }

    private static func engine(
        _ store: Store, _ airtable: RoundTrips, _ base: BaseID
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

    /// Edits one record after the other, so slowly that no call waits for Airtable's limit of five a
    /// second: that wait would be none of ours.
    private static func measure(
        _ base: SimulatedBase, _ store: BaseStore, _ arrivals: Arrivals, _ trips: RoundTrips
    ) async throws -> [Sample] {
        while store.serving == nil { try await Task.sleep(for: .milliseconds(20)) }
        try await Task.sleep(for: .seconds(2))
        let table = base.schema.tables[0]
        var samples: [Sample] = []
        for number in 0..<edits {
            let record = base.records(table.id)[number].id
            let text = "note \(number)"
            try base.updateRecord(record, in: table.name, cells: ["Notes": .string(text)])
            while try !has(text, record, table.id, store) {
                try await Task.sleep(for: .microseconds(200))
            }
            let end = ContinuousClock.now
            let start = arrivals.last
            samples.append(trips.between(start, end))
            try await Task.sleep(for: .milliseconds(650))
        }
        return samples
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

/// The calls to Airtable with the times that they really took.
private final class RoundTrips: AirtableTransport {
    private typealias Call = (start: ContinuousClock.Instant, end: ContinuousClock.Instant)

    private let airtable: SimulatedAirtable
    private let calls = Mutex<[Call]>([])

    init(_ airtable: SimulatedAirtable) {
        self.airtable = airtable
    }

    func send(_ request: AirtableRequest, timeout: Duration) async throws -> AirtableResponse {
        let start = ContinuousClock.now
        defer { calls.withLock { $0.append((start, .now)) } }
        return try await airtable.send(request, timeout: timeout)
    }

    /// What lies before, between and after the calls of a time.
    func between(
        _ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant
    ) -> Live.Sample {
        let calls = calls.withLock { $0 }
            .filter { $0.start >= start && $0.end <= end }.sorted { $0.start < $1.start }
        var sample = Live.Sample(calls: calls.count)
        var last: ContinuousClock.Instant?
        for call in calls {
            let gap = max(.zero, (last ?? start).duration(to: call.start)) / .seconds(1)
            if last == nil { sample.before = gap } else { sample.between += gap }
            last = max(last ?? call.end, call.end)
        }
        sample.after = (last ?? start).duration(to: end) / .seconds(1)
        return sample
    }
}
