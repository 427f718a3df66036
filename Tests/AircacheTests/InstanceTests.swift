import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

@Suite("A running instance", .serialized)
struct InstanceTests {
    private static let token = "patTest"

    @Test("shares a folder with another: one syncs, both show the switch")
    func twoInstances() async throws {
        let base = SyntheticBase.make(records: 250, tables: 2, seed: 7)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let settings = testSettings(
                endpoint: endpoint, token: Self.token, bases: [base.id], folder: folder)
            try await withInstance(settings) { first in
                try await withInstance(settings) { second in
                    for address in [first, second] {
                        try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                    }
                    let table = base.schema.tables[0]
                    base.edit(count: 40, seed: 3, at: Date())
                    _ = try await TestClient.post(second + "/api/refresh")
                    let expected = Set(base.records(table.id).map(\.id.rawValue))
                    for address in [first, second] {
                        try await TestClient.wait(
                            for: "\(address)/api/tables/\(table.id)?pageSize=1000"
                        ) { answer in
                            let records = answer.json["records"]?.array ?? []
                            return Set(records.compactMap { $0["id"]?.string }) == expected
                        }
                    }
                }
            }
        }
    }

    @Test("serves what is on disk while Airtable cannot be reached")
    func unreachable() async throws {
        let base = SyntheticBase.make(records: 20, tables: 1, seed: 1)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        var settings = Settings()
        try await withSimulator(airtable) { endpoint in
            settings = testSettings(
                endpoint: endpoint, token: Self.token, bases: [base.id], folder: folder)
            try await withInstance(settings) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
            }
        }
        settings.sync.refreshInterval = .seconds(1)
        try await withInstance(settings) { address in
            let ready = try await TestClient.get(address + "/readyz")
            #expect(ready.status == 200)
            let table = base.schema.tables[0].id
            let page = try await TestClient.get("\(address)/api/tables/\(table)")
            #expect(page.json["records"]?.array?.count == 20)
            #expect(page.header("Age") != nil)
        }
    }

    @Test("without data answers 503 with Retry-After, and syncs once Airtable answers")
    func firstSync() async throws {
        let base = SyntheticBase.make(records: 20, tables: 1, seed: 1)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        airtable.faults = FaultPlan(probabilities: [.serverError: 1])
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let settings = testSettings(
                endpoint: endpoint, token: Self.token, bases: [base.id], folder: folder)
            try await withInstance(settings) { address in
                let table = base.schema.tables[0].id
                let answer = try await TestClient.get("\(address)/api/tables/\(table)")
                #expect(answer.status == 503)
                #expect(answer.header("Retry-After") != nil)
                airtable.faults = .none
                try await TestClient.wait(for: address + "/readyz", seconds: 60) {
                    $0.status == 200
                }
            }
        }
    }

    @Test("says which address is in use, and what to do")
    func portInUse() async throws {
        let base = BaseID("appAAAAAAAAAAAAAA")
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let settings = testSettings(
            endpoint: "http://127.0.0.1:9", token: "t", bases: [base], folder: folder)
        try await withInstance(settings) { address in
            var second = testSettings(
                endpoint: "http://127.0.0.1:9", token: "t", bases: [base], folder: other)
            second.server.port = try #require(
                address.split(separator: ":").last.flatMap { Int($0) })
            let instance = try Instance(settings: second, logger: quietLogger)
            let error = await #expect(throws: AircacheError.self) { try await instance.run() }
            #expect(error?.code == .addressUnusable)
            #expect(error?.message == "The address 127.0.0.1:\(second.server.port) is in use.")
            #expect(error?.hint?.contains("--port") == true)
        }
    }

    @Test("says that a data folder cannot be used, and what to do")
    func unusableFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("a file", to: "data")
        let settings = testSettings(
            endpoint: "http://127.0.0.1:9", token: "t", bases: [BaseID("appAAAAAAAAAAAAAA")],
            folder: folder)
        let error = #expect(throws: AircacheError.self) {
            try Instance(settings: settings, logger: quietLogger)
        }
        #expect(error?.code == .folderUnusable)
        #expect(error?.hint != nil)
    }
}
