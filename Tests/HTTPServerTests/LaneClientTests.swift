import Foundation
import HTTPServer
import Storage
import Testing

/// Clients that take their answers slowly, rest, or are still there when the server stops.
@Suite struct LaneClientTests {
    private static let record = "/api/tables/projects/\(ServerFixture.id(7))"

    private static func get(_ target: String) -> [UInt8] {
        Array("GET \(target) HTTP/1.1\r\nHost: x\r\n\(ServerFixture.authorization)\r\n\r\n".utf8)
    }

    /// Runs `body` with a request for a page of some 100 KB that was answered before.
    private static func withLargePage(
        _ body: @escaping @Sendable (ServerFixture, [UInt8]) async throws -> Void
    ) async throws {
        let fill: (Store) throws -> Void = {
            try ServerFixture.fill($0, ServerFixture.base, count: 3_000)
        }
        try await LanePair.run(fill: fill) { server, pair in
            let request = Self.get("/api/tables/projects?pageSize=1000&page=2")
            try await pair.compare([request], answers: 1, "first")
            try await body(server, request)
        }
    }

    @Test("a stop waits until a client has taken its answers")
    func stop() async throws {
        try await Self.withLargePage { server, request in
            let once = try await RawSocket(port: server.client.port).ask([request], answers: 1)
            let socket = RawSocket(port: server.client.port, receiveBytes: 4_096)
            let many = Array(Array(repeating: request, count: 30).joined())
            let begin = try await socket.ask([many], answers: 1)
            await server.stop()
            let rest = try await socket.ask([], answers: .max)
            let answers = Array(repeating: LanePair.normal(once), count: 30)
            #expect(LanePair.normal(begin + rest) == Array(answers.joined()))
        }
    }

    @Test("a client that takes nothing is waited for, and gets all in the end")
    func slowReader() async throws {
        try await Self.withLargePage { server, request in
            // Together some 3 MB: more than the kernel takes for a client that has room for 4 KB.
            let many = Array(Array(repeating: request, count: 30).joined())
            let socket = RawSocket(port: server.client.port, receiveBytes: 4_096)
            let found = try await socket.ask([many], answers: 30)
            let once = try await socket.ask([request], answers: 1)
            let answers = Array(repeating: LanePair.normal(once), count: 30)
            #expect(LanePair.normal(found) == Array(answers.joined()))
            #expect(try await server.laneAnswers().0 > 1)
        }
    }

    @Test("a connection that only the lane serves is not idle, until it is")
    func idleTime() async throws {
        var settings = ServerFixture.laneSettings
        settings.limits.idleTime = .milliseconds(400)
        try await LanePair.run(settings: settings) { server, _ in
            let socket = RawSocket(port: server.client.port)
            let request = Self.get(Self.record)
            let start = ContinuousClock.now
            // For twice the idle time, never resting for long.
            while start.duration(to: .now) < .milliseconds(900) {
                let answer = try await socket.ask([request], answers: 1)
                #expect(!answer.isEmpty)
            }
            // All that comes now is the end.
            #expect(try await socket.ask([], answers: .max).isEmpty)
        }
    }
}
