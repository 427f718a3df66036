import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// Swift Testing has a type of that name too.
private typealias Attachment = AirtableAPI.Attachment

/// What Airtable itself answers carries our addresses too, once they lead somewhere.
@Suite("Addresses in answers of Airtable", .serialized, .timeLimit(.minutes(2)))
struct PassedAddressTests {
    @Test("writes, forwarded lists and uploads; ours open the files")
    func answers() async throws {
        try await run(addresses: .ours) { scene in
            let table = "\(scene.address)/v0/\(scene.base.id)/Files"
            let made = try await TestClient.send(
                "POST", table,
                [
                    "fields": [
                        "Name": "é", "Files": [["url": "https://x.example/a%20b.png"]],
                    ]
                ])
            try scene.expectOurs(made, "create")
            let record = try #require(made.json["id"]?.string)
            let cell = made.json["fields"]?["Files"]
            let url = try #require(Attachment.all(in: cell).first?.urls[.original])
            #expect(url.hasSuffix("/a%20b.png"))
            let file = try await TestClient.get(url)
            #expect(file.status == 200 && file.body.count == 1_000)
            let upsert = try await TestClient.send(
                "PATCH", table,
                [
                    "performUpsert": ["fieldsToMergeOn": ["Name"]],
                    "records": [["fields": ["Name": "é"]]],
                ])
            try scene.expectOurs(upsert, "upsert")
            for method in ["PATCH", "PUT"] {
                let id = try #require(Attachment.all(in: cell).first?.id.rawValue)
                let written: JSONValue = [
                    "records": [
                        ["id": .string(record), "fields": ["Files": [["id": .string(id)]]]]
                    ]
                ]
                let answer = try await TestClient.send(method, table, written)
                try scene.expectOurs(answer, method)
                let one = try await TestClient.send(
                    method, table + "/\(record)",
                    ["fields": ["Files": [["id": .string(id)]]]])
                try scene.expectOurs(one, method)
            }
            let list = try await TestClient.get(table + "?recordMetadata%5B%5D=commentCount")
            #expect(list.header("X-Aircache-Source") == "airtable")
            try scene.expectOurs(list, "list")
        }
    }

    @Test("what the copy does not name yet keeps the address that leads there")
    func unknown() async throws {
        try await run(addresses: .ours) { scene in
            let records = scene.base.records(FilesTable.id)
            let upload = try await TestClient.send(
                "POST",
                "\(scene.address)/v0/\(scene.base.id)/\(records[0].id)/Files/uploadAttachment",
                ["contentType": "text/plain", "filename": "n.txt", "file": "aGFsbG8="])
            #expect(upload.status == 200)
            let files = Attachment.all(in: upload.json["fields"]?[FilesTable.field.rawValue])
            #expect(files.count == 2)
            #expect(files[0].urls[.original]?.hasPrefix(scene.address + "/attachments/") == true)
            #expect(files[1].urls[.original]?.hasPrefix(scene.endpoint) == true)
            let copy = "\(scene.address)/api/tables/Files/\(records[0].id)"
            try await TestClient.wait(for: copy) { answer in
                let files = Attachment.all(in: answer.json["fields"]?["Files"])
                let ours = files.filter {
                    $0.urls[.original]?.hasPrefix(scene.address + "/attachments/") == true
                }
                return ours.count == 2
            }
        }
    }

    @Test("Airtable's own, byte for byte, where the setting wants them")
    func airtable() async throws {
        try await run(addresses: .airtable) { scene in
            let list = try await TestClient.get(
                "\(scene.address)/v0/\(scene.base.id)/Files?recordMetadata%5B%5D=commentCount")
            let files = Attachment.all(in: list.json["records"]?.array?[0]["fields"]?["Files"])
            #expect(files.first?.urls[.original]?.hasPrefix(scene.endpoint) == true)
        }
    }

    // MARK: The scene

    private struct Scene: Sendable {
        let base: SimulatedBase
        let endpoint: String
        let address: String

        /// Every attachment in an answer has an address of ours, and the simulator's is nowhere.
        func expectOurs(_ answer: TestAnswer, _ what: String) throws {
            #expect(answer.status == 200, "\(what)")
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.contains(address + "/attachments/att"), "\(what)")
            #expect(!text.contains(endpoint) && !text.contains("x.example"), "\(what)")
        }
    }

    private func run(
        addresses: Settings.AttachmentAddresses, _ body: (Scene) async throws -> Void
    ) async throws {
        let base = SimulatedBase(
            id: BaseID("appPassed00000001"), name: "Files", schema: FilesTable.schema)
        try base.createRecord(
            in: "Files",
            cells: [
                "Name": "one",
                "Files": [
                    ["id": "attOne", "url": "https://x.example/1", "filename": "1", "size": 40]
                ],
            ], at: Date())
        let simulator = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        simulator.files.settings = SimulatedFiles.Settings()
        let folder = try TemporaryFolder()
        try await withSimulator(simulator) { endpoint in
            var settings = testSettings(
                endpoint: endpoint, token: "patTest", bases: [base.id], folder: folder)
            settings.attachments.addresses = addresses
            settings.passing.takesWrites = true
            try await withInstance(settings) { address in
                try await TestClient.wait(for: address + "/api/stats") { answer in
                    let files = answer.json["bases"]?.array?.first?["attachments"]
                    return files?["storedFiles"]?.integer == 1
                }
                try await body(Scene(base: base, endpoint: endpoint, address: address))
            }
        }
    }
}
