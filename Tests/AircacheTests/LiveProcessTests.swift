import AirtableAPI
import AirtableSimulator
import Foundation
import Storage
import Testing

/// Processes that follow a base's changes: killed while they commit, with a reader on their feed.
@Suite("Live processes", .serialized, .timeLimit(.minutes(5)))
struct LiveProcessTests {
    @Test(
        "killed in the middle of a commit, it goes on from the cursor; the feed has the change once",
        arguments: ApplyStep.allCases)
    func killedWhileApplying(step: ApplyStep) async throws {
        try await withScene { scene in
            let before = try ServingProgram(scene.environment, folder: scene.folder.path)
            try await TestClient.wait(for: before.address + "/readyz") { $0.status == 200 }
            var reader = try await FeedReader(before.address, table: scene.table)
            before.program.kill()
            _ = try await before.program.end()

            scene.base.edit(count: 10, seed: 3, at: Date())
            let killed = try ServingProgram(
                scene.environment.merging(["AIRCACHE_STOP_AFTER": step.rawValue]) { $1 },
                folder: scene.folder.path)
            let ending = try #require(try await killed.program.end())
            #expect(ending.wasKilled && ending.code == SIGKILL, "\(ending.errors)")

            let server = try ServingProgram(scene.environment, folder: scene.folder.path)
            let first = try await server.firstAnswer("/api/tables/\(scene.table)?pageSize=1000")
            #expect(try !scene.base.revisions(of: scene.table, in: Self.state(first)).isEmpty)
            #expect(first.generation == 1, "a full sync was not needed")
            try await scene.waitUntilEqual(server)
            try await reader.readPages(server.address, limit: 3)
            #expect(reader.copy == scene.expectedCopy)
            #expect(try await server.stats()["generation"]?.integer == 1)
        }
    }

    @Test("a reader that leaves at random is told each change once, over kills and full syncs")
    func feed() async throws {
        try await withScene { scene in
            var random = SeededGenerator(seed: 17)
            var server = try ServingProgram(scene.environment, folder: scene.folder.path)
            try await TestClient.wait(for: server.address + "/readyz") { $0.status == 200 }
            var reader = try await FeedReader(server.address, table: scene.table)
            for round in 0..<8 {
                scene.base.edit(count: 12, seed: UInt64(round), at: Date())
                switch round % 4 {
                case 1: #expect(try await server.refresh()["status"] == "succeeded")
                case 3:
                    try await Task.sleep(
                        for: .milliseconds(Int.random(in: 0...900, using: &random)))
                    server.program.kill()
                    _ = try await server.program.end()
                    server = try ServingProgram(scene.environment, folder: scene.folder.path)
                    _ = try await server.firstAnswer("/readyz")
                default: break
                }
                try await reader.readStream(
                    server.address, events: Int.random(in: 1...9, using: &random), seconds: 3)
                if round % 3 == 0 { try await reader.readPages(server.address, limit: 5) }
            }
            try await scene.waitUntilEqual(server)
            try await reader.readPages(server.address, limit: 100)
            #expect(reader.copy == scene.expectedCopy)
            #expect(reader.types["sync.completed"] ?? 0 >= 2)
            for type in ["record.created", "record.updated", "record.deleted"] {
                #expect(reader.types[type] ?? 0 > 0, "the edits had none of \(type)")
            }
        }
    }

    /// A base on a simulator and a folder with a copy of it that follows the base's payloads.
    private struct Scene {
        let base: SimulatedBase
        let table: TableID
        let folder: TemporaryFolder
        let environment: [String: String]

        var expectedCopy: [String: JSONValue] {
            var copy: [String: JSONValue] = [:]
            for record in base.records(table) {
                copy[record.id.rawValue] = try? JSONValue(parsing: record.json)
            }
            return copy
        }

        func waitUntilEqual(_ server: ServingProgram) async throws {
            let wanted = base.baseState.tables[table]
            try await TestClient.wait(
                for: server.address + "/api/tables/\(table)?pageSize=1000"
            ) { answer in
                (try? LiveProcessTests.state(answer)) == wanted
            }
        }
    }

    private static func state(_ answer: TestAnswer) throws -> TableState {
        let page = try RecordPage(parsing: answer.body)
        return TableState(records: page.records.map { Array(page.bytes[$0.whole]) })
    }

    private func withScene(_ body: (Scene) async throws -> Void) async throws {
        let base = SyntheticBase.make(records: 60, tables: 1, seed: 8)
        base.keepHistory()
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            var environment = testEnvironment(endpoint, base.id)
            environment["SYNC_MODE"] = "changes"
            environment["AIRCACHE_CHANGES_INTERVAL"] = "1"
            environment["AIRCACHE_LIVE_CALLS"] = "off"
            try await body(
                Scene(
                    base: base, table: base.schema.tables[0].id, folder: folder,
                    environment: environment))
        }
    }
}
