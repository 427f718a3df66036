import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// Before the first sync, after a rollback, and at the end.
@Suite struct AvailabilityTests {
    @Test("before the first sync data is a 503 that says when to come again")
    func noGeneration() async throws {
        try await ServerFixture.run(fill: ServerFixture.fillNothing) { server in
            for target in ["/api/tables", "/api/tables/projects", "/api/mappings", "/readyz"] {
                let answer = try await server.get(target)
                #expect(answer.status == 503)
                #expect(answer.headers["retry-after"] != nil)
                #expect(try answer.json()["code"] == "not_synced_yet")
            }
            #expect(try await server.client.send("GET", "/livez").status == 200)
            let health = try await server.client.send("GET", "/health")
            #expect(health.status == 200)
            #expect(try health.json()["status"] == "starting")
            #expect(try await server.get("/api/stats").status == 200)
            #expect(try await server.get("/api/bases").status == 200)
        }
    }

    @Test("a pause after a rollback is said everywhere, until a refresh ends it")
    func paused() async throws {
        try await ServerFixture.run(
            fill: { store in
                try ServerFixture.fill(store, ServerFixture.base, count: 5)
                try ServerFixture.fill(store, ServerFixture.base, count: 9)
                _ = try store.base(ServerFixture.base).rollback(at: ServerFixture.now)
            },
            { server in
                let page = try await server.get("/api/tables/projects")
                #expect(try page.json()["pagination"]?["total"]?.integer == 5)
                let reason = try #require(page.headers["x-aircache-paused"])
                #expect(reason.contains("rolled back"))
                let health = try await server.client.send("GET", "/health").json()
                #expect(health["status"] == "degraded")
                #expect(health["bases"]?.array?.first?["paused"]?.string == reason)
                let stats = try await server.get("/api/stats").json()
                #expect(stats["bases"]?.array?.first?["paused"]?["reason"]?.string == reason)
                #expect(try await server.client.send("GET", "/readyz").status == 200)
                _ = try await server.client.send(
                    "POST", "/api/refresh", headers: [ServerFixture.authorization])
                let after = try await server.get("/api/tables/projects")
                #expect(after.headers["x-aircache-paused"] == nil)
            })
    }

    @Test("told to stop, the server answers what is in flight and no more")
    func gracefulStop() async throws {
        try await ServerFixture.run { server in
            let body = #"{ }"#
            let head =
                "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /api/refresh HTTP/1.1\r\nHost: x\r\n\(ServerFixture.authorization)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n"
            let received = try await server.client.exchange(
                head: Array(head.utf8), then: Array(body.utf8),
                between: {
                    await server.stop()
                    // New connections are refused before the request in flight is over.
                    let probe = Array("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n".utf8)
                    while try await server.client.isAnswered(probe) {}
                })
            var rest = received[...]
            #expect(RawAnswer.parse(&rest)?.status == 200)
            #expect(RawAnswer.parse(&rest)?.status == 202)
        }
    }

    @Test("connections that come while the server stops do no harm", .timeLimit(.minutes(2)))
    func comingAndStopping() async throws {
        for _ in 0..<3 {
            let start = ContinuousClock.now
            // None of them waits in vain: a client would, for its own 30 s.
            defer { #expect(start.duration(to: .now) < .seconds(20)) }
            try await ServerFixture.run { server in
                let port = server.client.port
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for _ in 0..<2 {
                        tasks.addTask {
                            let request = Array("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
                            // Until nobody listens any more.
                            while (try? await RawSocket(port: port).ask([request], answers: 1))
                                != nil
                            {}
                        }
                    }
                    tasks.addTask {
                        for _ in 0..<5 { _ = try await server.get("/livez") }
                        await server.stop()
                    }
                    try await tasks.waitForAll()
                }
            }
        }
    }

    @Test("connections that are idle do not delay the stop", .timeLimit(.minutes(2)))
    func idleAtStop() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.stopTime = .seconds(600)
        settings.limits.idleTime = .seconds(600)
        try await ServerFixture.run(settings: settings) { server in
            let request = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
            let start = ContinuousClock.now
            // Stays open, unless the server closes it.
            let received = try await server.client.exchange(
                head: Array(request.utf8), then: [], between: { await server.stop() })
            var rest = received[...]
            #expect(RawAnswer.parse(&rest)?.status == 200)
            #expect(start.duration(to: .now) < .seconds(100))
        }
    }

    @Test("a client that never ends its request is cut off after a while", .timeLimit(.minutes(2)))
    func stuckAtStop() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.stopTime = .milliseconds(200)
        settings.limits.bodyTime = .seconds(600)
        try await ServerFixture.run(settings: settings) { server in
            let head =
                "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /api/refresh HTTP/1.1\r\nHost: x\r\n\(ServerFixture.authorization)\r\n"
                + "Content-Length: 10\r\n\r\n{"
            let start = ContinuousClock.now
            _ = try? await server.client.exchange(
                head: Array(head.utf8), then: [], between: { await server.stop() })
            #expect(start.duration(to: .now) < .seconds(100))
        }
    }
}
