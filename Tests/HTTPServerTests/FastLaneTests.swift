import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// The fast lane answers as the way around it does, to the byte.
@Suite struct FastLaneTests {
    private static let record = "/api/tables/projects/\(ServerFixture.id(7))"
    private static let authorized = "Host: x\r\n\(ServerFixture.authorization)\r\n"

    private static func get(_ target: String, _ fields: String = "") -> [UInt8] {
        Array("GET \(target) HTTP/1.1\r\n\(authorized)\(fields)\r\n".utf8)
    }

    @Test("what is asked for in one packet, or before the answer came, is learnt as well")
    func pipelined() async throws {
        try await LanePair.run { server, pair in
            let request = Self.get(Self.record)
            let post = Array(
                "POST /api/refresh/x HTTP/1.1\r\n\(Self.authorized)Content-Length: 2\r\n\r\n{}".utf8
            )
            try await pair.compare([request + request + request], answers: 3, "three at once")
            #expect(try await server.laneAnswers().again == 2)
            try await pair.compare([request, request, post + request], answers: 4, "with a body")
            #expect(try await server.laneAnswers().again == 4)
            // The answer to one is owed while those behind it come, byte by byte.
            let list = Self.get("/api/tables/projects?sort=Price")
            let bytes = (list + request + list + request).map { [$0] }
            try await pair.compare(bytes, answers: 4, "byte by byte")
        }
    }

    @Test(
        "what was answered is answered again, and other records and pages like it",
        arguments: [
            (["/api/tables/projects/\(ServerFixture.id(7))"], 2, 0),
            (
                [
                    "/api/tables/projects/\(ServerFixture.id(7))",
                    "/api/tables/projects/\(ServerFixture.id(1))",
                ], 4, 1
            ),
            (
                [
                    "/v0/appHTTPServer0001/Projects/\(ServerFixture.id(7))",
                    "/v0/appHTTPServer0001/Projects/\(ServerFixture.id(250))",
                ], 4, 1
            ),
            (
                [
                    "/api/tables/projects/\(ServerFixture.id(7))?fields=Name&empty=null",
                    "/api/tables/projects/\(ServerFixture.id(9))?fields=Name&empty=null",
                ], 4, 1
            ),
            (["/api/tables/projects?page=1", "/api/tables/projects?page=2"], 4, 1),
            (
                [
                    "/api/tables/projects?pageSize=7&page=3",
                    "/api/tables/projects?pageSize=7&page=36",
                    "/api/tables/projects?pageSize=7&page=9999999",
                ], 6, 2
            ),
            (
                [
                    "/api/tables/projects?fields=Name&page=3",
                    "/api/tables/projects?fields=Name&page=2",
                ], 4, 0
            ),
            (["/api/tables/projects?sort=Price", "/api/tables", "/api/mappings"], 6, 0),
            (["/v0/appHTTPServer0001/Projects?pageSize=3"], 2, 0),
            (["/livez", "/health", "/api/stats", "/docs"], 0, 0),
        ])
    func again(targets: [String], mostAgain: Int, fresh: Int) async throws {
        try await LanePair.run { server, pair in
            for _ in 0..<3 {
                for target in targets where target != "/api/stats" {
                    try await pair.compare([Self.get(target)], answers: 1, target)
                }
            }
            let (again, read) = try await server.laneAnswers()
            // A page or record that was read from SQLite once is kept when it is read twice.
            #expect(again + read == (mostAgain == 0 ? 0 : targets.count * 2 + fresh))
            #expect(read == (fresh == 0 ? 0 : fresh * 2))
        }
    }

    @Test("a commit, a switch, a rollback and its end are seen by the next request")
    func moves() async throws {
        try await LanePair.run { server, pair in
            let targets = [
                Self.record, "/api/tables/projects/\(ServerFixture.id(8))",
                "/api/tables/projects?page=1", "/api/tables/projects?page=2", "/api/tables",
                "/v0/appHTTPServer0001/Projects/\(ServerFixture.id(9))",
            ]
            func compare(_ what: String) async throws {
                for _ in 0..<3 {
                    for target in targets {
                        try await pair.compare([Self.get(target)], answers: 1, "\(target) \(what)")
                    }
                }
            }
            try await compare("at first")
            try server.put(7, "Another name")
            try await compare("after a commit")
            try server.remove(8)
            try await compare("after a removal")
            try server.put(5_000, "New")
            try await compare("after a new record")
            try ServerFixture.fill(server.store, ServerFixture.base, count: 200)
            try await compare("after a switch")
            _ = try server.baseStore.rollback(at: ServerFixture.now)
            try await compare("after a rollback")
            let answer = try await server.get(Self.record)
            #expect(answer.headers["x-aircache-paused"] != nil)
            _ = try server.store.enqueueRun(
                base: ServerFixture.base, trigger: .request, at: ServerFixture.now)
            try await compare("after the pause")
            #expect(try await server.laneAnswers().0 > 0)
        }
    }

