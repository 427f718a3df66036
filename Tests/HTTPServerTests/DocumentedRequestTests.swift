import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// The requests that Airtable's documentation shows for its Web API, by curl's headers and encodings.
@Suite("Requests of Airtable's documentation", .serialized) struct DocumentedRequestTests {
    /// A member of an answer, by names and positions from the outermost on.
    private static func member(_ path: String, of json: JSONValue) -> JSONValue? {
        var value: JSONValue? = json
        for part in path.split(separator: ".") {
            if let index = Int(part) {
                value = (value?.array ?? []).dropFirst(index).first
            } else {
                value = value?[String(part)]
            }
        }
        return value
    }

    private static func expect(
        _ server: PassingServer, _ method: String, _ path: String, _ body: String? = nil,
        _ members: [String: JSONValue?]
    ) async throws -> JSONValue {
        let headers = ["User-Agent: curl/8.5.0", "Accept: */*"]
        let answer = try await server.send(method, path, body, headers)
        #expect(answer.status == 200, "\(method) \(path) \(answer.text.prefix(300))")
        let json = try answer.json()
        for (name, value) in members {
            #expect(member(name, of: json) == value, "\(method) \(path) \(name)")
        }
        return json
    }

    private static func text(_ json: JSONValue, _ path: String) throws -> String {
        try #require(member(path, of: json)?.string, "\(path)")
    }

    @Test("lists: parameters, pages by offset, and by POST")
    func lists() async throws {
        try await PassingServer.run { server in
            let first = try await Self.expect(
                server, "GET",
                "/v0/\(server.base.id)/Table%201?maxRecords=3&pageSize=2&view=Grid%20view",
                ["records.0.fields.Name": "Record 1", "records.1.fields.Name": "Record 2"])
            let offset = QueryString.encode(try Self.text(first, "offset"))
            _ = try await Self.expect(
                server, "GET",
                "/v0/\(server.base.id)/Table%201?maxRecords=3&pageSize=2&view=Grid%20view"
                    + "&offset=\(offset)",
                ["records.0.fields.Name": "Record 3", "records.1": nil, "offset": nil])
            _ = try await Self.expect(
                server, "GET",
                server.path + "?fields%5B%5D=Name&sort%5B0%5D%5Bfield%5D=Number"
                    + "&sort%5B0%5D%5Bdirection%5D=desc&pageSize=1",
                [
                    "records.0.fields": [
                        "Name": .string("Record \(server.ids().count)")
                    ]
                ])
            _ = try await Self.expect(
                server, "GET",
                server.path + "?filterByFormula=NOT%28%7BName%7D%20%3D%20%27%27%29&maxRecords=1",
                ["records.0.fields.Number": 1])
            let body =
                #"{"fields":["Name","Number"],"sort":[{"field":"Number","direction":"desc"}],"#
                + #""filterByFormula":"{Number}<4","pageSize":2}"#
            let page = try await Self.expect(
                server, "POST", server.path + "/listRecords", body,
                [
                    "records.0.fields": ["Name": "Record 3", "Number": 3],
                    "records.1.fields": ["Name": "Record 2", "Number": 2],
                ])
            let next =
                body.dropLast()
                + #","offset":\#(JSONValue.string(try Self.text(page, "offset")).text)}"#
            _ = try await Self.expect(
                server, "POST", server.path + "/listRecords", String(next),
                ["records.0.fields.Name": "Record 1", "records.1": nil, "offset": nil])
            let id = server.ids()[0]
            _ = try await Self.expect(
                server, "GET", server.path + "/\(id)",
                ["id": .string(id), "fields.Name": "Record 1"])
        }
    }

