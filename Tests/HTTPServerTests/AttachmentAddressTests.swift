import AirtableAPI
import FoundationEssentials
import Storage
import Sync
import Testing

@testable import HTTPServer

/// Whichever way records are read, they carry addresses of ours, and tags tell those apart.
@Suite struct AttachmentAddressTests {
    private static let schema = """
        {"tables":[{"id":"tblFiles000000001","name":"Files","primaryFieldId":"fldName0000000001",
        "fields":[{"id":"fldName0000000001","name":"Name","type":"singleLineText"},
        {"id":"fldFiles000000001","name":"Files","type":"multipleAttachments"}],"views":[]},
        {"id":"tblOwners00000001","name":"Owners","primaryFieldId":"fldOwner000000001",
        "fields":[{"id":"fldOwner000000001","name":"Name","type":"singleLineText"},
        {"id":"fldLink0000000001","name":"Owns","type":"multipleRecordLinks",
        "options":{"linkedTableId":"tblFiles000000001"}}],"views":[]}]}
        """

    private static func record(_ id: String, _ fields: String) -> String {
        #"{"id":"\#(id)","createdTime":"2026-01-01T00:00:00.000Z","fields":{\#(fields)}}"#
    }

    private static func fill(_ store: Store) throws {
        let rebuild = try store.base(ServerFixture.base).beginRebuild(
            schema: BaseSchema(parsing: Array(schema.utf8)), name: "Files", at: ServerFixture.now)
        let files = (1...3).map { number in
            let name = #""Name":"File \#(number)","#
            let cell = #""Files":[{"id":"att\#(number)","filename":"é.png","size":1,"#
            return record(
                ServerFixture.id(number),
                name + cell + #""url":"https://dl.airtable.com/\#(number)"}]"#)
        }
        let pages = [
            "tblFiles000000001": files.joined(separator: ","),
            "tblOwners00000001": record(
                ServerFixture.id(9), #""Name":"One","Owns":["\#(ServerFixture.id(1))"]"#),
        ]
        for (table, records) in pages {
            try rebuild.insert(
                RecordPage(parsing: Array(#"{"records":[\#(records)]}"#.utf8)),
                table: TableID(table))
        }
        _ = try rebuild.finish(at: ServerFixture.now)
    }

    private static func run(
        rewriting: Bool = true, _ body: @escaping @Sendable (ServerFixture) async throws -> Void
    ) async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.attachments.rewritesAddresses = rewriting
        try await ServerFixture.run(
            settings: settings, attachments: AttachmentSettings(mode: .lazy), fill: fill, body)
    }

    private static let texts = "cellFormat=string&timeZone=UTC&userLocale=en"
    private static var file: String { ServerFixture.id(1) }
    private static let compatible = "/v0/\(ServerFixture.base)"

    /// Requests whose answers have the first file.
    private static let targets = [
        "/api/tables/Files", "/api/tables/Files?pageSize=1", "/api/tables/Files?sort=Name",
        "/api/tables/Files?Name=eq.File%201", "/api/tables/Files?ids=\(file)",
        "/api/tables/Files?q=file", "/api/tables/Files?filterByFormula=%7BName%7D%3D%27File%201%27",
        "/api/tables/Files?fields=Files", "/api/tables/Files?format=csv",
        "/api/tables/Files?format=ndjson", "/api/tables/Files/\(file)",
        "/api/tables/Owners?expand=Owns", "/api/tables/Owners?expand=Owns&format=ndjson",
        "/api/tables/Owners/\(ServerFixture.id(9))?expand=Owns",
        compatible + "/Files", compatible + "/Files?sort[0][field]=Name",
        compatible + "/Files?fields[]=Files&returnFieldsByFieldId=true",
        compatible + "/Files?filterByFormula=%7BName%7D%3D%27File%201%27",
        compatible + "/Files?" + texts, compatible + "/Files/\(file)",
        compatible + "/Files/\(file)?" + texts, compatible + "/Owners/\(file)",
    ]

    @Test("lists, records, exports, linked records and texts, under /api and /v0")
    func everywhere() async throws {
        try await Self.run { server in
            for target in Self.targets {
                let answer = try await server.get(target)
                #expect(answer.status == 200, "\(target)")
                let address = "http://localhost/attachments/att1/%C3%A9.png?signature="
                #expect(answer.text.contains(address), "\(target)")
                #expect(!answer.text.contains("dl.airtable.com"), "\(target)")
                let tag = try #require(answer.headers["etag"], "\(target)")
                let again = try await server.get(target, ["If-None-Match: \(tag)"])
                #expect(again.status == 304, "\(target)")
                let elsewhere = try await Self.ask(server, target, host: "other.example", tag)
                #expect(elsewhere.contains("http://other.example/attachments/att1/"), "\(target)")
            }
            let posted = try await server.client.send(
                "POST", Self.compatible + "/Files/listRecords",
                headers: [ServerFixture.authorization], body: "{}")
            #expect(posted.text.contains("http://localhost/attachments/att1/"))
        }
    }

    /// A file in place of another, and a record that goes: both leave values from before.
    private static func change(_ server: ServerFixture) throws {
        var change = ChangeSet.Table()
        let after = record(
            file, #""Name":"File 1","Files":[{"id":"attNew","filename":"n","url":"https://dl.x"}]"#)
        change.pages = [try RecordPage(parsing: Array(#"{"records":[\#(after)]}"#.utf8))]
        change.removed = [RecordID(ServerFixture.id(2))]
        var changes = ChangeSet()
        changes.tables[TableID("tblFiles000000001")] = change
        _ = try server.store.base(ServerFixture.base).apply(changes, at: ServerFixture.now)
    }

    @Test("values from before a change carry ours, in pages and in streams, as each host is called")
    func changes() async throws {
        try await Self.run { server in
            let start = try await server.cursor()
            try Self.change(server)
            for table in ["", "&table=Files"] {
                let query = "?since=\(start)&previous=true" + table
                let page = try await server.get("/api/changes" + query)
                #expect(!page.text.contains("dl.airtable.com"))
                let changes = try #require(try page.json()["changes"]?.array)
                for (index, kind) in ["record.updated", "record.deleted"].enumerated() {
                    #expect(changes[index]["type"]?.string == kind)
                    let cell = changes[index]["previous"]?["Files"]
                    let url = Attachment.all(in: cell).first?.urls[.original] ?? ""
                    let address =
                        "http://localhost/attachments/att\(index + 1)/%C3%A9.png?signature="
                    #expect(url.hasPrefix(address), "\(kind)")
                }
                for host in ["x", "y.example", "x"] {
                    try await server.events("/api/events" + query, host: host) { reader in
                        let events = [try await reader.next(), try await reader.next()]
                        let found = "\(events.map(\.data))"
                        #expect(found.contains("http://\(host)/attachments/att1/"))
                        #expect(found.contains("http://\(host)/attachments/att2/"))
                        #expect(!reader.text.contains("dl.airtable.com"))
                        let rest = try reader.all().map(\.id)
                        #expect(rest == changes.compactMap { $0["cursor"]?.string })
                    }
                }
            }
            // A record's own fields may be called as those of an attachment.
            let plain = try await server.get("/api/changes?since=\(start)")
            #expect(!plain.text.contains("previous"))
        }
    }

    @Test("what looks like an attachment and stands in no list is left as it is")
    func lookalike() {
        let addresses = AttachmentAddresses(prefix: "http://x/attachments/")
        let file: JSONValue = ["id": "attA", "url": "https://old", "filename": "a b", "size": 1]
        #expect(addresses.rewritten(["fields": file]) == nil)
        #expect(addresses.rewritten(["fields": ["Files": [["id": "recA", "url": "u"]]]]) == nil)
        let moved = addresses.rewritten(["records": [["id": "recA", "fields": ["F": [file]]]]])
        let cell = moved?["records"]?.array?[0]["fields"]?["F"]
        #expect(cell?.array?[0]["url"] == "http://x/attachments/attA/a%20b")
        #expect(cell?.array?[0]["size"] == 1)
        let lookup = addresses.rewritten(["F": [[file], nil]])
        #expect(lookup?["F"]?.array?[0].array?[0]["url"] == cell?.array?[0]["url"])
        #expect(addresses.rewritten([file]) { _ in false } == nil)
    }

    @Test("Airtable's own where the setting wants them")
    func airtable() async throws {
        try await Self.run(rewriting: false) { server in
            for target in Self.targets {
                let answer = try await server.get(target)
                #expect(answer.text.contains("https://dl.airtable.com/1"), "\(target)")
                #expect(!answer.text.contains("/attachments/att"), "\(target)")
            }
            let start = try await server.cursor()
            try Self.change(server)
            let query = "?since=\(start)&previous=true"
            #expect(try await server.get("/api/changes" + query).text.contains("dl.airtable.com"))
            try await server.events("/api/events" + query) { reader in
                _ = try await reader.next()
                #expect(reader.text.contains("https://dl.airtable.com/1"))
            }
        }
    }

    /// What another host is answered, that claims to have the answer of a tag.
    private static func ask(
        _ server: ServerFixture, _ target: String, host: String, _ tag: String
    ) async throws -> String {
        let request = """
            GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\(ServerFixture.authorization)\r\n\
            If-None-Match: \(tag)\r\nConnection: close\r\n\r\n
            """
        return String(
            decoding: try await server.client.exchange([Array(request.utf8)]), as: UTF8.self)
    }
}
