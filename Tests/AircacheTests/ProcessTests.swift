import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// Processes that serve: killed at any moment, and two on one folder.
@Suite("Serving processes", .serialized, .timeLimit(.minutes(10)))
struct ProcessTests {
    /// How many kills: see CONTRIBUTING.md.
    static let kills =
        ProcessInfo.processInfo.environment["AIRCACHE_TEST_KILLS"].flatMap { Int($0) } ?? 60

    @Test("killed at random moments, it serves a whole copy at the next start, and syncs again")
    func kills() async throws {
        let base = SyntheticBase.make(records: 90, tables: 1, seed: 5)
        base.keepHistory()
        let table = base.schema.tables[0].id
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let environment = testEnvironment(endpoint, base.id)
            let first = try Program(["sync"], environment: environment, folder: folder.path)
            #expect(try await first.end()?.code == 0)
            var random = SeededGenerator(seed: UInt64(Self.kills))
            var generations: Set<Int> = []
            var starts: [Duration] = []
            for round in 0..<Self.kills {
                let start = ContinuousClock.now
                let server = try ServingProgram(environment, folder: folder.path)
                let answer = try await server.firstAnswer("/api/tables/\(table)?pageSize=1000")
                starts.append(start.duration(to: .now))
                #expect(answer.status == 200, "round \(round)")
                let page = try RecordPage(parsing: answer.body)
                let state = TableState(records: page.records.map { Array(page.bytes[$0.whole]) })
                #expect(!base.revisions(of: table, in: state).isEmpty, "round \(round)")
                let generation = try #require(answer.generation)
                #expect(generation >= generations.max() ?? 0, "a switch was lost")
                generations.insert(generation)
                if round % 10 == 9 {
                    #expect(try await server.refresh()["status"] == "succeeded")
                }
                base.edit(count: 5, seed: UInt64(round), at: Date())
                _ = try await TestClient.post(server.address + "/api/refresh")
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...150, using: &random)))
                server.program.kill()
                _ = try await server.program.end()
            }
            let server = try ServingProgram(environment, folder: folder.path)
            _ = try await server.firstAnswer("/readyz")
            #expect(try await server.refresh()["status"] == "succeeded")
            let last = try await server.firstAnswer("/api/tables/\(table)?pageSize=1000")
            let page = try RecordPage(parsing: last.body)
            let state = TableState(records: page.records.map { Array(page.bytes[$0.whole]) })
            #expect(state == base.baseState.tables[table])
            print(
                "\(Self.kills) kills, \(generations.count) generations served; start to answer:",
                "median \(starts.sorted()[starts.count / 2]), longest \(starts.max() ?? .zero)")
        }
    }

    @Test("two on one folder show a switch together, and one takes over when the other is killed")
    func two() async throws {
        let base = SyntheticBase.make(records: 30, tables: 1, seed: 6)
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let environment = testEnvironment(endpoint, base.id)
            let servers = [
                try ServingProgram(environment, folder: folder.path),
                try ServingProgram(environment, folder: folder.path),
            ]
            for server in servers {
                try await TestClient.wait(for: server.address + "/readyz") { $0.status == 200 }
            }
            let addresses = servers.map(\.address)
            var lags: [Duration] = []
            for round in 0..<20 {
                _ = try await TestClient.post(addresses[round % 2] + "/api/refresh")
                let wanted = round + 2
                async let one = Self.sighting(of: wanted, at: addresses[0])
                async let other = Self.sighting(of: wanted, at: addresses[1])
                let (left, right) = try await (one, other)
                lags.append(left < right ? left.duration(to: right) : right.duration(to: left))
            }
            lags.sort()
            print("20 switches: the second shows it after \(lags[10]), at most \(lags[19])")
            #expect(lags[10] < .milliseconds(300) && lags[19] < .seconds(2))
            let isWriter = try await servers[0].stats()["isWriter"]?.bool ?? false
            let (killed, heir) = isWriter ? (servers[0], servers[1]) : (servers[1], servers[0])
            killed.program.kill()
            _ = try await killed.program.end()
            let start = ContinuousClock.now
            #expect(try await heir.refresh()["status"] == "succeeded")
            let takeover = start.duration(to: .now)
            print("the other took over and had synced after \(takeover)")
            #expect(takeover < .seconds(15))
            #expect(try await heir.stats()["isWriter"] == true)
        }
    }

    private static func sighting(
        of generation: Int, at address: String
    ) async throws -> ContinuousClock.Instant {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let answer = try await TestClient.get(address + "/api/tables")
            if answer.generation ?? 0 >= generation { return .now }
            try await Task.sleep(for: .milliseconds(1))
        }
        Issue.record("no generation \(generation) within 20 s")
        return .now
    }
}
