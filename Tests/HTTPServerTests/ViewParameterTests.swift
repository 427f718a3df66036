import AirtableAPI
import AirtableSimulator
import Foundation
import Sync
import Testing

/// `view` of `/api`: the records of a view, as a list, counted, and exported.
@Suite("Views over HTTP", .serialized) struct ViewParameterTests {
    /// A server whose first view shows five records, the last one first.
    private static func run(
        forwards: Bool = true,
        _ body: @escaping @Sendable (PassingServer, ViewSchema, [String]) async throws -> Void
    ) async throws {
        let base = SyntheticBase.make(records: 40, tables: 2, seed: 9)
        let table = base.schema.tables[0]
        let view = try #require(table.views.first)
        let shown = Array(base.records(table.id).prefix(5).reversed()).map(\.id)
        base.setRecords(shown, of: view.id)
        try await PassingServer.run(base) { settings in
            settings.forwardsQuestions = forwards
        } _: { server in
            try await body(server, view, shown.map(\.rawValue))
        }
    }

    private static func target(
        _ server: PassingServer, _ view: String, _ more: String = ""
    ) -> String {
        "/api/tables/\(server.table.id)?view=\(QueryString.encode(view))\(more)"
    }

    private static func ids(_ answer: RawAnswer) throws -> [String] {
        (try answer.json()["records"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test("its records in its order, by name and id, counted, paged, sorted and filtered")
    func list() async throws {
        try await Self.run { server, view, shown in
            for name in [view.name, view.id.rawValue] {
                let answer = try await server.send("GET", Self.target(server, name))
                #expect(try Self.ids(answer) == shown)
                #expect(try answer.json()["pagination"]?["total"] == 5)
                #expect(answer.headers["x-aircache-view-age"] == "0")
            }
            let first = try await server.send("GET", Self.target(server, view.name, "&pageSize=2"))
            #expect(try Self.ids(first) == Array(shown[..<2]))
            let cursor = try #require(try first.json()["nextCursor"]?.string)
            let second = try await server.send(
                "GET",
                Self.target(server, view.name, "&pageSize=2&cursor=\(QueryString.encode(cursor))"))
            #expect(try Self.ids(second) == Array(shown[2..<4]))
            let sorted = try await server.send(
                "GET", Self.target(server, view.name, "&sort=Number"))
            #expect(try Self.ids(sorted) == shown.reversed())
            let names = try server.base.records(server.table.id).prefix(2).map {
                try JSONValue(parsing: $0.json)["fields"]?["Name"]?.string ?? ""
            }
            let filters = [
                "&Name=in.(\(names[0]),\(names[1]))",
                "&filterByFormula=OR({Name}='\(names[0])',{Name}='\(names[1])')",
            ].map { $0.replacing(" ", with: "+") }
            for filter in filters {
                let answer = try await server.send(
                    "GET", Self.target(server, view.name, filter))
                #expect(try Self.ids(answer) == Array(shown[3...]), "\(filter)")
                #expect(try answer.json()["pagination"]?["total"] == 2)
            }
        }
    }

    @Test("exports have its records alone, in its order")
    func exports() async throws {
        try await Self.run { server, view, shown in
            let lines = try await server.send(
                "GET", Self.target(server, view.name, "&format=ndjson"))
            let ids = try lines.text.split(separator: "\n").map {
                try JSONValue(parsing: Array($0.utf8))["id"]?.string
            }
            #expect(ids == shown)
            #expect(lines.headers["x-aircache-view-age"] == "0")
            let table = try await server.send(
                "GET", Self.target(server, view.name, "&format=csv&fields=Number"))
            let rows = table.text.split(separator: "\r\n").dropFirst()
            #expect(rows.map { String($0.prefix { $0 != "," }) } == shown)
        }
    }

    @Test("a view that is not there is a 400 that names those that are")
    func unknown() async throws {
        try await Self.run { server, view, _ in
            let answer = try await server.send("GET", Self.target(server, "No such view"))
            #expect(answer.status == 400)
            #expect(answer.text.contains(view.name))
        }
    }

    @Test("it is read again once its table has moved on and the list is old")
    func moved() async throws {
        try await Self.run { server, view, shown in
            _ = try await server.send("GET", Self.target(server, view.name))
            let fewer = shown.dropLast().map { RecordID($0) }
            server.base.setRecords(fewer, of: view.id)
            let write = try await server.send(
                "PATCH", server.path + "/\(shown[0])", #"{"fields":{"Notes":"moved"}}"#)
            #expect(write.status == 200)
            let young = try await server.send("GET", Self.target(server, view.name))
            #expect(try Self.ids(young) == shown)
            server.time.advance(by: 31)
            let read = try await server.send("GET", Self.target(server, view.name))
            #expect(try Self.ids(read) == fewer.map(\.rawValue))
            #expect(read.headers["x-aircache-view-age"] == "0")
        }
    }

    @Test("where nothing is asked for requests, a full sync reads what was wanted, with its age")
    func never() async throws {
        try await Self.run(forwards: false) { server, view, shown in
            let direct = server.path + "?view=\(QueryString.encode(view.name))"
            #expect(try await server.send("GET", Self.target(server, view.name)).status == 400)
            #expect(try await server.send("GET", direct).status == 422)
            try await server.refresh()
            for target in [Self.target(server, view.name), direct] {
                let answer = try await server.send("GET", target)
                #expect(try Self.ids(answer) == shown, "\(target)")
                #expect(answer.headers["x-aircache-view-age"] == "0")
            }
            let write = try await server.send("DELETE", server.path + "/\(shown[1])")
            #expect(write.status == 200)
            server.time.advance(by: 3_600)
            server.transport.forget()
            let old = try await server.send("GET", Self.target(server, view.name))
            #expect(try Self.ids(old) == [shown[0]] + shown[2...])
            #expect(old.headers["x-aircache-view-age"] == "3600")
            let unknown = try await server.send("GET", Self.target(server, "No such view"))
            #expect(unknown.status == 400)
            let asked = server.transport.requests.filter { $0.path.contains("view=") }
            #expect(asked.isEmpty, "no request had Airtable asked for a view")
        }
    }
}

extension PassingServer {
    /// Has the base read as a whole.
    fileprivate func refresh() async throws {
        let job = try await send("POST", "/api/refresh").json()["location"]?.string
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let status = try await send("GET", try #require(job)).json()["status"]
            if status == "succeeded" { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("a full sync did not end within 30 s")
    }
}
