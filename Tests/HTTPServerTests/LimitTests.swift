import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// What is too large, too slow or too much gets a clear answer; the server stays.
@Suite struct LimitTests {
    private static func settings(_ change: (inout HTTPLimits) -> Void) -> HTTPServerSettings {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.lingerTime = .milliseconds(100)
        change(&settings.limits)
        return settings
    }

    private static func answer(_ bytes: [UInt8]) throws -> RawAnswer {
        var rest = bytes[...]
        return try #require(RawAnswer.parse(&rest))
    }

    @Test("a long URL is a 414", arguments: [20_000, 200_000, 300_000, 2_000_000])
    func longURL(count: Int) async throws {
        try await ServerFixture.run(settings: Self.settings { _ in }) { server in
            let answer = try await server.get("/api/tables/" + String(repeating: "x", count: count))
            #expect(answer.status == 414)
            #expect(try answer.json()["code"] == "url_too_long")
            #expect(answer.headers["connection"] == "close")
        }
    }

    /// A request before the long one, which may end in the middle of a packet.
    static let firsts = [
        "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n{\n\n\n }",
        "POST /livez HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\n\n}\r\n0\r\n\r\n",
    ]

    @Test("pipelined, what is too long is told apart as well", arguments: firsts)
    func pipelinedOverflow(first: String) async throws {
        let long = String(repeating: "x", count: 400_000)
        try await ServerFixture.run(settings: Self.settings { _ in }) { server in
            for (second, status) in [
                ("GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
                ("GET / HTTP/1.1\r\nX-Big: \(long)\r\n\r\n", 431),
                ("GET / HTTP/1.1\r\nX-\(long): 1\r\n\r\n", 431),
            ] {
                // Split within the first request, at its end, and within the second one's first line.
                let bytes = Array((first + first + second).utf8)
                let end = first.utf8.count * 2
                for cut in [end - 1, end, end + 3, end + 20, 70_000] {
                    let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
                    var rest = try await server.client.exchange(pieces)[...]
                    #expect(try #require(RawAnswer.parse(&rest)).status < 406)
                    #expect(try #require(RawAnswer.parse(&rest)).status < 406)
                    #expect(RawAnswer.parse(&rest)?.status == status, "cut at \(cut)")
                    #expect(rest.isEmpty)
                }
            }
        }
    }

    @Test(
        "too many bytes of headers are a 431, even a megabyte of them",
        arguments: [
            40_000, 300_000, 1_000_000,
        ])
    func longHeaders(count: Int) async throws {
        try await ServerFixture.run(settings: Self.settings { _ in }) { server in
            let answer = try await server.get(
                "/livez", ["X-Big: \(String(repeating: "x", count: count))"])
            #expect(answer.status == 431)
            #expect(try answer.json()["code"] == "headers_too_large")
            let many = (0..<300).map { "X-\($0): 1" }
            #expect(try await server.get("/livez", many).status == 431)
            #expect(try await server.client.send("GET", "/livez").status == 200)
        }
    }

    @Test("a large body is a 413, by its announced or its real length")
    func largeBody() async throws {
        let settings = Self.settings { $0.bodyBytes = 1_000 }
        try await ServerFixture.run(settings: settings) { server in
            let head = "POST /api/refresh HTTP/1.1\r\nHost: x\r\n\(ServerFixture.authorization)\r\n"
            let announced = try await server.client.exchange([
                Array((head + "Content-Length: 5000000000\r\n\r\n{").utf8)
            ])
            #expect(try Self.answer(announced).status == 413)
            let chunk = "400\r\n" + String(repeating: " ", count: 1_024) + "\r\n"
            let chunked = try await server.client.exchange(
                [Array((head + "Transfer-Encoding: chunked\r\n\r\n").utf8)]
                    + Array(repeating: Array(chunk.utf8), count: 20))
            #expect(try Self.answer(chunked).status == 413)
            #expect(try server.store.queuedRuns().isEmpty)
        }
    }

    @Test("a refusal waits for the answers before it")
    func pipelinedRefusal() async throws {
        try await ServerFixture.run(settings: Self.settings { _ in }) { server in
            let text =
                "GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\nboo\r\n\r\n"
            var rest = try await server.client.exchange([Array(text.utf8)])[...]
            #expect(RawAnswer.parse(&rest)?.status == 200)
            #expect(RawAnswer.parse(&rest)?.status == 200)
            #expect(RawAnswer.parse(&rest)?.status == 400)
            #expect(rest.isEmpty)
        }
    }

    @Test(
        "who sends no head, or no body, in time is disconnected",
        arguments: [
            "GET /livez HT", "POST /api/refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{",
            "",
        ])
    func slowClient(text: String) async throws {
        let settings = Self.settings {
            $0.idleTime = .milliseconds(150)
            $0.bodyTime = .milliseconds(150)
        }
        try await ServerFixture.run(settings: settings) { server in
            let start = ContinuousClock.now
            _ = try await server.client.exchange([Array(text.utf8)])
            #expect(start.duration(to: .now) < .seconds(20))
        }
    }

    @Test("a query that runs too long is a 503")
    func slowQuery() async throws {
        let settings = Self.settings { $0.queryTime = .nanoseconds(1) }
        try await ServerFixture.run(settings: settings) { server in
            let answer = try await server.get("/api/tables/projects?sort=Name")
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
            #expect(try answer.json()["code"] == "query_too_slow")
            let export = try await server.get("/api/tables/projects?format=csv")
            #expect(export.status == 503)
        }
    }

    @Test("more queries than are queued are a 503")
    func busy() async throws {
        let settings = Self.settings { $0.queuedQueries = 0 }
        try await ServerFixture.run(settings: settings) { server in
            let answer = try await server.get("/api/tables/projects?sort=Name")
            #expect(answer.status == 503)
            #expect(try answer.json()["code"] == "too_busy")
            #expect(try await server.get("/api/tables/projects").status == 200)
        }
    }

    @Test("more connections than allowed wait for their turn")
    func connections() async throws {
        let settings = Self.settings {
            $0.connections = 2
            $0.restTime = .seconds(60)
        }
        try await ServerFixture.run(settings: settings) { server in
            let client = server.client
            let answered = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for _ in 0..<12 {
                    tasks.addTask { try await client.send("GET", "/livez").status == 200 ? 1 : 0 }
                }
                return try await tasks.reduce(0, +)
            }
            #expect(answered == 12)
        }
    }

    @Test(
        "connections that rest, or send their heads slowly, keep nobody out",
        arguments: ["", "GET /livez HTTP/1.1\r\nHost:"])
    func restingConnections(text: String) async throws {
        let settings = Self.settings { $0.connections = 40 }
        try await ServerFixture.run(settings: settings) { server in
            var resting: [RawSocket] = []
            for number in 0..<120 {
                let socket = RawSocket(port: server.client.port)
                _ = try await socket.ask([Array(text.utf8)], answers: 0)
                resting.append(socket)
                guard number % 10 == 0 else { continue }
                let answer = try await server.client.send("GET", "/livez")
                #expect(answer.status == 200)
            }
            #expect(resting.count == 120)
        }
    }
}
