import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Synchronization
import Testing

/// Readers at full speed while the copy is refreshed again and again, from a base that is edited all
/// the time, by an Airtable that fails often: each answer is of one state that the base had.
@Suite("Never torn", .serialized, .timeLimit(.minutes(5)))
struct NeverTornTests {
    private static let faults: [Fault: Double] = [
        .serverError: 0.02, .badGateway: 0.02, .unavailable: 0.02, .reset: 0.02, .truncated: 0.02,
        .expiredIterator: 0.04, .rateLimit: 0.01,
    ]

    @Test("whole tables, single records and counts")
    func underLoad() async throws {
        let base = SyntheticBase.make(records: 600, tables: 3, seed: 21)
        base.keepHistory()
        let airtable = SimulatedAirtable(
            bases: [base], tokens: ["patTest"], limits: .none,
            faults: FaultPlan(seed: 21, probabilities: Self.faults))
        let folder = try TemporaryFolder()
        let seen = Sightings()
        try await withSimulator(airtable) { endpoint in
            let settings = testSettings(
                endpoint: endpoint, token: "patTest", bases: [base.id], folder: folder)
            try await withInstance(settings, airtableClock: JumpingClock()) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                let deadline = ContinuousClock.now + .seconds(12)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await Self.edit(base, until: deadline) }
                    group.addTask { try await Self.refresh(address, until: deadline) }
                    for number in 0..<4 {
                        group.addTask {
                            var reader = Reader(
                                address: address, base: base, seen: seen, seed: UInt64(number))
                            while ContinuousClock.now < deadline { try await reader.read() }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
        seen.check(against: base)
    }

    private static func edit(
        _ base: SimulatedBase, until deadline: ContinuousClock.Instant
    ) async throws {
        var round: UInt64 = 0
        while ContinuousClock.now < deadline {
            round += 1
            base.edit(count: 2, seed: round, at: Date())
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// One refresh after the other; some fail, and then nothing has changed.
    private static func refresh(
        _ address: String, until deadline: ContinuousClock.Instant
    ) async throws {
        while ContinuousClock.now < deadline {
            let asked = try await TestClient.post(address + "/api/refresh")
            let location = try #require(asked.json["location"]?.string)
            while ContinuousClock.now < deadline {
                let status = try await TestClient.get(address + location).json["status"]?.string
                if status == "succeeded" || status == "failed" { break }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}

/// Reads one thing after the other.
private struct Reader {
    let address: String
    let tables: [TableID]
    let seen: Sightings
    private var random: SeededGenerator
    private var ids: [TableID: [String]] = [:]

    init(address: String, base: SimulatedBase, seen: Sightings, seed: UInt64) {
        self.address = address
        self.seen = seen
        tables = base.schema.tables.map(\.id)
        random = SeededGenerator(seed: seed)
    }

    mutating func read() async throws {
        let table = tables[Int.random(in: 0..<tables.count, using: &random)]
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3: try await readTable(table)
        case 3..<9: try await readRecord(table)
        default: try await readCounts()
        }
    }

    private mutating func readTable(_ table: TableID) async throws {
        let answer = try await TestClient.get("\(address)/api/tables/\(table)?pageSize=1000")
        try #require(answer.status == 200, "\(answer.status): \(answer.json.text)")
        let page = try RecordPage(parsing: answer.body)
        let records = page.records.map { (page.text($0.id), Array(page.bytes[$0.whole])) }
        ids[table] = records.map(\.0)
        seen.sawTable(
            table, try #require(answer.generation),
            records.map { ($0.0, TableDigest.value(ofRecord: $0.1)) })
    }

    private mutating func readRecord(_ table: TableID) async throws {
        guard let id = ids[table]?.randomElement(using: &random) else { return }
        let answer = try await TestClient.get("\(address)/api/tables/\(table)/\(id)")
        // It may have been deleted meanwhile; which generation says so a 404 does not tell.
        guard answer.status != 404 else { return }
        #expect(answer.status == 200)
        seen.sawRecord(
            table, try #require(answer.generation), id,
            TableDigest.value(ofRecord: answer.body))
    }

    private func readCounts() async throws {
        let answer = try await TestClient.get(address + "/api/tables")
        for table in answer.json["tables"]?.array ?? [] {
            seen.sawCount(
                TableID(try #require(table["id"]?.string)), try #require(answer.generation),
                try #require(table["recordCount"]?.integer))
        }
    }
}

/// What readers saw, by the generation that answered.
private final class Sightings: Sendable {
    private struct Place: Hashable {
        let table: TableID
        let generation: Int
    }

    private struct State {
        var tables: [Place: [String: UInt64]] = [:]
        var records: [Place: [String: UInt64]] = [:]
        var counts: [Place: Set<Int>] = [:]
        var answers = 0
    }

    private let state = Mutex(State())

    func sawTable(_ table: TableID, _ generation: Int, _ records: [(String, UInt64)]) {
        let digests = Dictionary(records) { first, _ in first }
        #expect(digests.count == records.count, "a record came twice")
        let isSame = state.withLock { state in
            state.answers += 1
            let place = Place(table: table, generation: generation)
            defer { state.tables[place] = digests }
            return state.tables[place].map { $0 == digests } ?? true
        }
        #expect(isSame, "generation \(generation) of \(table) answered in two ways")
    }

    func sawRecord(_ table: TableID, _ generation: Int, _ id: String, _ digest: UInt64) {
        state.withLock { state in
            state.answers += 1
            state.records[Place(table: table, generation: generation), default: [:]][id] = digest
        }
    }

    func sawCount(_ table: TableID, _ generation: Int, _ count: Int) {
        _ = state.withLock { state in
            state.answers += 1
            return state.counts[Place(table: table, generation: generation), default: []]
                .insert(count)
        }
    }

    func check(against base: SimulatedBase) {
        let state = state.withLock { $0 }
        for (place, digests) in state.tables {
            let digest = digests.values.reduce(TableDigest.empty) { $0 &+ $1 }
            let seen = TableState(count: digests.count, digest: digest)
            #expect(!base.revisions(of: place.table, in: seen).isEmpty, "\(place) never was")
        }
        for (place, records) in state.records {
            guard let whole = state.tables[place] else { continue }
            for (id, digest) in records { #expect(whole[id] == digest, "\(place) \(id)") }
        }
        for (place, counts) in state.counts {
            guard let whole = state.tables[place] else { continue }
            #expect(counts == [whole.count], "\(place)")
        }
        let generations = Set(state.tables.keys.map(\.generation)).count
        print("\(state.answers) answers of \(generations) generations, \(base.revision) revisions")
        // How many depends on what else the machine does.
        #expect(generations >= 2 && state.answers > 50)
    }
}
