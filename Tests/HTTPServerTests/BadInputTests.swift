import AirtableAPI
import Foundation
import HTTPServer
import Testing

/// Whatever is wrong with a request is said, by a problem that names it.
@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let target: String
        let status: Int
        let code: String
        /// What the detail must hold.
        let says: String

        init(_ target: String, _ status: Int, _ code: String, _ says: String) {
            self.target = target
            self.status = status
            self.code = code
            self.says = says
        }

        var testDescription: String { target }
    }

    private static let list = "/api/tables/projects"

    static let cases = [
        Case("/", 404, "unknown_route", "/api/tables"),
        Case("/api/nothing", 404, "unknown_route", "nothing"),
        Case("/api/tables/nope", 404, "unknown_table", "'Projects', 'Empty'"),
        Case("/api/tables//x", 404, "unknown_table", "''"),
        Case("/api/mappings/nope", 404, "unknown_table", "'nope'"),
        Case(list + "/recNope0000000001", 404, "unknown_record", "recNope0000000001"),
        Case(list + "/..", 404, "unknown_record", "'..'"),
        Case("/api/refresh/jobnope", 404, "unknown_job", "jobnope"),
        Case("/api/bases/appNope/stats", 404, "unknown_base", "appHTTPServer0001"),
        Case("/api/tables?x=1", 400, "unknown_parameter", "'x'"),
        Case("/api/stats?page=1", 400, "unknown_parameter", "'page'"),
        Case(list + "?nope=1", 400, "unknown_parameter", "'pageSize'"),
        Case(list + "?filterByFormula=1%2B", 400, "invalid_parameter", "expected is"),
        Case(list + "?filterByFormula=%7BNo%7D", 400, "invalid_parameter", "'No'"),
        Case(
            list + "?filterByFormula=LAST_MODIFIED_TIME()", 400, "invalid_parameter",
            "Last modified time"),
        Case(
            list + "?q=" + String(repeating: "x", count: 1_001), 400, "invalid_parameter",
            "1000 bytes"),
        Case(list + "?name=eq.x", 400, "unknown_parameter", "'Name'"),
        Case(list + "/\("rec00000000000001")?page=1", 400, "unknown_parameter", "'fields'"),
        Case(list + "?page=0", 400, "invalid_parameter", "'page' is '0'"),
        Case(list + "?page=-1", 400, "invalid_parameter", "from 1 to"),
        Case(list + "?page=100000000000000000000", 400, "invalid_parameter", "whole number"),
        Case(list + "?page=1.5", 400, "invalid_parameter", "'1.5'"),
        Case(list + "?page=", 400, "invalid_parameter", "'page'"),
        Case(list + "?page=%2B1", 400, "invalid_parameter", "'+1'"),
        Case(list + "?pageSize=0", 400, "invalid_parameter", "from 1 to 1000"),
        Case(list + "?pageSize=1000000000", 400, "invalid_parameter", "from 1 to 1000"),
        Case(list + "?limit=1001", 400, "invalid_parameter", "'limit'"),
        Case(list + "?limit=1&pageSize=1", 400, "invalid_parameter", "another name"),
        Case(list + "?page=1&page=2", 400, "invalid_parameter", "twice"),
        Case(list + "?page=1&cursor=x", 400, "invalid_parameter", "'cursor'"),
        Case(list + "?cursor=", 400, "invalid_parameter", "empty"),
        Case(list + "?cursor=nonsense", 400, "invalid_cursor", "cursor"),
        Case(list + "?format=xml", 400, "invalid_parameter", "'ndjson'"),
        Case(list + "?empty=yes", 400, "invalid_parameter", "'omit'"),
        Case(list + "?fields=Nope", 400, "unknown_field", "'Nope'"),
        Case(list + "?fields=", 400, "invalid_parameter", "empty value"),
        Case(list + "?fields=Name,,Price", 400, "invalid_parameter", "empty value"),
        Case(list + "?fields=%22Name", 400, "invalid_parameter", "quotation mark"),
        Case(list + "?sort=-Nope", 400, "unknown_field", "'Nope'"),
        Case(list + "?ids=abc", 400, "invalid_parameter", "'abc'"),
        Case(list + "?modifiedAfter=yesterday", 400, "invalid_parameter", "2026-01-31"),
        Case(list + "?modifiedAfter=2026-01-31", 400, "no_modification_time", "'Projects'"),
        Case(list + "?Price=10", 400, "unknown_operator", "gte"),
        Case(list + "?Price=above.10", 400, "unknown_operator", "'above.10'"),
        Case(list + "?Price=not.not.eq.10", 400, "unknown_operator", "operator.value"),
        Case(list + "?Price=gte.many", 400, "invalid_operand", "number"),
        Case(list + "?Name=in.A", 400, "invalid_parameter", "in.(A,B)"),
        Case(list + "?Name=in.()", 400, "invalid_parameter", "in.(A,B)"),
        Case(list + "?Done=is.maybe", 400, "invalid_operand", "null"),
        Case("/api/tables/%FF", 400, "invalid_path", "UTF-8"),
        Case("/api/tables/%C3", 400, "invalid_path", "UTF-8"),
        Case("/api/tables/a%00b", 400, "invalid_path", "NUL"),
        Case("/api/tables/%zz", 400, "invalid_path", "percent"),
        Case("/api/tables/%2", 400, "invalid_path", "percent"),
        Case(list + "?Name=eq.%00", 400, "invalid_parameter", "NUL"),
        Case(list + "?Name=eq.%FF", 400, "invalid_parameter", "UTF-8"),
        Case(list + "?Name=eq.%", 400, "invalid_parameter", "percent"),
    ]

    @Test("each gets its status and a problem that names it", arguments: cases)
    func problem(_ expected: Case) async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get(expected.target)
            #expect(answer.status == expected.status)
            #expect(
                answer.headers["content-type"] == "application/problem+json; charset=utf-8")
            let body = try answer.json()
            #expect(body["code"]?.string == expected.code, "\(answer.text)")
            #expect(body["status"]?.integer == expected.status)
            #expect(body["detail"]?.string?.contains(expected.says) == true, "\(answer.text)")
            #expect(body["error"]?.string?.isEmpty == false)
            #expect(body["type"]?.string == "urn:aircache:error:" + expected.code)
            #expect(body["title"]?.string?.isEmpty == false)
            #expect(body["requestId"]?.string == answer.headers["x-request-id"])
        }
    }

    @Test(
        "raw bytes in a path are refused: names are percent-encoded",
        arguments: [
            ([0xC3, 0xA9] as [UInt8], 400), ([0xFF, 0xFE], 400), ([0x00], 400), ([0x01], 400),
        ])
    func rawPath(bytes: [UInt8], status: Int) async throws {
        try await ServerFixture.run { server in
            let head =
                Array("GET /api/tables/".utf8) + bytes
                + Array(
                    " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(ServerFixture.authorization)\r\n\r\n"
                        .utf8)
            let received = try await server.client.exchange([head])
            var rest = received[...]
            let answer = try #require(RawAnswer.parse(&rest))
            #expect(answer.status == status)
            #expect(try answer.json()["error"] != nil)
        }
    }

    @Test(
        "what is no HTTP is answered by a problem, once",
        arguments: [
            "nonsense\r\n\r\n", "GET\r\n\r\n", "FOO /livez HTTP/1.1\r\n\r\n",
            "GET /livez HTTP/1.1\r\nBad Header: x\r\n\r\n",
            "POST /api/refresh HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "POST /api/refresh HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ])
    func malformed(text: String) async throws {
        try await ServerFixture.run { server in
            let received = try await server.client.exchange([Array(text.utf8)])
            var rest = received[...]
            let answer = try #require(RawAnswer.parse(&rest))
            #expect(answer.status == 400)
            #expect(try answer.json()["code"] == "malformed_request")
            #expect(rest.isEmpty)
        }
    }

    @Test("an Accept that nothing fits is a 406")
    func notAcceptable() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get(Self.list, ["Accept: image/png"])
            #expect(answer.status == 406)
            #expect(try answer.json()["detail"]?.string?.contains("text/csv") == true)
        }
    }

    @Test(
        "a missing, empty, malformed or wrong token is a 401",
        arguments: [
            nil, "Authorization:", "Authorization: Bearer", "Authorization: Bearer ",
            "Authorization: Bearer wrong", "Authorization: Basic c2VjcmV0",
            "Authorization: secret-of-the-test", "Authorization: Bearer secret-of-the-test x",
            "Authorization: Bearer secret-of-the-tes",
        ])
    func tokens(header: String?) async throws {
        try await ServerFixture.run { server in
            for target in ["/api/tables", "/api/nothing", Self.list + "?page=0", "/api/stats"] {
                let answer = try await server.client.send(
                    target, headers: header.map { [$0] } ?? [])
                #expect(answer.status == 401)
                #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                #expect(try answer.json()["code"] == "unauthorized")
                #expect(!answer.text.contains("secret-of-the-test"))
            }
        }
    }

    @Test("each of several tokens opens, in any case of the scheme; no token opens all")
    func severalTokens() async throws {
        try await ServerFixture.run { server in
            for value in ["Bearer other", "bearer \(ServerFixture.token)"] {
                let answer = try await server.client.send(
                    "/api/tables", headers: ["Authorization: \(value)"])
                #expect(answer.status == 200)
            }
        }
        try await ServerFixture.run(settings: HTTPServerSettings(bearerTokens: [])) { server in
            let answer = try await server.client.send("GET", "/api/tables")
            #expect(answer.status == 200)
        }
        try await ServerFixture.run(settings: HTTPServerSettings(bearerTokens: [""])) { server in
            let answer = try await server.client.send("GET", "/api/tables")
            #expect(answer.status == 401)
        }
    }
}

extension RawClient {
    func send(_ target: String, headers: [String]) async throws -> RawAnswer {
        try await send("GET", target, headers: headers, body: nil)
    }
}
