import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Comments and uploads") struct CommentTests {
    private let record = WritableBase.path + "/\(WritableBase.project)"

    @Test("comments are written, listed newest first, changed and deleted")
    func comments() async throws {
        let fixture = try WritableBase()
        let path = record + "/comments"
        var ids: [String] = []
        for text in ["one", "two", "three @[usrGrace000000001]"] {
            let answer = try await fixture.send(.post, path, ["text": .string(text)])
            #expect(answer.status == .ok && answer.json["lastUpdatedTime"] == .some(.null))
            #expect(answer.json["author"]?["id"] == "usrSimulatedUser1")
            ids.append(try #require(answer.json["id"]?.string))
        }
        let first = try await fixture.send(.get, path + "?pageSize=2")
        let texts = first.json["comments"]?.array?.map { $0["text"]?.string }
        #expect(texts == ["three @[usrGrace000000001]", "two"])
        #expect(
            first.json["comments"]?.array?[0]["mentioned"]?.object?.names
                == ["usrGrace000000001"])
        let offset = QueryString.encode(try #require(first.json["offset"]?.string))
        let second = try await fixture.send(.get, path + "?pageSize=2&offset=" + offset)
        #expect(second.json["comments"]?.array?.count == 1)
        #expect(second.json["offset"] == .some(.null))

        fixture.clock.advance(by: .seconds(60))
        let changed = try await fixture.send(.patch, path + "/\(ids[0])", ["text": "uno"])
        #expect(changed.json["text"] == "uno")
        #expect(changed.json["lastUpdatedTime"] == "2026-01-01T00:01:00.000Z")
        let reply = try await fixture.send(
            .post, path, ["text": "re", "parentCommentId": .string(ids[0])])
        #expect(reply.json["parentCommentId"] == .string(ids[0]))
        let deleted = try await fixture.send(.delete, path + "/\(ids[1])")
        #expect(deleted.json == ["id": .string(ids[1]), "deleted": true])

        let counts = try await fixture.probe.page(
            WritableBase.path + "?recordMetadata[]=commentCount"
        ).values().map { $0["commentCount"] }
        #expect(counts == [3, 0])
        #expect(fixture.base.revision == 0)
    }

    @Test("what is wrong with a request about comments")
    func badComments() async throws {
        let fixture = try WritableBase()
        let path = record + "/comments"
        let id = try #require(
            try await fixture.send(.post, path, ["text": "mine"]).json["id"]?.string)
        let cases: [(HTTPRequest.Method, String, JSONValue?, Int)] = [
            (.post, path, ["text": ""], 422), (.post, path, [:], 422),
            (.post, path, ["text": "x", "parentCommentId": "comUnknown0000001"], 404),
            (.get, path + "?pageSize=101", nil, 422), (.get, path + "?offset=x", nil, 422),
            (.patch, path + "/comUnknown0000001", ["text": "x"], 404),
            (.get, WritableBase.path + "/recMissing0000001/comments", nil, 404),
            (.get, "/v0/appWritable000001/No/\(WritableBase.project)/comments", nil, 403),
            (.put, path, ["text": "x"], 404),
        ]
        for (method, path, body, status) in cases {
            let answer = try await fixture.send(method, path, body)
            #expect(answer.status.code == status, "\(method) \(path)")
        }
        var stranger = fixture.probe
        stranger.token = "patOther"
        let refused = try await stranger.send(
            AirtableRequest(method: .delete, path: path + "/\(id)"))
        #expect(refused.status == .forbidden && refused.error?.type == "INVALID_PERMISSIONS")
    }

    @Test("an upload adds to the cell and answers by field id")
    func upload() async throws {
        let fixture = try WritableBase()
        let path = "/v0/appWritable000001/\(WritableBase.project)/Files/uploadAttachment"
        let file: JSONValue = [
            "contentType": "text/plain", "file": "SGVsbG8g\nd29ybGQ=\n", "filename": "hello.txt",
        ]
        let answer = try await fixture.send(.post, path, file)
        #expect(answer.status == .ok)
        #expect(answer.json["fields"]?.object?.names == ["fldFiles000000001"])
        let files = answer.json["fields"]?["fldFiles000000001"]?.array ?? []
        #expect(files.count == 2 && files[0]["id"] == "attOld00000000001")
        #expect(files[1]["size"] == 11 && files[1]["type"] == "text/plain")
        #expect(fixture.base.revision == 1)
        for (path, body, status) in [
            (path, ["file": "x"], 422),
            ("/v0/appWritable000001/recMissing0000001/Files/uploadAttachment", file, 404),
            ("/v0/appWritable000001/\(WritableBase.project)/Name/uploadAttachment", file, 422),
        ] as [(String, JSONValue, Int)] {
            #expect(try await fixture.send(.post, path, body).status.code == status, "\(path)")
        }
    }
}