    @Test("a table that takes the name by which another one was found answers in its place")
    func names() async throws {
        try await LanePair.run { server, pair in
            func compare(_ what: String) async throws -> [Int] {
                var statuses: [Int] = []
                for target in [Self.record, "/api/tables/projects?page=1", "/api/tables/empty"] {
                    for _ in 0..<3 {
                        let answers = try await pair.compare(
                            [Self.get(target)], answers: 1, "\(target) \(what)")
                        statuses.append(answers.first?.status ?? 0)
                    }
                }
                return statuses
            }
            #expect(try await compare("at first") == Array(repeating: 200, count: 9))
            // `projects` was the short name of `Projects`, and is the whole name of this one.
            try server.rename("tblEmpty000000001", to: "projects")
            let found = try await compare("with another table of the name")
            #expect(found == [404, 404, 404, 200, 200, 200, 404, 404, 404])
        }
    }

    @Test("no token opens what another one opened")
    func tokens() async throws {
        try await LanePair.run { server, pair in
            for _ in 0..<3 {
                for token in ["Bearer \(ServerFixture.token)", "Bearer other", "bearer  other"] {
                    try await pair.compare(
                        [Self.with(Self.record, "Authorization: \(token)")], answers: 1, token)
                }
            }
            for token in [
                "Bearer wrong", "Bearer \(ServerFixture.token)x", "Basic \(ServerFixture.token)",
                "Bearer", "", ServerFixture.token,
            ] {
                let answers = try await pair.compare(
                    [Self.with(Self.record, "Authorization: \(token)")], answers: 1, token)
                #expect(answers.first?.status == 401)
            }
            let none = try await pair.compare(
                [Self.with(Self.record, "X: y")], answers: 1, "no token")
            #expect(none.first?.status == 401)
            let twice = "Authorization: Bearer other\r\nAuthorization: Bearer other"
            let both = try await pair.compare(
                [Self.with(Self.record, twice)], answers: 1, "two tokens")
            #expect(both.first?.status == 401)
        }
    }

    private static func with(_ target: String, _ field: String) -> [UInt8] {
        Array("GET \(target) HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n".utf8)
    }

    @Test("the variants of an answer are kept apart")
    func variants() async throws {
        try await LanePair.run { server, pair in
            let page = "/api/tables/projects?page=1"
            let tag = try #require(try await server.get(page).headers["etag"])
            let recordTag = try #require(try await server.get(Self.record).headers["etag"])
            let fields = [
                "", "Accept-Encoding: gzip\r\n", "Accept-Encoding: gzip;q=0\r\n",
                "Accept-Encoding: br, gzip\r\n", "Accept: text/csv\r\n", "Accept: */*\r\n",
                "Accept: application/x-ndjson\r\n", "If-None-Match: \(tag)\r\n",
                "If-None-Match: \(recordTag)\r\n", "If-None-Match: *\r\n",
                "If-None-Match: \"no\"\r\n",
                "Origin: https://app.example.com\r\n", "Origin: https://other.example.com\r\n",
                "X-Request-Id: mine\r\n", "X-Request-Id: \(String(repeating: "x", count: 200))\r\n",
                "X-Request-Id: two words\r\n",
                "User-Agent: a\r\nCookie: b=c\r\nX-Forwarded-For: 10.0.0.1\r\n",
                "Accept: text/csv\r\nAccept: application/json\r\n", "Range: bytes=0-1\r\n",
            ]
            for _ in 0..<3 {
                for field in fields {
                    for target in [page, Self.record, "/api/tables/projects?page=2"] {
                        try await pair.compare(
                            [Self.get(target, field)], answers: 1, "\(target) \(field)")
                    }
                }
            }
            let (again, fresh) = try await server.laneAnswers()
            #expect(again > 50 && fresh > 3)
        }
    }

    @Test("a short record after a long one is not taken for compressed, nor the other way round")
    func compression() async throws {
        try await LanePair.run { server, pair in
            try server.put(20, String(repeating: "long", count: 1_000))
            for number in [20, 21, 20, 22, 21, 20, 23] {
                let target = "/api/tables/projects/\(ServerFixture.id(number))"
                let request = Self.get(target, "Accept-Encoding: gzip\r\n")
                try await pair.compare([request], answers: 1, target)
            }
        }
    }

    @Test("answers keep their order when requests come together")
    func pipelining() async throws {
        try await LanePair.run { server, pair in
            try await pair.compare([Self.get(Self.record)], answers: 1, "first")
            let targets = (0..<60).map { number in
                switch number % 4 {
                case 0: Self.record
                case 1: "/api/tables/projects?sort=Name&pageSize=\(number)"
                case 2: "/api/tables/projects/\(ServerFixture.id(number + 1))"
                default: "/api/tables/nothing"
                }
            }
            let requests = targets.flatMap { Self.get($0, "X-Request-Id: \($0.utf8.count)\r\n") }
            for size in [requests.count, 1_000, 97, 31] {
                let pieces = stride(from: 0, to: requests.count, by: size).map {
                    Array(requests[$0..<min($0 + size, requests.count)])
                }
                try await pair.compare(pieces, answers: targets.count, "in pieces of \(size)")
            }
            #expect(try await server.laneAnswers().0 > 0)
        }
    }

