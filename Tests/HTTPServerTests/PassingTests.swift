import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPServer
import HTTPTypes
import Sync
import Testing

/// Writes, comments, uploads and webhooks that clients send through `/v0`, byte for byte.
@Suite("Passed on over HTTP", .serialized) struct PassingTests {
    @Test("Airtable's token never reaches a client, nor a client's token Airtable")
    func tokens() async throws {
        try await PassingServer.run { server in
            let record = server.ids()[0]
            let requests = [
                ("POST", server.path, #"{"fields":{"Name":"x"}}"#),
                ("PATCH", server.path + "/\(record)", #"{"fields":{"Name":"y"}}"#),
                ("POST", server.path, #"{"fields":{"No such field":1}}"#),
                ("GET", server.path + "/\(record)/comments", nil),
                ("POST", server.path + "/\(record)/comments", #"{"text":"Hello"}"#),
                ("GET", server.path + "?recordMetadata[]=commentCount", nil),
                ("GET", "/v0/bases/\(server.base.id)/webhooks", nil),
                ("GET", "/v0/meta/whoami", nil), ("GET", "/v0/meta/bases", nil),
            ]
            server.transport.forget()
            for (method, path, body) in requests {
                let answer = try await server.send(
                    method, path, body,
                    [
                        "Cookie: session=client-secret", "X-Api-Version: 0.1.0",
                        "X-Forwarded-For: 192.0.2.7", "User-Agent: client-agent/1",
                    ])
                #expect(answer.status == 200 || answer.status == 422, "\(method) \(path)")
                let all = "\(answer.headers)" + answer.text
                #expect(!all.contains(PassingServer.airtableToken), "\(method) \(path)")
            }
            #expect(server.transport.requests.count >= 7)
            for request in server.transport.requests {
                let all = request.everything
                for secret in [
                    PassingServer.writer, PassingServer.reader, "client-secret", "192.0.2.7",
                    "client-agent",
                ] { #expect(!all.contains(secret), "\(request.path)") }
                #expect(
                    request.headerFields[.authorization] == "Bearer \(PassingServer.airtableToken)")
            }
        }
    }

    @Test("a token that may not write changes nothing, and sees no webhooks")
    func rights() async throws {
        try await PassingServer.run { server in
            let record = server.ids()[0]
            let state = server.base.revision
            let webhooks = "/v0/bases/\(server.base.id)/webhooks"
            let requests = [
                ("POST", server.path, #"{"fields":{"Name":"x"}}"#),
                ("PATCH", server.path + "/\(record)", #"{"fields":{"Name":"x"}}"#),
                ("PUT", server.path, #"{"records":[]}"#),
                ("DELETE", server.path + "/\(record)", nil),
                ("DELETE", server.path + "?records[]=\(record)", nil),
                ("POST", server.path + "/\(record)/comments", #"{"text":"x"}"#),
                ("DELETE", server.path + "/\(record)/comments/comAAAAAAAAAAAAAA", nil),
                ("POST", "/v0/\(server.base.id)/\(record)/Files/uploadAttachment", "{}"),
                ("GET", webhooks, nil), ("POST", webhooks, "{}"),
                ("GET", webhooks + "/achAAAAAAAAAAAAAA/payloads", nil),
            ]
            server.transport.forget()
            for (method, path, body) in requests {
                let answer = try await server.send(
                    method, path, body, token: PassingServer.reader)
                #expect(answer.status == 403, "\(method) \(path)")
                #expect(try answer.json() == Self.notPermitted, "\(method) \(path)")
            }
            #expect(server.transport.requests.isEmpty)
            #expect(server.base.revision == state)
            let read = try await server.send("GET", server.path, token: PassingServer.reader)
            #expect(try read.json()["records"]?.array?.count == server.ids().count)
            let comments = try await server.send(
                "GET", server.path + "/\(record)/comments", token: PassingServer.reader)
            #expect(comments.text == #"{"comments":[],"offset":null}"#)
        }
    }

    private static let notPermitted: JSONValue = [
        "error": [
            "type": "INVALID_PERMISSIONS",
            "message": "You are not permitted to perform this operation",
        ]
    ]

    @Test("another base of Airtable's token stays out of reach, whatever the path")
    func otherBase() async throws {
        let other = SyntheticBase.make(records: 5, tables: 1, seed: 77)
        try await PassingServer.run(others: [other]) { server in
            let table = other.schema.tables[0].id
            let record = try #require(other.records(table).first?.id)
            let base = server.base.id
            let revision = other.revision
            server.transport.forget()
            let unknown = [
                ("GET", "/v0/\(other.id)/\(table)"), ("POST", "/v0/\(other.id)/\(table)"),
                ("PATCH", "/v0/\(other.id)/\(table)/\(record)"),
                ("DELETE", "/v0/\(other.id)/\(table)?records[]=\(record)"),
                ("POST", "/v0/\(other.id)/\(table)/listRecords"),
                ("GET", "/v0/\(other.id)/\(table)/\(record)/comments"),
                ("POST", "/v0/\(other.id)/\(record)/Files/uploadAttachment"),
                ("GET", "/v0/bases/\(other.id)/webhooks"),
                ("GET", "/v0/meta/bases/\(other.id)/tables"),
            ]
            for (method, path) in unknown {
                let answer = try await server.send(
                    method, path, method == "GET" ? nil : #"{"fields":{}}"#)
                #expect(answer.status == 403, "\(method) \(path)")
                #expect(
                    try answer.json()
                        == AirtableErrorBody.invalidPermissionsOrModelNotFound.json, "\(path)")
            }
            let detours = [
                "/v0/\(base)/../\(other.id)/\(table)", "/v0/\(base)/%2e%2e/\(other.id)/x/y",
                "/v0/\(base)/..%2f\(other.id)/\(table)", "/v0/\(base)/..%2f\(other.id)%2f\(table)",
                "/v0/\(base)//\(other.id)/\(table)", "/v0/\(base)/%2e%2e%5c\(other.id)/\(table)",
                "/v0/\(base)/tbl%00/\(record)", "/v0//\(other.id)/\(table)",
            ]
            for path in detours {
                for method in ["GET", "POST", "PATCH", "DELETE"] {
                    let answer = try await server.send(
                        method, path, method == "GET" ? nil : #"{"fields":{}}"#)
                    #expect((400..<500).contains(answer.status), "\(method) \(path)")
                    #expect(!answer.text.contains(record.rawValue))
                }
            }
            for request in server.transport.requests {
                #expect(!request.path.contains(other.id.rawValue), "\(request.path)")
            }
            #expect(other.revision == revision)
        }
    }

    @Test(
        "beyond the limit of requests that are passed on, one is refused at once, of each kind",
        arguments: ["GET comments", "GET listing", "POST listing", "POST records"])
    func tooMany(kind: String) async throws {
        var limits = HTTPLimits()
        limits.passedRequests = 1
        try await PassingServer.run(limits: limits) { server in
            let comments = server.path + "/\(server.ids()[0])/comments"
            let (method, path, body): (String, String, String?) =
                switch kind {
                case "GET comments": ("GET", comments, nil)
                case "GET listing": ("GET", server.path + "?recordMetadata[]=commentCount", nil)
                case "POST listing":
                    ("POST", server.path + "/listRecords", #"{"recordMetadata":["commentCount"]}"#)
                default: ("POST", server.path, #"{"fields":{}}"#)
                }
            server.transport.forget()
            server.transport.holdNext()
            async let first = server.send("GET", comments)
            let deadline = ContinuousClock.now + .seconds(20)
            while server.transport.requests.isEmpty, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(1))
            }
            let second = try await server.send(method, path, body)
            server.transport.letGo()
            #expect(second.status == 503)
            #expect(try second.json() == AirtableErrorBody.retriable.json)
            #expect(try await first.status == 200)
            #expect(server.transport.requests.count == 1)
            #expect(try await server.send(method, path, body).status == 200)
        }
    }

    @Test("a query with bytes that should have been escaped is passed on, and means the same")
    func rawQuery() async throws {
        try await PassingServer.run { server in
            let queries = [
                (#"{Name}="Record+2""#, #"{Name}="Record 2""#, 1), ("{Number}<3", "{Number}<3", 2),
                (#"{Name}<"S\\""#, #"{Name}<"S\\""#, server.ids().count),
            ]
            for (query, meant, count) in queries {
                server.transport.forget()
                let answer = try await server.send(
                    "GET",
                    server.path + "?recordMetadata[]=commentCount&filterByFormula=" + query)
                #expect(answer.headers["x-aircache-source"] == "airtable", "\(query)")
                #expect(try answer.json()["records"]?.array?.count == count, "\(query)")
                let path = try #require(server.transport.requests.first?.path)
                let asked = QueryString(parsing: path.split(separator: "?").last ?? "")
                #expect(asked?["filterByFormula"] == meant)
                #expect(asked?["recordMetadata[]"] == "commentCount")
            }
        }
    }

    @Test("a language that is not known is asked of Airtable, or refused: it is not English")
    func languages() async throws {
        let texts = "cellFormat=string&timeZone=utc&userLocale="
        let dashes = String(repeating: "-", count: 7_000)
        for forwards in [true, false] {
            try await PassingServer.run { settings in
                settings.forwardsQuestions = forwards
            } _: { server in
                let record = server.path + "/\(server.ids()[0])"
                for (method, path) in [
                    ("GET", server.path), ("GET", record), ("POST", server.path + "/listRecords"),
                ] {
                    let body = method == "POST" ? #"{"cellFormat":"string"}"# : nil
                    server.transport.forget()
                    let known = try await server.send(method, path + "?\(texts)de-xx", body)
                    #expect(known.status == 200, "\(known.text)")
                    #expect(server.transport.requests.isEmpty)
                    for locale in ["tlh", "", dashes] {
                        let answer = try await server.send(
                            method, path + "?\(texts)\(locale)", body)
                        guard forwards else {
                            #expect(answer.status == 422)
                            #expect(try answer.json() == AirtableErrorBody.invalidRequest.json)
                            continue
                        }
                        #expect(answer.status == 200, "\(answer.text)")
                        #expect(answer.headers["x-aircache-source"] == "airtable")
                        #expect(server.transport.requests.last?.path.hasSuffix(locale) == true)
                    }
                }
            }
        }
    }

    @Test("comments are made, listed, changed and deleted, with Airtable's answers")
    func comments() async throws {
        try await PassingServer.run { server in
            let path = server.path + "/\(server.ids()[0])/comments"
            let made = try await server.send("POST", path, #"{"text":"One"}"#).json()
            let id = try #require(made["id"]?.string)
            #expect(id.hasPrefix("com") && made["text"] == "One")
            let changed = try await server.send("PATCH", path + "/\(id)", #"{"text":"Two"}"#)
            #expect(try changed.json()["text"] == "Two")
            #expect(changed.headers["x-aircache-source"] == "airtable")
            let list = try await server.send("GET", path + "?pageSize=10").json()
            #expect(list["comments"]?.array?.map { $0["text"] } == ["Two"])
            let counted = try await server.send(
                "GET", server.path + "?recordMetadata%5B%5D=commentCount&maxRecords=1"
            ).json()
            #expect(counted["records"]?.array?.first?["commentCount"] == 1)
            let gone = try await server.send("DELETE", path + "/\(id)").json()
            #expect(gone == ["id": .string(id), "deleted": true])
            let bad = try await server.send("POST", path, #"{"text":7}"#)
            #expect(bad.status == 422)
        }
    }

    @Test("an upload goes to Airtable's host for contents, and the copy has it soon")
    func upload() async throws {
        try await PassingServer.run { server in
            let record = server.ids()[0]
            let path = "/v0/\(server.base.id)/\(record)/Files/uploadAttachment"
            // Lines of 76 characters, as Python's encoder writes them.
            let file = Data(repeating: 7, count: 300).base64EncodedString(
                options: [.lineLength76Characters, .endLineWithLineFeed])
            let body: JSONValue = [
                "contentType": "text/plain", "file": .string(file), "filename": "seven.txt",
            ]
            server.transport.forget()
            let answer = try await server.send("POST", path, body.text)
            #expect(answer.status == 200)
            let json = try answer.json()
            let field = try #require(server.table.fields.first { $0.name == "Files" })
            #expect(json["id"]?.string == record)
            let files = json["fields"]?[field.id.rawValue]?.array ?? []
            #expect(files.last?["filename"] == "seven.txt" && files.last?["size"] == 300)
            let request = try #require(server.transport.requests.first)
            #expect(request.service == .content)
            #expect(request.path == path)
            #expect(request.body == body.bytes)
            let deadline = ContinuousClock.now + .seconds(20)
            var names: [JSONValue?] = []
            while names.last != "seven.txt", ContinuousClock.now < deadline {
                let read = try await server.send("GET", server.path + "/\(record)").json()
                names = (read["fields"]?["Files"]?.array ?? []).map { $0["filename"] }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(names.last == "seven.txt")
            for (target, status) in [
                (path.replacing("Files", with: "Name"), 422),
                (path.replacing(record, with: "recAAAAAAAAAAAAAA"), 404),
            ] {
                #expect(try await server.send("POST", target, body.text).status == status)
            }
            let large = String(repeating: "A", count: 7_100_000)
            let refused = try await server.send(
                "POST", path, #"{"contentType":"text/plain","filename":"x","file":"\#(large)"}"#)
            #expect(refused.status == 413)
        }
    }

    @Test("webhooks are made, listed, read and deleted by who may write")
    func webhooks() async throws {
        try await PassingServer.run { server in
            let path = "/v0/bases/\(server.base.id)/webhooks"
            let made = try await server.send(
                "POST", path,
                #"{"specification":{"options":{"filters":{"dataTypes":["tableData"]}}}}"#
            ).json()
            let id = try #require(made["id"]?.string)
            #expect(made["macSecretBase64"]?.string?.isEmpty == false)
            let list = try await server.send("GET", path).json()
            #expect(list["webhooks"]?.array?.map { $0["id"]?.string } == [id])
            let record = server.ids()[0]
            let write = try await server.send(
                "PATCH", server.path + "/\(record)", #"{"fields":{"Name":"told"}}"#)
            #expect(write.status == 200)
            let payloads = try await server.send("GET", path + "/\(id)/payloads?cursor=1").json()
            let told = try #require(payloads["payloads"]?.array)
            let changed = told.first?["changedTablesById"]?[server.table.id.rawValue]
            #expect(changed?["changedRecordsById"]?.object?.names == [record])
            #expect(payloads["cursor"] == .number(JSONNumber(told.count + 1)))
            let refreshed = try await server.send("POST", path + "/\(id)/refresh")
            #expect(try refreshed.json()["expirationTime"]?.string != nil)
            let off = try await server.send(
                "POST", path + "/\(id)/enableNotifications", #"{"enable":false}"#)
            #expect(off.status == 200)
            #expect(try await server.send("DELETE", path + "/\(id)").status == 200)
            let none = try await server.send("GET", path).json()
            #expect(none["webhooks"] == [])
        }
    }
}
