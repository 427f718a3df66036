import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// `GET /api/events`.
@Suite(.timeLimit(.minutes(2))) struct EventsTests {
    private static func settings(_ change: (inout HTTPLimits) -> Void) -> HTTPServerSettings {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.feedPause = .milliseconds(1)
        change(&settings.limits)
        return settings
    }

    @Test("sends what happens from now on, as the pages tell it")
    func live() async throws {
        try await ServerFixture.run { server in
            try server.put(2, "before")
            let start = try await server.cursor()
            try await server.events { reader in
                try await reader.wait(for: "id: \(start)\n\n")
                let answer = try #require(reader.answer)
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
                #expect(answer.headers["cache-control"] == "no-store")
                #expect(answer.headers["x-accel-buffering"] == "no")
                #expect(answer.headers["content-encoding"] == nil)
                try server.put(2, "now\\nhere")
                try server.remove(3)
                let first = try await reader.next()
                let second = try await reader.next()
                #expect([first.type, second.type] == ["record.updated", "record.deleted"])
                let page = try await server.get("/api/changes?since=\(start)").json()
                #expect([first.data, second.data] == page["changes"]?.array)
                #expect(first.id == first.data["cursor"]?.string)
            }
        }
    }

    @Test("resumes after a cursor, and the header of a reconnect beats the parameter")
    func resume() async throws {
        try await ServerFixture.run { server in
            let start = try await server.cursor()
            try server.put(2, "a")
            let middle = try await server.cursor()
            try server.put(3, "b")
            try await server.events("/api/events?since=\(start)") { reader in
                let event1 = try await reader.next()
                #expect(event1.data["record"]?.string == ServerFixture.id(2))
                let event2 = try await reader.next()
                #expect(event2.data["record"]?.string == ServerFixture.id(3))
                try server.put(4, "c")
                let event3 = try await reader.next()
                #expect(event3.data["record"]?.string == ServerFixture.id(4))
            }
            let headers = ["Last-Event-ID: \(middle)"]
            try await server.events("/api/events?since=\(start)", headers) { reader in
                let event4 = try await reader.next()
                #expect(event4.data["record"]?.string == ServerFixture.id(3))
            }
            let bad = try await server.get("/api/events", ["Last-Event-ID: x"])
            #expect(bad.status == 400)
            #expect(try bad.json()["detail"]?.string?.contains("Last-Event-ID") == true)
        }
    }

    @Test("a reader far behind gets every change once and in order, while more come")
    func behind() async throws {
        let settings = Self.settings {
            $0.feedPage = 7
            $0.feedBytes = 2_000
        }
        try await ServerFixture.run(settings: settings) { server in
            let start = try await server.cursor()
            for number in 0..<60 { try server.put(2, "n\(number)") }
            try await server.events("/api/events?since=\(start)&previous=true") { reader in
                var names: [String] = []
                for number in 60..<120 {
                    try server.put(2, "n\(number)")
                    names.append(
                        try await reader.next().data["previous"]?["Name"]?.string ?? "")
                }
                for _ in 0..<60 {
                    names.append(
                        try await reader.next().data["previous"]?["Name"]?.string ?? "")
                }
                #expect(names == ["Project 2"] + (0..<119).map { "n\($0)" })
            }
        }
    }

    @Test("a table's events alone")
    func table() async throws {
        try await ServerFixture.run { server in
            try await server.events("/api/events?table=Empty") { reader in
                try await reader.wait(for: "\n\n")
                try server.put(2, "not this")
                try server.put(901, "this", table: "tblEmpty000000001")
                let event5 = try await reader.next()
                #expect(event5.data["table"]?["name"] == "Empty")
            }
        }
    }

    @Test("a reset for a cursor that does not fit, after which the stream goes on")
    func reset() async throws {
        try await ServerFixture.run { server in
            let now = try await server.cursor()
            try await server.events("/api/events?since=zz.9&table=Projects") { reader in
                let event = try await reader.next()
                #expect(event.type == "reset")
                #expect(event.id == now)
                try server.put(2, "a")
                let event6 = try await reader.next()
                #expect(event6.type == "record.updated")
            }
        }
    }

    @Test("a reset when the base is rolled back under a live stream")
    func rollback() async throws {
        try await ServerFixture.run(
            fill: { store in
                try ServerFixture.fill(store, ServerFixture.base, count: 5)
                try ServerFixture.fill(store, ServerFixture.base, count: 6)
            },
            { server in
                try await server.events { reader in
                    try await reader.wait(for: "\n\n")
                    _ = try server.baseStore.rollback(at: ServerFixture.now)
                    let event7 = try await reader.next()
                    #expect(event7.type == "reset")
                    try server.put(2, "a")
                    let event8 = try await reader.next()
                    #expect(event8.type == "record.updated")
                }
            })
    }

    @Test("a quiet stream beats, and lives longer than an idle connection may")
    func heartbeat() async throws {
        let settings = Self.settings {
            $0.heartbeatTime = .milliseconds(100)
            // Long enough for the client to ask, whatever else the machine does.
            $0.idleTime = .milliseconds(2_500)
            $0.stallTime = .milliseconds(2_500)
        }
        try await ServerFixture.run(settings: settings) { server in
            try await server.events("/api/events?table=Empty") { reader in
                try await reader.wait(for: ": heartbeat\n", times: 31)
                // The heartbeat takes the cursor along past what is not for this reader.
                try server.put(2, "not this")
                try await reader.wait(for: ": heartbeat\nid: \(try await server.cursor())\n")
                #expect(try reader.all().isEmpty)
            }
        }
    }

    @Test("a reader that takes nothing is disconnected, and holds up nobody")
    func stalled() async throws {
        let settings = Self.settings { $0.stallTime = .milliseconds(200) }
        try await ServerFixture.run(settings: settings) { server in
            let long = String(repeating: "x", count: 100_000)
            try await server.events("/api/events?previous=true") { reader in
                try await reader.wait(for: "\n\n")
                var open: JSONValue? = 1
                for round in 0..<5_000 where open != 0 {
                    try server.put(2, "\(round)" + long)
                    open = try await server.get("/api/stats").json()["instance"]?["eventStreams"]
                }
                #expect(open == 0)
            }
        }
    }

    @Test("HEAD has the headers and takes no place; beyond the limit there is a 503")
    func limit() async throws {
        try await ServerFixture.run(settings: Self.settings { $0.eventStreams = 1 }) { server in
            for _ in 0..<2 {
                let head = try await server.client.send(
                    "HEAD", "/api/events", headers: [ServerFixture.authorization])
                #expect(head.status == 200)
                #expect(head.headers["content-type"]?.hasPrefix("text/event-stream") == true)
            }
            try await server.events { reader in
                try await reader.wait(for: "\n\n")
                let refused = try await server.get("/api/events")
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == "5")
                #expect(try refused.json()["code"] == "too_many_streams")
                let stats = try await server.get("/api/stats").json()
                #expect(stats["instance"]?["eventStreams"] == 1)
            }
            // The place is free again once the server has noticed that the reader left.
            var open: JSONValue? = 1
            while open != 0 {
                open = try await server.get("/api/stats").json()["instance"]?["eventStreams"]
            }
            try await server.events { try await $0.wait(for: "\n\n") }
        }
    }

    @Test("many readers get the same, and all end at once when the server stops")
    func manyAndStop() async throws {
        try await ServerFixture.run { server in
            let count = 40
            let (ready, isReady) = AsyncStream<Void>.makeStream()
            let (ends, hasEnded) = AsyncStream<String>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<count {
                    tasks.addTask {
                        try await server.events { reader in
                            try await reader.wait(for: "\n\n")
                            isReady.yield()
                            let event = try await reader.next()
                            hasEnded.yield(event.data["record"]?.string ?? "")
                            try await reader.waitForEnd()
                        }
                    }
                }
                var waiting = ready.makeAsyncIterator()
                for _ in 0..<count { await waiting.next() }
                try server.put(2, "for all")
                var ended = ends.makeAsyncIterator()
                for _ in 0..<count { #expect(await ended.next() == ServerFixture.id(2)) }
                let start = ContinuousClock.now
                await server.stop()
                try await tasks.waitForAll()
                #expect(start.duration(to: .now) < .seconds(20))
            }
        }
    }
}
