import AirtableAPI
import Foundation
import HTTPServer
import Testing

/// Lists of records: pages, filters, formats.
@Suite struct ListTests {
    private static let list = "/api/tables/projects"

    private static func ids(_ answer: RawAnswer) throws -> [String] {
        try answer.json()["records"]?.array?.compactMap { $0["id"]?.string } ?? []
    }

    @Test("a page has records as bytes, the count, and where the next one begins")
    func firstPage() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get(Self.list + "?pageSize=2")
            let json = try answer.json()
            let cursor = try #require(json["nextCursor"]?.string)
            #expect(
                answer.text
                    == #"{"records":[\#(ServerFixture.record(1)),\#(ServerFixture.record(2))],"#
                    + #""pagination":{"page":1,"pageSize":2,"total":250,"totalPages":125},"#
                    + #""nextCursor":"\#(cursor)"}"#)
        }
    }

    @Test("by number and by cursor, pages give each record once and in order")
    func paging() async throws {
        try await ServerFixture.run { server in
            let expected = (1...ServerFixture.recordCount).map(ServerFixture.id)
            var byNumber: [String] = []
            for page in 1...3 {
                byNumber += try await Self.ids(server.get(Self.list + "?page=\(page)"))
            }
            #expect(byNumber == expected)
            var byCursor: [String] = []
            var target = Self.list + "?limit=60"
            var pages = 0
            while true {
                let answer = try await server.get(target)
                byCursor += try Self.ids(answer)
                pages += 1
                let page = try answer.json()["pagination"]?["page"]
                #expect(page?.isNull == (pages > 1))
                guard let cursor = try answer.json()["nextCursor"]?.string else { break }
                target = Self.list + "?limit=60&cursor=\(cursor)"
            }
            #expect(byCursor == expected)
            #expect(pages == 5)
            let beyond = try await server.get(Self.list + "?page=4")
            #expect(beyond.status == 200)
            #expect(try Self.ids(beyond).isEmpty)
        }
    }

    @Test("an empty table is an empty list")
    func emptyTable() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/api/tables/empty")
            #expect(
                answer.text
                    == #"{"records":[],"pagination":{"page":1,"pageSize":100,"total":0,"#
                    + #""totalPages":0},"nextCursor":null}"#)
            let csv = try await server.get("/api/tables/empty?format=csv")
            #expect(csv.text == "id,createdTime,Name\r\n")
            let ndjson = try await server.get("/api/tables/empty?format=ndjson")
            #expect(ndjson.status == 200)
            #expect(ndjson.text == "")
        }
    }

    @Test(
        "conditions, ids and sort choose and order records",
        arguments: [
            ("Price=gte.249&Price=lt.1000", [249, 250]),
            ("fldPrice000000001=eq.7", [7]),
            ("Name=eq.Project%207", [7]), ("Name=eq.%CC%81", []),
            ("Name=in.(Project%207,%22Project%209%22)", [7, 9]),
            ("Name=ilike.PROJECT%2025*", [25, 250]),
            ("Name=like.Project%2099", [99]),
            ("Price=not.gt.3&sort=-Price", [3, 2]),
            ("Tags=cs.blue", [1]),
            ("Tags=cs.(red,blue)", [1]),
            ("Done=is.null", [1]),
            ("Done=not.is.true", [1]),
            ("Price=lte.4&Price=neq.3&sort=-Name&Done=is.true", [4, 2]),
            ("fldPage0000000001=not.is.null", []),
            ("ids=rec00000000000009,rec00000000000003&sort=Price", [3, 9]),
            ("filterByFormula=%7BPrice%7D%3E248&sort=-Price", [1, 250, 249]),
            ("filterByFormula=AND(%7BPrice%7D%3C5,%7BDone%7D)&Price=neq.3", [2, 4]),
            ("q=project%20249", [249]),
            ("q=%22249%20project%22", []),
        ])
    func filters(query: String, numbers: [Int]) async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get(Self.list + "?" + query)
            #expect(answer.status == 200, "\(answer.text.prefix(300))")
            #expect(try Self.ids(answer) == numbers.map(ServerFixture.id))
        }
    }

    @Test("fields and empty cut records without touching cells")
    func projection() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get(
                Self.list + "?pageSize=1&fields=Price,Done&empty=null")
            #expect(
                answer.text.contains(#""fields":{"Price":12345678901234567890.10,"Done":null}"#))
            let all = try await server.get(Self.list + "?pageSize=1&empty=null")
            #expect(try all.json()["records"]?.array?.first?["fields"]?.object?.count == 7)
        }
    }

    @Test("CSV follows RFC 4180 and keeps what is in the cells")
    func csv() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get(Self.list + "?format=csv")
            #expect(answer.headers["content-type"]?.hasPrefix("text/csv") == true)
            #expect(answer.headers["transfer-encoding"] == "chunked")
            #expect(
                answer.text.hasPrefix(
                    "id,createdTime,Name,Price,Done,Tags,\"Quo\"\"te\",Links,page\r\n"
                        + "rec00000000000001,2026-01-01T00:00:00.000Z,"
                        + "\"café \"\"x\"\", y\nz\",12345678901234567890.10,,\"red, blue\","
                        + "\"{\"\"error\"\":\"\"#ERROR!\"\"}\",\"[{\"\"id\"\":\"\"usr1\"\"}, 2]\",\r\n"
                        + "rec00000000000002,2026-01-01T00:00:00.000Z,Project 2,2,true,red,,,\r\n"))
            #expect(answer.text.components(separatedBy: "\r\n").count == 252)
            let formula = try await server.get("/api/tables/cafbro100?format=csv")
            #expect(formula.text.hasSuffix(",=1+1\r\n"))
        }
    }

    @Test("NDJSON gives all records, or a page of them with its cursor in a header")
    func ndjson() async throws {
        try await ServerFixture.run { server in
            let all = try await server.get(Self.list, ["Accept: application/x-ndjson"])
            #expect(
                all.text == (1...250).map { ServerFixture.record($0) + "\n" }.joined())
            let page = try await server.get(Self.list + "?format=ndjson&pageSize=2")
            #expect(page.text == ServerFixture.record(1) + "\n" + ServerFixture.record(2) + "\n")
            let cursor = try #require(page.headers["x-aircache-next-cursor"])
            let next = try await server.get(
                Self.list + "?format=csv&fields=Price&pageSize=1&cursor=\(cursor)")
            #expect(next.text.hasSuffix("\r\nrec00000000000003,2026-01-01T00:00:00.000Z,3\r\n"))
        }
    }

    @Test("an export of several chunks is whole, plain and compressed")
    func longExport() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.exportPage = 7
        try await ServerFixture.run(settings: settings) { server in
            let expected = (1...250).map { ServerFixture.record($0) + "\n" }.joined()
            let plain = try await server.get(Self.list + "?format=ndjson&sort=Price")
            #expect(plain.body.count == expected.utf8.count)
            let gzip = try await server.get(
                Self.list + "?format=ndjson", ["Accept-Encoding: gzip"])
            #expect(gzip.headers["content-encoding"] == "gzip")
            #expect(try gunzip(gzip.body) == Array(expected.utf8))
            let head = try await server.client.send(
                "HEAD", Self.list + "?format=ndjson", headers: [ServerFixture.authorization])
            #expect(head.headers["content-length"] == String(expected.utf8.count))
        }
    }

    @Test(
        "Accept chooses the format, format= overrides it",
        arguments: [
            ("*/*", "application/json; charset=utf-8"),
            ("text/csv", "text/csv; charset=utf-8; header=present"),
            ("text/html, application/xhtml+xml, */*;q=0.8", "application/json; charset=utf-8"),
            ("application/json;q=0.1, text/csv;q=0.9", "text/csv; charset=utf-8; header=present"),
        ])
    func accept(header: String, type: String) async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/api/tables/empty", ["Accept: \(header)"])
            #expect(answer.headers["content-type"] == type)
            let forced = try await server.get(
                "/api/tables/empty?format=json", ["Accept: \(header)"])
            #expect(forced.headers["content-type"] == "application/json; charset=utf-8")
        }
    }
}
