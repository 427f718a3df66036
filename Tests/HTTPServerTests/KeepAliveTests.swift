import Foundation
import Testing

/// When a connection goes on and when it ends.
@Suite struct KeepAliveTests {
    private static let list = "/api/tables/projects"

    private static func request(_ target: String, _ version: String, _ more: String = "") -> String
    {
        "GET \(target) HTTP/\(version)\r\nHost: x\r\n\(ServerFixture.authorization)\r\n\(more)\r\n"
    }

    @Test("HTTP/1.0 gets one answer and the end, without being asked for it")
    func oldVersion() async throws {
        try await ServerFixture.run { server in
            for target in ["/livez", Self.list, Self.list + "?page=0", "/nothing"] {
                let text = Self.request(target, "1.0")
                var rest = try await server.client.exchange([Array(text.utf8)])[...]
                let answer = try #require(RawAnswer.parse(&rest))
                #expect(answer.headers["connection"] == "close")
                #expect(answer.headers["content-length"] == String(answer.body.count))
                #expect(rest.isEmpty)
            }
            let bare = Array("GET /livez HTTP/1.0\r\n\r\n".utf8)
            var rest = try await server.client.exchange([bare])[...]
            #expect(RawAnswer.parse(&rest)?.status == 200)
        }
    }

    @Test("HTTP/1.0 goes on where keep-alive was asked for")
    func oldKeepAlive() async throws {
        try await ServerFixture.run { server in
            let text =
                Self.request("/livez", "1.0", "Connection: Keep-Alive\r\n")
                + Self.request(Self.list, "1.0", "Connection: keep-alive\r\n")
                + Self.request("/livez", "1.0")
            var rest = try await server.client.exchange([Array(text.utf8)])[...]
            for expected in ["keep-alive", "keep-alive", "close"] {
                let answer = try #require(RawAnswer.parse(&rest))
                #expect(answer.status == 200)
                #expect(answer.headers["connection"] == expected)
            }
            #expect(rest.isEmpty)
        }
    }

    @Test("an export to HTTP/1.0 has no chunks and ends with the connection")
    func oldExport() async throws {
        try await ServerFixture.run { server in
            let new = try await server.get(Self.list + "?format=ndjson")
            for more in ["", "Connection: keep-alive\r\n"] {
                let text = Self.request(Self.list + "?format=ndjson", "1.0", more)
                let received = try await server.client.exchange([Array(text.utf8)])
                var rest = received[...]
                let answer = try #require(RawAnswer.parse(&rest))
                #expect(answer.headers["transfer-encoding"] == nil)
                #expect(answer.headers["connection"] == "close")
                #expect(Array(rest) == new.body)
            }
        }
    }

    @Test("HTTP/1.1 goes on unless close was asked for, in any case and among others")
    func newVersion() async throws {
        try await ServerFixture.run { server in
            for value in ["close", "Close", "TE, close"] {
                let text =
                    Self.request("/livez", "1.1")
                    + Self.request("/livez", "1.1", "Connection: \(value)\r\n")
                    + Self.request("/livez", "1.1")
                var rest = try await server.client.exchange([Array(text.utf8)])[...]
                let first = try #require(RawAnswer.parse(&rest))
                #expect(first.headers["connection"] == nil)
                let second = try #require(RawAnswer.parse(&rest))
                #expect(second.headers["connection"] == "close", "\(value)")
                #expect(rest.isEmpty)
            }
        }
    }
}