    @Test("records are created, updated, replaced, merged and deleted, alone and together")
    func writes() async throws {
        try await PassingServer.run { server in
            let made = try await Self.expect(
                server, "POST", server.path,
                #"{"fields":{"Name":"Single","Stars":3,"Tags":["blue","green"]}}"#,
                ["fields.Name": "Single", "fields.Stars": 3, "fields.Tags": ["blue", "green"]])
            let single = try Self.text(made, "id")
            let two = try await Self.expect(
                server, "POST", server.path,
                #"{"records":[{"fields":{"Name":"First"}},{"fields":{"Name":"Second"}}]}"#,
                ["records.0.fields.Name": "First", "records.1.fields.Name": "Second"])
            let first = try Self.text(two, "records.0.id")
            let second = try Self.text(two, "records.1.id")
            _ = try await Self.expect(
                server, "PATCH", server.path + "/\(single)", #"{"fields":{"Notes":"patched"}}"#,
                ["id": .string(single), "fields.Stars": 3, "fields.Notes": "patched"])
            _ = try await Self.expect(
                server, "PUT", server.path + "/\(single)", #"{"fields":{"Name":"Put"}}"#,
                ["fields.Name": "Put", "fields.Stars": nil, "fields.Notes": nil])
            for (method, stars) in [("PATCH", JSONValue?.some(2)), ("PUT", nil)] {
                let cells = method == "PATCH" ? #""Stars":2"# : #""Name":"Put""#
                _ = try await Self.expect(
                    server, method, server.path,
                    #"{"records":[{"id":"\#(second)","fields":{\#(cells)}},"#
                        + #"{"id":"\#(first)","fields":{\#(cells)}}]}"#,
                    [
                        "records.0.id": .string(second), "records.1.id": .string(first),
                        "records.0.fields.Stars": stars, "records.1.fields.Stars": stars,
                    ])
            }
            let upsert = try await Self.expect(
                server, "PATCH", server.path,
                #"{"performUpsert":{"fieldsToMergeOn":["Name"]},"records":["#
                    + #"{"fields":{"Name":"Record 2","Stars":5}},{"fields":{"Name":"Brand new"}}]}"#,
                ["records.0.fields.Stars": 5, "updatedRecords.0": .string(server.ids()[1])])
            let new = try Self.text(upsert, "createdRecords.0")
            _ = try await Self.expect(
                server, "GET", server.path + "/\(new)", ["fields.Name": "Brand new"])
            _ = try await Self.expect(
                server, "POST", server.path,
                #"{"fields":{"Name":"Cast","Stars":"4","Status":"New choice"},"typecast":true}"#,
                ["fields.Stars": 4, "fields.Status": "New choice"])
            let name = server.table.fields[0].id.rawValue
            _ = try await Self.expect(
                server, "POST", server.path,
                #"{"fields":{"\#(name)":"By id"},"returnFieldsByFieldId":true}"#,
                ["fields.\(name)": "By id", "fields.Name": nil])
            _ = try await Self.expect(
                server, "DELETE", server.path + "/\(single)",
                ["id": .string(single), "deleted": true])
            _ = try await Self.expect(
                server, "DELETE", server.path + "?records%5B%5D=\(first)&records%5B%5D=\(second)",
                [
                    "records": [
                        ["id": .string(first), "deleted": true],
                        ["id": .string(second), "deleted": true],
                    ]
                ])
            for gone in [single, first, second] {
                let answer = try await server.send("GET", server.path + "/\(gone)")
                #expect(answer.status == 404)
                #expect(try answer.json() == AirtableErrorBody.recordNotFound.json)
            }
        }
    }

    @Test("who asks, which bases there are, and a base's schema")
    func meta() async throws {
        try await PassingServer.run { server in
            let me = try await Self.expect(server, "GET", "/v0/meta/whoami", [:])
            #expect(UserID.isWellFormed(try Self.text(me, "id")))
            _ = try await Self.expect(
                server, "GET", "/v0/meta/bases",
                [
                    "bases.0.id": .string(server.base.id.rawValue),
                    "bases.0.name": .string(server.base.name),
                    "bases.0.permissionLevel": "edit", "bases.1": nil, "offset": nil,
                ])
            let table = server.table
            _ = try await Self.expect(
                server, "GET", "/v0/meta/bases/\(server.base.id)/tables",
                [
                    "tables.0.id": .string(table.id.rawValue), "tables.0.name": "Table 1",
                    "tables.0.primaryFieldId": .string(table.fields[0].id.rawValue),
                    "tables.0.fields.0.type": "singleLineText",
                    "tables.0.views.0.type": "grid", "tables.0.views.0.visibleFieldIds": nil,
                ])
        }
    }
}

extension DocumentedRequestTests {
    private static func expect(
        _ server: PassingServer, _ method: String, _ path: String, _ members: [String: JSONValue?]
    ) async throws -> JSONValue {
        try await expect(server, method, path, nil, members)
    }
}
