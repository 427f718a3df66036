import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// The header `Idempotency-Key`, by requests as clients send them.
@Suite("Idempotency keys over HTTP", .serialized) struct IdempotencyKeyTests {
    private static let body = #"{"records":[{"fields":{"Name":"once"}}]}"#

    private static func key(_ key: String) -> [String] { ["Idempotency-Key: \(key)"] }

    @Test("the same request has the same answer, also at once, and makes one record")
    func same() async throws {
        try await PassingServer.run { server in
            let first = try await server.send(
                "POST", server.path, Self.body, Self.key("k-1"))
            #expect(first.status == 200)
            let again = try await server.send("POST", server.path, Self.body, Self.key("k-1"))
            #expect(again.status == 200)
            #expect(again.body == first.body)
            server.airtable.latency = Latency(fixed: .milliseconds(50))
            let answers = try await withThrowingTaskGroup(of: RawAnswer.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await server.send(
                            "POST", server.path, Self.body, Self.key("k-2"))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.contains { $0.status == 200 })
            for answer in answers where answer.status != 200 {
                #expect(answer.status == 409)
                #expect(answer.headers["retry-after"] == "5")
                let type = try answer.json()["error"]?["type"]?.string
                #expect(type == "REQUEST_IN_PROGRESS")
            }
            #expect(try server.count(named: "once") == 2, "one for each key")
        }
    }

    @Test("the same key of another token is another one")
    func tokens() async throws {
        let tokens: Set = [PassingServer.writer, PassingServer.reader]
        try await PassingServer.run(tokens: tokens) { server in
            for (name, token) in [("one", PassingServer.writer), ("two", PassingServer.reader)] {
                let body = #"{"fields":{"Name":"\#(name)"}}"#
                for _ in 0..<2 {
                    let answer = try await server.send(
                        "POST", server.path, body, token: token, Self.key("1"))
                    #expect(answer.status == 200, "\(name)")
                    #expect(try answer.json()["fields"]?["Name"]?.string == name)
                }
                #expect(try server.count(named: name) == 1)
            }
        }
    }

    @Test("the answer outlives a restart")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("aircache-http-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let base = SyntheticBase.make(records: 10, tables: 2, seed: 9)
        let bodies = Bodies()
        for _ in 0..<2 {
            try await PassingServer.run(base, folder: folder) { server in
                let answer = try await server.send(
                    "POST", server.path, Self.body, Self.key("k"))
                #expect(answer.status == 200)
                await bodies.add(answer.body)
                #expect(try server.count(named: "once") == 1)
            }
        }
        let kept = await bodies.all
        #expect(kept.count == 2 && kept[0] == kept[1])
    }

    private actor Bodies {
        private(set) var all: [[UInt8]] = []
        func add(_ body: [UInt8]) { all.append(body) }
    }

    @Test("another body, table or method with the key is refused, and so is a key that is none")
    func refused() async throws {
        try await PassingServer.run { server in
            let first = try await server.send("POST", server.path, Self.body, Self.key("k"))
            #expect(first.status == 200)
            let other = "/v0/\(server.base.id)/\(server.base.schema.tables[1].id)"
            let record = try #require(server.ids().first)
            let requests = [
                ("POST", server.path, #"{"fields":{"Name":"once"}}"#), ("POST", other, Self.body),
                ("PATCH", server.path + "/\(record)", #"{"fields":{"Name":"once"}}"#),
                ("PUT", server.path, Self.body),
            ]
            for (method, path, body) in requests {
                let answer = try await server.send(method, path, body, Self.key("k"))
                #expect(answer.status == 422, "\(method) \(path)")
                #expect(
                    try answer.json()["error"] == [
                        "type": "INVALID_REQUEST_UNKNOWN",
                        "message": "This Idempotency-Key came with another request.",
                    ])
            }
            for key in ["", "two words", "é", String(repeating: "k", count: 256)] {
                let answer = try await server.send("POST", server.path, Self.body, Self.key(key))
                #expect(answer.status == 422, "\(key)")
                #expect(
                    try answer.json()["error"]?["message"]?.string
                        == "An Idempotency-Key has 1 to 255 printable ASCII characters.")
            }
            let longest = String(repeating: "k", count: 255)
            let last = try await server.send("POST", server.path, Self.body, Self.key(longest))
            #expect(last.status == 200)
            #expect(try server.count(named: "once") == 2)
        }
    }

    @Test(
        "after a lost answer it is in use, and then known and in the copy",
        arguments: [Fault.answerLost, .reset, .truncated])
    func lost(fault: Fault) async throws {
        try await PassingServer.run { server in
            server.airtable.faults = FaultPlan(script: [fault])
            let body = #"{"fields":{"Name":"lost"}}"#
            let lost = try await server.send("POST", server.path, body, Self.key("k"))
            #expect(lost.status == 504)
            #expect(try lost.json()["error"]?["type"]?.string == "OUTCOME_UNKNOWN")
            let early = try await server.send("POST", server.path, body, Self.key("k"))
            #expect(early.status == 409)
            server.time.advance(by: 101)
            let known = try await server.send("POST", server.path, body, Self.key("k"))
            #expect(known.status == 200, "\(known.text)")
            #expect(try server.count(named: "lost") == 1)
            let id = try #require(try known.json()["id"]?.string)
            let read = try await server.send("GET", server.path + "/\(id)")
            #expect(try read.json()["fields"] == known.json()["fields"])
        }
    }
}
