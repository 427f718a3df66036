import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// `GET /api/changes`.
@Suite(.timeLimit(.minutes(2))) struct ChangesTests {
    @Test("tells creations, updates and deletions in their order, with what is asked for")
    func changes() async throws {
        try await ServerFixture.run { server in
            let start = try await server.cursor()
            try server.put(2, "New")
            try server.put(900, "Created")
            try server.remove(3)
            let answer = try await server.get("/api/changes?since=\(start)")
            #expect(answer.status == 200)
            #expect(answer.headers["cache-control"] == "no-store")
            let changes = try #require(try answer.json()["changes"]?.array)
            #expect(
                changes.map { $0["type"]?.string }
                    == ["record.updated", "record.created", "record.deleted"])
            #expect(changes[0]["record"]?.string == ServerFixture.id(2))
            #expect(changes[0]["table"] == ["id": "tblProjects000001", "name": "Projects"])
            #expect(changes[0]["fields"]?.array?.contains("Name") == true)
            #expect(changes.allSatisfy { $0["previous"] == nil && $0["at"]?.string != nil })
            let full = try await server.get("/api/changes?since=\(start)&previous=true").json()
            #expect(full["changes"]?.array?[0]["previous"]?["Name"] == "Project 2")
            #expect(full["changes"]?.array?[2]["previous"]?["Name"] == "Project 3")
            #expect(full["nextCursor"] == changes[2]["cursor"])
            #expect(full["hasMore"] == false)
            let base = "/api/bases/\(ServerFixture.base)/changes?since=\(start)"
            #expect(try await server.get(base).json()["changes"]?.array?.count == 3)
            let head = try await server.client.send(
                "HEAD", "/api/changes", headers: [ServerFixture.authorization])
            #expect(head.status == 200)
            #expect(try await server.client.send("GET", "/api/changes").status == 401)
        }
    }

    @Test("pages follow each other without a gap, from the oldest entry on")
    func pages() async throws {
        try await ServerFixture.run { server in
            for number in 1...25 { try server.put(number + 10, "x\(number)") }
            var target = "/api/changes?limit=4"
            var types: [String] = []
            var hasMore = true
            while hasMore {
                let page = try await server.get(target).json()
                types += (page["changes"]?.array ?? []).compactMap { $0["type"]?.string }
                let next = try #require(page["nextCursor"]?.string)
                target = "/api/changes?limit=4&since=\(next)"
                hasMore = page["hasMore"]?.bool ?? false
            }
            #expect(types.first == "sync.completed")
            #expect(types.count { $0 == "record.updated" } == 25)
            #expect(types.count == 26)
        }
    }

    @Test("a table's changes alone, while the cursor goes on")
    func table() async throws {
        try await ServerFixture.run { server in
            let start = try await server.cursor()
            try server.put(2, "New")
            try server.put(901, "Other", table: "tblEmpty000000001")
            for name in ["tblEmpty000000001", "Empty", "empty"] {
                let page = try await server.get("/api/changes?since=\(start)&table=\(name)").json()
                #expect(page["changes"]?.array?.count == 1)
                #expect(page["changes"]?.array?[0]["table"]?["name"] == "Empty")
            }
            let first = try await server.get("/api/changes?since=\(start)&table=Empty&limit=1")
                .json()
            #expect(first["changes"]?.array?.isEmpty == true)
            #expect(first["hasMore"] == true)
            #expect(first["nextCursor"]?.string != start)
        }
    }

    @Test("a cursor of another history is answered by one reset and the newest cursor")
    func reset() async throws {
        try await ServerFixture.run { server in
            let now = try await server.cursor()
            let page = try await server.get("/api/changes?since=zz.1").json()
            #expect(page["changes"]?.array?.map { $0["type"]?.string } == ["reset"])
            #expect(page["nextCursor"]?.string == now)
            #expect(page["changes"]?.array?[0]["cursor"]?.string == now)
            #expect(page["hasMore"] == false)
            let then = try await server.get("/api/changes?since=\(now)").json()
            #expect(then["changes"]?.array?.isEmpty == true)
        }
    }

    @Test(
        "refuses what it does not understand",
        arguments: [
            ("since=nonsense", "nonsense"), ("since=", "since"), ("limit=0", "limit"),
            ("limit=1001", "limit"), ("previous=yes", "previous"), ("tables=x", "tables"),
            ("since=now&since=now", "since"),
        ])
    func refusals(query: String, word: String) async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/api/changes?\(query)")
            #expect(answer.status == 400)
            #expect(try answer.json()["detail"]?.string?.contains(word) == true)
            if !query.hasPrefix("limit") {
                #expect(try await server.get("/api/events?\(query)").status == 400)
            }
        }
    }

    @Test("an unknown table is a 404, and before the first sync there is a 503")
    func unavailable() async throws {
        try await ServerFixture.run { server in
            #expect(try await server.get("/api/changes?table=Nope").status == 404)
            #expect(try await server.get("/api/events?table=Nope").status == 404)
            let post = try await server.client.send(
                "POST", "/api/changes", headers: [ServerFixture.authorization])
            #expect(post.status == 405)
        }
        try await ServerFixture.run(fill: ServerFixture.fillNothing) { server in
            for target in ["/api/changes", "/api/changes?since=now", "/api/events"] {
                let answer = try await server.get(target)
                #expect(answer.status == 503)
                #expect(answer.headers["retry-after"] == "5")
            }
        }
    }
}
