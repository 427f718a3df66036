import AirtableAPI
import HTTPServer
import Testing

/// Clients that take nothing of large answers while others want some.
@Suite struct CrowdedTests {
    private static let largePage = "/api/tables/projects?pageSize=1000&page=2"
    private static let export = "/api/tables/projects?format=csv"
    private static let record = "/api/tables/projects/\(ServerFixture.id(7))"

    private static func settings(
        hasLane: Bool, stallTime: Duration
    ) -> HTTPServerSettings {
        var settings = ServerFixture.laneSettings
        settings.hasFastLane = hasLane
        settings.limits.unsentBytes = 32 << 10
        settings.limits.allUnsentBytes = 64 << 10
        settings.limits.crowdedStallTime = stallTime
        return settings
    }

    private static func get(_ target: String) -> [UInt8] {
        Array("GET \(target) HTTP/1.1\r\nHost: x\r\n\(ServerFixture.authorization)\r\n\r\n".utf8)
    }

    private static func run(
        _ settings: HTTPServerSettings,
        _ body: @escaping @Sendable (ServerFixture) async throws -> Void
    ) async throws {
        try await ServerFixture.run(
            settings: settings,
            fill: { try ServerFixture.fill($0, ServerFixture.base, count: 3_000) }, body)
    }

    /// Asks for more than the kernel takes for it, and takes the first byte.
    private static func silentClient(_ server: ServerFixture) async throws -> RawSocket {
        let socket = RawSocket(port: server.client.port, receiveBytes: 4_096)
        let many = Array(Array(repeating: get(largePage), count: 100).joined())
        _ = try await socket.ask([many], bytes: 1)
        return socket
    }

    private static func answer(
        _ server: ServerFixture, _ target: String
    ) async throws -> RawAnswer {
        let bytes = try await RawSocket(port: server.client.port).ask([get(target)], answers: 1)
        var rest = bytes[...]
        return try #require(RawAnswer.parse(&rest))
    }

    /// Asks until the status is the expected one, for 10 s at most.
    private static func status(
        _ server: ServerFixture, _ target: String, becomes expected: Int
    ) async throws -> RawAnswer {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let answer = try await answer(server, target)
            if answer.status == expected || .now > end { return answer }
        }
    }

    @Test("large answers are refused, small ones are not", arguments: [true, false])
    func refuses(hasLane: Bool) async throws {
        let settings = Self.settings(hasLane: hasLane, stallTime: .seconds(60))
        try await Self.run(settings) { server in
            let silent = try await Self.silentClient(server)
            let refused = try await Self.status(server, Self.largePage, becomes: 503)
            #expect(refused.status == 503)
            #expect(try refused.json()["code"]?.string == "too_busy")
            #expect(try await Self.status(server, Self.export, becomes: 503).status == 503)
            #expect(try await Self.status(server, Self.record, becomes: 200).status == 200)
            silent.close()
            #expect(try await Self.status(server, Self.largePage, becomes: 200).status == 200)
        }
    }

    @Test("who takes nothing makes way", arguments: [true, false])
    func makesWay(hasLane: Bool) async throws {
        let settings = Self.settings(hasLane: hasLane, stallTime: .milliseconds(500))
        try await Self.run(settings) { server in
            let silent = try await Self.silentClient(server)
            let end = ContinuousClock.now + .seconds(20)
            while silent.isEstablished, .now < end { try await Task.sleep(for: .milliseconds(20)) }
            #expect(!silent.isEstablished)
            #expect(try await Self.status(server, Self.largePage, becomes: 200).status == 200)
            let rest = try await silent.ask([], answers: 100)
            let once = try await RawSocket(port: server.client.port)
                .ask([Self.get(Self.largePage)], answers: 1)
            #expect(rest.count < 98 * once.count)
        }
    }

    @Test("a client that takes its answers late gets all of them, by the usual way too")
    func late() async throws {
        var settings = Self.settings(hasLane: false, stallTime: .seconds(60))
        settings.limits.allUnsentBytes = 1 << 30
        try await Self.run(settings) { server in
            let late = try await Self.silentClient(server)
            let once = try await RawSocket(port: server.client.port)
                .ask([Self.get(Self.largePage)], answers: 1)
            let rest = try await late.ask([], bytes: 99 * once.count)
            #expect(rest.count >= 99 * once.count)
        }
    }
}
