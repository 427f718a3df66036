import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// Airtable's own API, by requests as its clients and its documentation write them.
@Suite struct AirtableRouteTests {
    static let table = "/v0/\(ServerFixture.base)/\(ServerFixture.projects)"

    @Test(
        "a list is read in each way that clients ask for it",
        arguments: [
            table, table + "/", table + "?", table + "/?", table + "?offset=",
            table + "?pageSize=100&offset=", table + "?limit=100", table + "?maxRecords=100",
            "/v0/\(ServerFixture.base)/Projects", "/v0/\(ServerFixture.base)/%50rojects/?",
            table + "?includeDateDependencyMetadata=true", table + "?returnFieldsByFieldId=0",
            table + "?returnFieldsByFieldId=false",
        ])
    func list(target: String) async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get(target)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
            #expect(answer.headers["age"] == "60")
            #expect(answer.headers["x-aircache-synced-at"] != nil)
            let records = (1...100).map { ServerFixture.record($0) }.joined(separator: ",")
            #expect(answer.text.hasPrefix("{\"records\":[\(records)]"))
        }
    }

    @Test("pages follow one another by offset, by GET and by POST, up to maxRecords")
    func pages() async throws {
        try await ServerFixture.run { server in
            for (maximum, sizes) in [(nil, [100, 100, 50]), (25, [10, 10, 5]), (20, [10, 10])] {
                for isPost in [false, true] {
                    var ids: [String] = []
                    var seen: [Int] = []
                    var offset: String?
                    repeat {
                        let page = try await server.page(
                            size: maximum == nil ? nil : 10, maximum: maximum, offset: offset,
                            isPost: isPost)
                        let records = try #require(page["records"]?.array)
                        seen.append(records.count)
                        ids += records.compactMap { $0["id"]?.string }
                        offset = page["offset"]?.string
                    } while offset != nil
                    #expect(seen == sizes)
                    #expect(ids == (1...sizes.reduce(0, +)).map(ServerFixture.id))
                }
            }
        }
    }

    @Test("an empty table is answered without an offset")
    func empty() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/v0/\(ServerFixture.base)/Empty")
            #expect(answer.text == #"{"records":[]}"#)
        }
    }

    @Test(
        "fields are chosen by id and name, in each encoding",
        arguments: [
            "fields[]=Name&fields[]=Price", "fields%5B%5D=Name&fields%5B%5D=fldPrice000000001",
            "fields[0]=fldName0000000001&fields[1]=Price", "fields=Name&fields=Price",
            "fields%5B%5D=Price&fields%5B%5D=Name&fields%5B%5D=Name",
        ])
    func fields(query: String) async throws {
        try await ServerFixture.run { server in
            let target = Self.table + "?pageSize=2&" + query
            let answer = try await server.get(target)
            let records = try #require(try answer.json()["records"]?.array)
            #expect(records[1]["fields"] == ["Name": "Project 2", "Price": 2])
            let byID = try await server.get(target + "&returnFieldsByFieldId=1")
            #expect(
                byID.text.contains(#""fields":{"fldName0000000001":"Project 2","fldPrice00"#))
        }
    }

    @Test("cells keep their bytes where fields are named by id")
    func fieldIDs() async throws {
        try await ServerFixture.run { server in
            let id = ServerFixture.id(1)
            let answer = try await server.get(
                Self.table + "/\(id)?returnFieldsByFieldId=true")
            let expected = ServerFixture.record(1)
                .replacing(#""Name":"#, with: #""fldName0000000001":"#)
                .replacing(#""Price":"#, with: #""fldPrice000000001":"#)
                .replacing(##""Quo\"te":"##, with: #""fldQuote000000001":"#)
                .replacing(#""Tags":"#, with: #""fldTags0000000001":"#)
                .replacing(#""Links":"#, with: #""fldLinks000000001":"#)
                .replacing("{ \"fld", with: "{\"fld").replacing(" ,", with: ",")
            #expect(answer.text == expected)
        }
    }

    @Test("a field that sorts already decides nothing more, and too many fields are refused")
    func sorts() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.airtableSortKeys = 2
        settings.limits.sortKeys = 2
        try await ServerFixture.run(settings: settings) { server in
            let once = ["desc", "asc"].enumerated().map { index, direction in
                #"{"field":"\#(index == 0 ? "Done" : "Price")","direction":"\#(direction)"}"#
            }
            let often =
                once + (0..<2_000).map { #"{"field":"\#($0 % 2 == 0 ? "Price" : "Done")"}"# }
            var answers: [RawAnswer] = []
            for keys in [once, often, once + [#"{"field":"Name"}"#]] {
                answers.append(
                    try await server.client.send(
                        "POST", Self.table + "/listRecords",
                        headers: [ServerFixture.authorization],
                        body: "{\"sort\":[\(keys.joined(separator: ","))]}"))
            }
            #expect(answers.map(\.status) == [200, 200, 422])
            #expect(
                try answers[0].json()["records"] == (try answers[1].json()["records"]))
            #expect(try answers[2].json() == AirtableErrorBody.invalidRequest.json)
            let list = "/api/tables/projects?sort=-Done,Price"
            let repeated = try await server.get(list + ",Done,-Price,Done,fldPrice000000001").json()
            #expect(repeated["records"] == (try await server.get(list).json()["records"]))
            #expect(try await server.get(list + ",Name").status == 400)
        }
    }

    @Test("a record is found under any table of its base")
    func record() async throws {
        try await ServerFixture.run { server in
            let id = ServerFixture.id(77)
            for table in ["Projects", "Empty", "Caf%C3%A9%2FB%C3%BCro%20100%25"] {
                let answer = try await server.get("/v0/\(ServerFixture.base)/\(table)/\(id)/?")
                #expect(answer.status == 200)
                #expect(answer.text == ServerFixture.record(77))
            }
        }
    }

    @Test("who asks, which bases there are, and their schemas")
    func meta() async throws {
        let bases = [ServerFixture.base, ServerFixture.otherBase]
        let fill: (Store) throws -> Void = { store in
            try ServerFixture.fill(store, ServerFixture.base)
            try ServerFixture.fill(store, ServerFixture.otherBase, count: 1)
        }
        try await ServerFixture.run(bases: bases, fill: fill) { server in
            let first = try await server.get("/v0/meta/whoami").json()
            let again = try await server.get("/v0/meta/whoami/").json()
            #expect(first == again)
            #expect(UserID.isWellFormed(try #require(first["id"]?.string)))
            #expect(first.object?.count == 1)
            let bases = try BaseList(parsing: try await server.get("/v0/meta/bases").body)
            #expect(bases.bases.map(\.id) == [ServerFixture.base, ServerFixture.otherBase])
            #expect(bases.bases.map(\.permissionLevel) == ["read", "read"])
            #expect(bases.bases[0].name == "Studio \(ServerFixture.base)")
            let path = "/v0/meta/bases/\(ServerFixture.base)/tables"
            let includes = ["", "/?include=visibleFieldIds", "?include[]=visibleFieldIds"]
            for target in includes.map({ path + $0 }) {
                let schema = try BaseSchema(parsing: try await server.get(target).body)
                #expect(schema == (try BaseSchema(parsing: Array(ServerFixture.schema.utf8))))
            }
        }
    }

    @Test("the entity tag moves with what is asked, and spares the body")
    func entityTag() async throws {
        try await ServerFixture.run { server in
            for target in [Self.table, Self.table + "/" + ServerFixture.id(3)] {
                let tag = try #require(try await server.get(target).headers["etag"])
                let known = try await server.get(target, ["If-None-Match: \(tag)"])
                #expect(known.status == 304)
                #expect(known.body.isEmpty)
                let other = try await server.get(
                    target + "?returnFieldsByFieldId=true", ["If-None-Match: \(tag)"])
                #expect(other.status == 200)
                let head = try await server.client.send(
                    "HEAD", target, headers: [ServerFixture.authorization])
                #expect(head.status == 200)
                let whole = try await server.get(target)
                #expect(head.headers["content-length"] == String(whole.body.count))
            }
        }
    }
}

extension ServerFixture {
    /// A page of the table of projects.
    fileprivate func page(
        size: Int?, maximum: Int?, offset: String?, isPost: Bool
    ) async throws -> JSONValue {
        var query = ListRecordsQuery()
        query.pageSize = size
        query.maxRecords = maximum
        query.offset = offset
        guard isPost else {
            return try await get(AirtableRouteTests.table + "?" + query.queryString.text).json()
        }
        var body = try #require(query.json.object)
        // airtable.js leaves these in the body.
        body["method"] = "post"
        body["timeZone"] = "Europe/Berlin"
        let answer = try await client.send(
            "POST", AirtableRouteTests.table + "/listRecords?timeZone=Europe%2FBerlin",
            headers: [Self.authorization, "Content-Type: application/json"],
            body: JSONValue.object(body).text)
        #expect(answer.headers["etag"] == nil)
        return try answer.json()
    }
}
