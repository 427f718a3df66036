import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import Storage
import Testing

@testable import Sync

/// How long a sync takes at Airtable's limits and its usual latency.
@Suite("The duration of a full sync", .serialized, .timeLimit(.minutes(10)))
struct SyncDurationTests {
    private static let equal = [Int](repeating: 2_000, count: 10)
    private static let unequal = [15_000] + [Int](repeating: 555, count: 9)

    /// A base of small records: the waits count here, not the work.
    private static func base(_ sizes: [Int]) -> SimulatedBase {
        var records: [TableID: [SimulatedRecord]] = [:]
        let tables = sizes.enumerated().map { index, count in
            let id = TableID("tbl\(10_000_000_000_000 + index)")
            records[id] = (0..<count).map { row in
                SimulatedRecord(
                    id: RecordID("rec\(10_000_000_000_000 + row)"),
                    createdTime: "2026-01-01T00:00:00.000Z", fields: Array("{}".utf8))
            }
            let field = FieldSchema(
                id: FieldID("fld\(10_000_000_000_000 + index)"), name: "Name",
                type: .singleLineText)
            return TableSchema(
                id: id, name: "Table \(index)", primaryFieldID: field.id, fields: [field],
                views: [])
        }
        return SimulatedBase(
            id: BaseID("appDuration000001"), name: "Duration", schema: BaseSchema(tables: tables),
            records: records)
    }

    @Test(
        "is that of its calls at five a second",
        arguments: [(equal, 1), (equal, 2), (unequal, 2)])
    func duration(sizes: [Int], syncs: Int) async throws {
        let clock = ManualClock()
        let base = Self.base(sizes)
        let simulator = SimulatedAirtable(
            bases: [base], tokens: [token], clock: clock, wallNow: { clock.wallNow },
            limits: .airtable)
        let folder = try TemporaryFolder()
        let instance = try TestInstance(simulator, folder: folder, clock: clock)
        let store = try instance.store.base(base.id)
        let full = FullSync(
            base: base.id, store: store, airtable: instance.airtable.with(priority: .sync),
            wallNow: { clock.wallNow }, storageQueue: StorageQueue(label: nil), logger: silent,
            following: nil, report: { _ in })
        for _ in 1..<syncs { _ = try await inVirtualTime(clock) { try await full.run() } }
        simulator.latency = Latency(fixed: .milliseconds(250))
        let before = (time: clock.now.offset, calls: simulator.counts(of: base.id).total)
        _ = try await inVirtualTime(clock) { try await full.run() }
        let calls = simulator.counts(of: base.id).total - before.calls
        let taken = clock.now.offset - before.time
        let bound = Duration.seconds(1.05 * Double(calls) / 5)
        print("\(calls) calls in \(taken); at most \(bound)")
        #expect(taken <= bound)
        #expect(simulator.counts(of: base.id).peakPerSecond <= 5)
        #expect(simulator.counts(of: base.id).byStatus[429] == nil)
    }
}
