import AirtableAPI
import HTTPTypes
import Testing

extension Conformance {
    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil
    ) async throws -> AirtableResponse {
        var request = AirtableRequest(method: method, path: path, body: body?.bytes ?? [])
        if body != nil { request.headerFields[.contentType] = "application/json" }
        return try await probe.send(request)
    }

    /// Records from their creation to their deletion. It makes and deletes them, so it runs only
    /// where the base may be changed.
    func writes() async throws {
        guard edit != nil else {
            print("skipped: writes, since nobody said how to edit the base")
            return
        }
        let table = try await table()
        let name = try #require(table.primaryField).name
        let path = path(table)
        func fields(_ text: String) -> JSONValue { ["fields": .object([name: .string(text)])] }

        let created = try await send(.post, path + "/", fields("conformance 1"))
        #expect(created.status == .ok)
        let id = try #require(created.json["id"]?.string)
        #expect(created.json["fields"]?[name] == "conformance 1")
        #expect(created.json["createdTime"]?.string != nil)
        for method in [HTTPRequest.Method.patch, .put] {
            let changed = try await send(method, "\(path)/\(id)", fields("conformance \(method)"))
            #expect(changed.json["fields"]?[name] == .string("conformance \(method)"))
        }
        let upsert = try await send(
            .patch, path,
            [
                "performUpsert": ["fieldsToMergeOn": [.string(name)]],
                "records": [fields("conformance PUT"), fields("conformance 2")],
            ])
        let ids = upsert.json["records"]?.array?.compactMap { $0["id"]?.string } ?? []
        #expect(ids.count == 2 && ids.first == id)
        #expect(upsert.json["updatedRecords"] == [.string(id)])
        #expect(upsert.json["createdRecords"]?.array?.count == 1)
        expect(
            try await send(.patch, path, ["records": [fields("no id")]]), .unprocessableContent,
            "INVALID_RECORDS")
        let refused = try await send(.post, path, ["fields": ["No such field": 1]])
        expect(refused, .unprocessableContent, "UNKNOWN_FIELD_NAME")
        let query = ids.map { "records%5B%5D=\($0)" }.joined(separator: "&")
        let deleted = try await send(.delete, path + "?" + query)
        #expect(deleted.json["records"]?.array?.allSatisfy { $0["deleted"] == true } == true)
        #expect(try await probe.get("\(path)/\(id)").status == .notFound)
    }

    /// A comment from its creation to its deletion.
    func comments() async throws {
        guard edit != nil else {
            print("skipped: comments, since nobody said how to edit the base")
            return
        }
        let table = try await table()
        let listed = try await probe.page(path(table) + "?pageSize=1").ids
        let path = "\(path(table))/\(try #require(listed.first))/comments"
        let created = try await send(.post, path, ["text": "conformance"])
        let id = try #require(created.json["id"]?.string)
        let changed = try await send(.patch, "\(path)/\(id)", ["text": "conformance 2"])
        #expect(changed.json["text"] == "conformance 2")
        let all = try await probe.get(path)
        #expect(all.json["comments"]?.array?.first?["id"] == .string(id))
        #expect(all.json["offset"] == .some(.null))
        #expect(try await send(.delete, "\(path)/\(id)").json["deleted"] == true)
    }
}