    @Test("requests that are not plain take the usual way, wherever they are cut")
    func oddRequests() async throws {
        let authorized = Self.authorized
        let hot = Self.record
        let odd = [
            "GET \(hot) HTTP/1.0\r\n\(authorized)\r\n",
            "GET \(hot) HTTP/1.0\r\n\(authorized)Connection: keep-alive\r\n\r\n",
            "GET \(hot) HTTP/1.1\n\(authorized.replacing("\r\n", with: "\n"))\n",
            "GET  \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "GET \(hot)  HTTP/1.1\r\n\(authorized)\r\n",
            "get \(hot) HTTP/1.1\r\n\(authorized)\r\n", "GET \(hot) HTTP/1.2\r\n\(authorized)\r\n",
            "GET \(hot) HTTP/2.0\r\n\(authorized)\r\n", "GET \(hot)\r\n\(authorized)\r\n",
            "\r\nGET \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "\r\n\r\n\r\nGET \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "\nGET \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            " GET \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "GET http://x\(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "GET \(hot)#x HTTP/1.1\r\n\(authorized)\r\n",
            "GET \(hot)? HTTP/1.1\r\n\(authorized)\r\n",
            "GET \(hot)/ HTTP/1.1\r\n\(authorized)\r\n",
            "GET /\(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "GET \(hot)\u{0} HTTP/1.1\r\n\(authorized)\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X: a\r\n b\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X : a\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized): a\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X: \u{1}\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X: a\rb\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X: a\nY: b\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X: ä\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\r\n\(authorized)\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Content-Length: 0\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Content-Length: 3\r\n\r\nabc",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Content-Length: -3\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Transfer-Encoding: identity\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Expect: 100-continue\r\n\r\n",

            "GET \(hot) HTTP/1.1\r\n\(authorized)Connection: close\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Connection: Keep-Alive\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Connection: close, keep-alive\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Host: y\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(ServerFixture.authorization)\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\nHost: \r\n\(ServerFixture.authorization)\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\nHost: \"<x>\"\r\n\(ServerFixture.authorization)\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X-Request-Id: a\r\nX-Request-Id: b\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)If-None-Match: \"a\"\r\nIf-None-Match: \"b\"\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)\(String(repeating: "X: y\r\n", count: 250))\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)X: \(String(repeating: "y", count: 40_000))\r\n\r\n",
            "GET \(hot)?\(String(repeating: "y", count: 20_000)) HTTP/1.1\r\n\(authorized)\r\n",
            "POST \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "OPTIONS \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "DELETE \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "GETX \(hot) HTTP/1.1\r\n\(authorized)\r\n",
            "GET * HTTP/1.1\r\n\(authorized)\r\n", "GET / HTTP/1.1\r\n\(authorized)\r\n",
            "\u{16}\u{3}\u{1}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET \(hot) HTTP/1.1\r\n\(authorized)",
        ]
        var settings = ServerFixture.laneSettings
        settings.limits.idleTime = .seconds(1)
        settings.limits.bodyTime = .seconds(1)
        try await LanePair.run(settings: settings) { server, pair in
            let plain = Self.get(hot)
            let last = Array("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
            for text in odd {
                let bytes = Array(text.utf8)
                // Twice before, so that the lane knows the answer; after it, one that is known, and an end.
                try await pair.compare([plain], answers: 1, "before")
                try await pair.compare([plain], answers: 1, "before")
                try await pair.compare(
                    [bytes + plain + last], answers: .max,
                    "together: \(text.prefix(300).debugDescription)")
                guard bytes.count < 1_000 else { continue }
                try await pair.compare([plain], answers: 1, "before")
                try await pair.compare(
                    (plain + bytes + plain + last).map { [$0] }, answers: .max,
                    "byte by byte: \(text.debugDescription)")
            }
            // What follows belongs to the other protocol, which is not taken.
            let upgrade =
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n"
            for _ in 0..<3 {
                try await pair.compare([Self.get(hot, upgrade)], answers: 1, "an upgrade")
                pair.close()
            }
            for cut in 1..<plain.count {
                try await pair.compare(
                    [Array(plain[..<cut]), Array(plain[cut...]) + plain], answers: 2,
                    "cut at \(cut)")
            }
            #expect(try await server.laneAnswers().0 > odd.count)
        }
    }

    @Test("without memory for answers, SQLite is asked each time")
    func noCache() async throws {
        var settings = ServerFixture.laneSettings
        settings.cacheBytes = 0
        try await LanePair.run(settings: settings) { server, pair in
            for _ in 0..<4 { try await pair.compare([Self.get(Self.record)], answers: 1, "record") }
            let (again, fresh) = try await server.laneAnswers()
            #expect(again == 0 && fresh == 3)
        }
    }
}
