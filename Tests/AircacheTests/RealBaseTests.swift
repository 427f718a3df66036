import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// A real base, copied over real sockets, compared with the files that it came from.
@Suite("A real base", .serialized)
struct RealBaseTests {
    /// Data that does not belong to the package: beside it, where it is there.
    static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/data/cmip7-release").path

    static let candidates = [
        folder, ProcessInfo.processInfo.environment["AIRCACHE_TEST_DATA"] ?? "",
        FileManager.default.currentDirectoryPath + "/../shared/data/cmip7-release",
    ]

    static var dataFolder: String? {
        candidates.first { FileManager.default.fileExists(atPath: $0 + "/base.json") }
    }

    @Test(
        "comes out record by record as it went in, by pages and by id",
        .enabled(if: dataFolder != nil, "the folder shared/data/cmip7-release is not here"))
    func wholeBase() async throws {
        let base = try #require(try BaseFolder.load(Self.dataFolder ?? "").first)
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let settings = testSettings(
                endpoint: endpoint, token: "patTest", bases: [base.id], folder: folder)
            try await withInstance(settings) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                #expect(base.schema.tables.count == 24)
                var total = 0
                for table in base.schema.tables {
                    total += try await compare(table, base, address)
                }
                #expect(total == 603)
            }
        }
    }

    /// - Returns: how many records the table has.
    private func compare(
        _ table: TableSchema, _ base: SimulatedBase, _ address: String
    ) async throws -> Int {
        let expected = Dictionary(
            uniqueKeysWithValues: base.records(table.id).map { ($0.id.rawValue, $0.cells) })
        var seen: Set<String> = []
        var page = 1
        while true {
            let url = "\(address)/api/tables/\(segment(table.name))?pageSize=17&page=\(page)"
            let answer = try await TestClient.get(url)
            #expect(answer.status == 200)
            let records = answer.json["records"]?.array ?? []
            if records.isEmpty { break }
            for record in records {
                let id = try #require(record["id"]?.string)
                #expect(seen.insert(id).inserted, "\(id) came twice")
                #expect(record["fields"]?.object == expected[id], "\(table.name) \(id)")
            }
            page += 1
        }
        #expect(seen.count == expected.count)
        for (id, cells) in expected {
            let answer = try await TestClient.get("\(address)/api/tables/\(table.id)/\(id)")
            #expect(answer.json["fields"]?.object == cells, "\(table.name) \(id) by id")
        }
        return seen.count
    }
}
