import AirtableAPI
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import HTTPServer

/// Each route, by what it answers.
@Suite struct RouteTests {
    @Test("livez, readyz and health need no token")
    func probes() async throws {
        try await ServerFixture.run { server in
            let live = try await server.client.send("GET", "/livez")
            #expect(live.status == 200)
            #expect(try live.json() == ["status": "alive"])
            let ready = try await server.client.send("GET", "/readyz?probe=1")
            #expect(ready.status == 200)
            let health = try await server.client.send("GET", "/health")
            #expect(health.status == 200)
            #expect(try health.json()["status"] == "ok")
            let base = try #require(try health.json()["bases"]?.array?.first)
            #expect(base["id"]?.string == ServerFixture.base.rawValue)
            #expect(base["age"]?.integer == 60)
            #expect(base["syncedAt"] == "2026-01-01T00:00:00.000Z")
        }
    }

    @Test("the list of tables has ids, names, keys and counts")
    func tables() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/api/tables")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
            let tables = try #require(try answer.json()["tables"]?.array)
            #expect(tables.map { $0["name"]?.string } == ["Projects", "Empty", "Café/Büro 100%"])
            #expect(tables[0]["key"] == "projects")
            #expect(tables[0]["recordCount"]?.integer == ServerFixture.recordCount)
            #expect(tables[0]["changedAt"] == "2026-01-01T00:00:00.000Z")
        }
    }

    @Test(
        "a table is found by id, name and key",
        arguments: [
            ServerFixture.projects, "Projects", "projects", "tblSlash000000001",
            "Caf%C3%A9%2FB%C3%BCro%20100%25", "cafbro100", "Projects/",
        ])
    func tableNames(name: String) async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/api/tables/\(name)")
            #expect(answer.status == 200)
        }
    }

    @Test("a record is answered by the bytes that Airtable sent")
    func record() async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/api/tables/projects/\(ServerFixture.id(1))")
            #expect(answer.status == 200)
            #expect(answer.text == ServerFixture.record(1))
            let other = try await server.get("/api/tables/Projects/\(ServerFixture.id(77))")
            #expect(other.text == ServerFixture.record(77))
        }
    }

    @Test("a record can be cut to fields and filled with nulls")
    func recordProjection() async throws {
        try await ServerFixture.run { server in
            let target = "/api/tables/projects/\(ServerFixture.id(1))"
            let cut = try await server.get(target + "?fields=fldQuote000000001,Price")
            #expect(
                cut.text
                    == #"{"id":"\#(ServerFixture.id(1))","createdTime":"2026-01-01T00:00:00.000Z","#
                    + ##""fields":{"Price":12345678901234567890.10,"Quo\"te":{"error":"#ERROR!"}}}"##
            )
            let filled = try await server.get(target + "?fields=Name,Done&empty=null")
            #expect(
                try filled.json()["fields"]
                    == ["Name": "café \"x\", y\nz", "Done": nil])
        }
    }

    @Test("mappings tell ids, names, keys and types")
    func mappings() async throws {
        try await ServerFixture.run { server in
            let all = try await server.get("/api/mappings").json()
            #expect(all["tables"]?.array?.count == 3)
            let one = try await server.get("/api/mappings/projects").json()
            #expect(one == all["tables"]?.array?.first)
            #expect(one["id"]?.string == ServerFixture.projects)
            let price = try #require(one["fields"]?.array?[1])
            #expect(
                price == [
                    "id": "fldPrice000000001", "name": "Price", "key": "price", "type": "number",
                ])
        }
    }

    @Test("the same routes stand under each base, and only that base answers there")
    func bases() async throws {
        let bases = [ServerFixture.base, ServerFixture.otherBase]
        try await ServerFixture.run(
            bases: bases,
            fill: { store in
                try ServerFixture.fill(store, bases[0])
                try ServerFixture.fill(store, bases[1], count: 3)
            },
            { server in
                let list = try await server.get("/api/bases").json()["bases"]?.array
                #expect(list?.map { $0["id"]?.string } == bases.map(\.rawValue))
                #expect(list?.map { $0["isDefault"]?.bool } == [true, false])
                let prefix = "/api/bases/\(bases[1])"
                let page = try await server.get(prefix + "/tables/projects").json()
                #expect(page["pagination"]?["total"]?.integer == 3)
                #expect(try await server.get(prefix + "/mappings").status == 200)
                let stats = try await server.get(prefix + "/stats").json()
                #expect(stats["bases"]?.array?.count == 1)
                let unknown = try await server.get("/api/bases/appUnknown0000001/tables")
                #expect(unknown.status == 404)
                #expect(try unknown.json()["code"] == "unknown_base")
                #expect(try await server.get(prefix + "/bases").status == 404)
            })
    }

    @Test("statistics tell the instance, the base, its runs and its tables")
    func stats() async throws {
        try await ServerFixture.run { server in
            var (run, _) = try server.store.enqueueRun(
                base: ServerFixture.base, trigger: .schedule, at: ServerFixture.now)
            run.state = .failed
            run.startedAt = ServerFixture.now
            run.finishedAt = ServerFixture.now.addingTimeInterval(1.5)
            run.failure = SyncRun.Failure(message: "Airtable is down.", hint: "Wait.")
            try server.store.updateRun(run)
            let stats = try await server.get("/api/stats").json()
            #expect((stats["instance"]?["memoryBytes"]?.integer ?? 0) > 1_000_000)
            let base = try #require(stats["bases"]?.array?.first)
            #expect(base["mode"] == "manual")
            #expect(base["isWriter"] == false)
            #expect((base["fileBytes"]?.integer ?? 0) > 0)
            #expect(base["monthlyBudget"]?.integer == 1_000)
            #expect(base["tables"]?.array?.count == 3)
            let last = try #require(base["lastRuns"]?.array?.first)
            #expect(last["seconds"]?.number?.double == 1.5)
            #expect(last["failure"]?["hint"] == "Wait.")
            let health = try await server.client.send("GET", "/health").json()
            #expect(health["status"] == "degraded")
            #expect(
                health["bases"]?.array?.first?["lastError"]?["message"] == "Airtable is down.")
        }
    }

    @Test("a refresh is a job that can be followed, and a second request joins it")
    func refresh() async throws {
        try await ServerFixture.run { server in
            let started = try await server.client.send(
                "POST", "/api/refresh", headers: [ServerFixture.authorization])
            #expect(started.status == 202)
            let body = try started.json()
            let location = try #require(started.headers["location"])
            #expect(body["location"]?.string == location)
            #expect(body["joined"] == false)
            let joined = try await server.client.send(
                "POST", "/api/bases/\(ServerFixture.base)/refresh",
                headers: [ServerFixture.authorization], body: "{}")
            #expect(try joined.json()["joined"] == true)
            #expect(try joined.json()["job"] == body["job"])
            let followed = try await server.get(location)
            #expect(followed.status == 200)
            #expect(try followed.json()["status"] == "queued")
            let underBase = try #require(joined.headers["location"])
            #expect(try await server.get(underBase).status == 200)
            let options = try await server.client.send(
                "POST", "/api/refresh", headers: [ServerFixture.authorization],
                body: #"{"table":"Projects"}"#)
            #expect(options.status == 400)
            #expect(try options.json()["code"] == "invalid_body")
        }
    }

    @Test("every route of the table answers something else than 404 and 405")
    func everyRoute() async throws {
        try await ServerFixture.run { server in
            for route in Routes.all {
                let target = route.pattern
                    .replacing("/v0/:base/:table", with: "/v0/:base/\(ServerFixture.projects)")
                    .replacing(":base", with: ServerFixture.base.rawValue)
                    .replacing(":table", with: "projects")
                    .replacing(":record", with: ServerFixture.id(2))
                    .replacing(":job", with: "none")
                // A stream has no end to wait for.
                let isStream = route.pattern.hasSuffix("/events")
                let answer = try await server.client.send(
                    isStream ? "HEAD" : route.method.rawValue, target,
                    headers: [ServerFixture.authorization])
                let isJob = route.pattern.contains(":job")
                let isFile = route.pattern.contains("attachments/:") && !route.isPerBase
                let isCell = route.pattern.contains("attachments/:table/:record/:field")
                let expected =
                    if route.pattern.hasPrefix("/v0") {
                        Self.airtableStatus(route)
                    } else if isJob || isFile || isCell { 404 } else {
                        // A notification without a body is none.
                        route.method == .get ? 200 : route.pattern.hasPrefix("/api") ? 202 : 400
                    }
                #expect(answer.status == expected, "\(route.method) \(route.pattern)")
                #expect(isJob == (answer.text.contains("unknown_job")))
                #expect((isFile || isCell) == answer.text.contains("unknown_attachment"))
            }
        }
    }

    /// Under `/v0` writes are off, and Airtable knows no token here.
    private static func airtableStatus(_ route: Route) -> Int {
        if route.pattern.hasSuffix("/listRecords") { return 400 }
        if route.method != .get || route.pattern.contains("webhooks") { return 403 }
        return route.pattern.hasSuffix("/comments") ? 401 : 200
    }
}
