import AirtableAPI
import Codegen
import Foundation
import Testing

@testable import HTTPServer

/// The description of the routes says what the server takes.
@Suite struct OpenAPITests {
    private static func paths() throws -> JSONObject {
        let schema = try BaseSchema(parsing: Array(ServerFixture.schema.utf8))
        let base = DescribedBase(
            id: ServerFixture.base, name: "Studio", schema: schema,
            tableKeys: [TableID(ServerFixture.projects): "projects"])
        return try #require(OpenAPIDocument(base).document["paths"]?.object)
    }

    private static func parameters(
        _ operation: JSONValue?, in place: String = "query"
    ) -> Set<String> {
        let all = operation?["parameters"]?.array ?? []
        return Set(all.filter { $0["in"]?.string == place }.compactMap { $0["name"]?.string })
    }

    private static let native = "/api/bases/\(ServerFixture.base)"
    private static let airtable = "/v0/\(ServerFixture.base)/\(ServerFixture.projects)"

    @Test("lists and records have the parameters of the parsers' own tables")
    func tables() throws {
        let paths = try Self.paths()
        // A field that is called like a parameter goes by its id.
        let conditions = ["Name", "Price", "Done", "Tags", "Quo\"te", "Links", "fldPage0000000001"]
        let expected: [(path: String, parameters: Set<String>)] = [
            (Self.native + "/tables/projects", Set(ListParameters.names + conditions)),
            (Self.native + "/tables/projects/{record}", RecordsController.parametersOfRecord),
            (Self.native + "/changes", ChangeParameters.names(isStream: false)),
            (Self.native + "/events", ChangeParameters.names(isStream: true)),
            (
                Self.airtable,
                Set(
                    ListRecordsQuery.Parameter.allCases.map {
                        $0.rawValue.replacing("[i]", with: "[0]")
                    })
            ),
            (Self.airtable + "/{record}", AirtableListParameters.ofRecord),
        ]
        for item in expected {
            #expect(Self.parameters(paths[item.path]?["get"]) == item.parameters, "\(item.path)")
        }
        let query = paths[Self.airtable + "/listRecords"]?["post"]
        #expect(Self.parameters(query) == ["timeZone", "userLocale"])
        var whole = ListRecordsQuery()
        whole.fields = ["x"]
        whole.filterByFormula = "1"
        whole.maxRecords = 1
        whole.pageSize = 1
        whole.sort = [ListRecordsQuery.Sort(field: "x")]
        whole.view = "x"
        whole.cellFormat = .json
        whole.returnFieldsByFieldID = true
        whole.recordMetadata = ["commentCount"]
        whole.offset = "x"
        let body = query?["requestBody"]?["content"]?["application/json"]?["schema"]
        let members = Set(body?["properties"]?.object?.names ?? [])
        #expect(members == Set(whole.json.object?.names ?? []))
    }

    @Test("every other route under /api has the parameters that the server names")
    func hints() async throws {
        let paths = try Self.paths()
        try await ServerFixture.run { server in
            var count = 0
            for (path, item) in paths.members where path.hasPrefix("/api") {
                guard let operation = item["get"], !path.hasSuffix("/tables/projects"),
                    !path.contains("/tables/tbl")
                else { continue }
                var target = path.replacing("{table}", with: "projects")
                for name in Self.parameters(operation, in: "path") {
                    target = target.replacing("{\(name)}", with: "recX")
                }
                let answer = try await server.get(target + "?noSuchParameter=1")
                #expect(try answer.json()["code"] == "unknown_parameter", "\(path)")
                let detail = try #require(try answer.json()["detail"]?.string)
                // "There is no parameter 'noSuchParameter' here. There is 'a', 'b'."
                let quoted = detail.split(separator: "'", omittingEmptySubsequences: false)
                let named = quoted.enumerated().filter { $0.offset % 2 == 1 }
                    .map { String($0.element) }
                #expect(named.first == "noSuchParameter")
                #expect(Set(named.dropFirst()) == Self.parameters(operation), "\(path)")
                count += 1
            }
            #expect(count > 10)
        }
    }

    @Test("writes have bodies of the table's cells, and errors are Airtable's under /v0")
    func bodies() throws {
        let paths = try Self.paths()
        for (path, item) in paths.members {
            for (method, operation) in item.object?.members ?? [] {
                let place = "\(method) \(path)"
                let takesBody =
                    ["post", "patch", "put"].contains(method)
                    && !(path.hasSuffix("/refresh") && path.hasPrefix("/v0"))
                    && path != Self.native + "/refresh"
                #expect((operation["requestBody"] != nil) == takesBody, "\(place)")
                let failure = path.hasPrefix("/v0") ? "AirtableError" : "Problem"
                #expect(
                    operation["responses"]?["default"]?["$ref"]?.string
                        == "#/components/responses/" + failure, "\(place)")
            }
        }
        for (method, path) in [
            ("post", Self.airtable), ("patch", Self.airtable), ("put", Self.airtable),
            ("patch", Self.airtable + "/{record}"), ("put", Self.airtable + "/{record}"),
        ] {
            let body = try #require(paths[path]?[method]?["requestBody"])
            #expect(body.text.contains("#/components/schemas/ProjectsWrite"), "\(method) \(path)")
            let answer = try #require(paths[path]?[method]?["responses"]?["200"])
            #expect(answer.text.contains("#/components/schemas/ProjectsRecord"), "\(path)")
        }
        #expect(Self.parameters(paths[Self.airtable]?["delete"]) == ["records[]"])
    }
}
