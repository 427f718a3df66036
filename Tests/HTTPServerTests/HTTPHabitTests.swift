import AirtableAPI
import Foundation
import HTTPServer
import HTTPTypes
import Testing

/// Entity tags, HEAD, OPTIONS, CORS, compression, request ids.
@Suite struct HTTPHabitTests {
    private static let list = "/api/tables/projects"
    private static let one = "/api/tables/projects/rec00000000000002"

    @Test(
        "an answer tells its tag and its age, and 304 follows while nothing changed",
        arguments: [
            "/api/tables", list, one, list + "?sort=Name&format=csv", "/api/mappings",
        ])
    func entityTags(target: String) async throws {
        try await ServerFixture.run { server in
            let first = try await server.get(target)
            let tag = try #require(first.headers["etag"])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            #expect(first.headers["cache-control"] == "private, no-cache")
            #expect(first.headers["age"] == "60")
            #expect(first.headers["x-aircache-synced-at"] == "2026-01-01T00:00:00.000Z")
            #expect(first.headers["vary"]?.contains("Accept-Encoding") == true)
            for value in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
                let again = try await server.get(target, ["If-None-Match: \(value)"])
                #expect(again.status == 304, "\(value)")
                #expect(again.headers["etag"] == tag)
                #expect(again.body.isEmpty)
                #expect(again.headers["x-aircache-synced-at"] != nil)
            }
            let other = try await server.get(target, ["If-None-Match: \"x\""])
            #expect(other.status == 200)
            try ServerFixture.fill(
                server.store, ServerFixture.base, count: 3,
                at: ServerFixture.now.addingTimeInterval(30))
            let changed = try await server.get(target, ["If-None-Match: \(tag)"])
            #expect(changed.status == 200)
            #expect(changed.headers["etag"] != tag)
            #expect(changed.headers["age"] == "30")
        }
    }

    @Test("queries and formats have tags of their own; a missing record has none")
    func distinctTags() async throws {
        try await ServerFixture.run { server in
            var tags: Set<String> = []
            for target in [Self.list, Self.list + "?page=2", Self.list + "?format=csv", Self.one] {
                tags.insert(try #require(try await server.get(target).headers["etag"]))
            }
            let csv = try await server.get(Self.list, ["Accept: text/csv"])
            tags.insert(try #require(csv.headers["etag"]))
            #expect(tags.count == 5)
            let missing = try await server.get(
                Self.list + "/recNope0000000001", ["If-None-Match: *"])
            #expect(missing.status == 404)
            #expect(missing.headers["etag"] == nil)
        }
    }

    @Test("gzip is given to who asks for it, with its own tag, and small answers stay plain")
    func gzip() async throws {
        try await ServerFixture.run { server in
            let plain = try await server.get(Self.list)
            for value in ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*"] {
                let answer = try await server.get(Self.list, ["Accept-Encoding: \(value)"])
                #expect(answer.headers["content-encoding"] == "gzip", "\(value)")
                #expect(answer.headers["content-length"] == String(answer.body.count))
                #expect(answer.body.count * 3 < plain.body.count)
                #expect(try gunzip(answer.body) == plain.body)
                let tag = try #require(answer.headers["etag"])
                #expect(tag.hasSuffix("-gzip\""))
                let again = try await server.get(
                    Self.list, ["Accept-Encoding: \(value)", "If-None-Match: \(tag)"])
                #expect(again.status == 304)
                #expect(again.headers["etag"] == tag)
            }
            for value in ["identity", "gzip;q=0", "identity, gzip;q=0.5", "br", ""] {
                let answer = try await server.get(Self.list, ["Accept-Encoding: \(value)"])
                #expect(answer.headers["content-encoding"] == nil, "\(value)")
                #expect(answer.body == plain.body)
            }
            let small = try await server.get(Self.one, ["Accept-Encoding: gzip"])
            #expect(small.headers["content-encoding"] == nil)
            #expect(small.headers["vary"]?.contains("Accept-Encoding") == true)
        }
    }

    @Test(
        "HEAD gives the headers of GET and no body",
        arguments: [
            "/livez", "/health", "/api/tables", list, one, "/api/mappings", "/api/tables/nope",
        ])
    func head(target: String) async throws {
        try await ServerFixture.run { server in
            for encoding in ["identity", "gzip"] {
                let headers = [
                    ServerFixture.authorization, "Accept-Encoding: \(encoding)", "X-Request-Id: r",
                ]
                let get = try await server.client.send("GET", target, headers: headers)
                let head = try await server.client.send("HEAD", target, headers: headers)
                #expect(head.status == get.status)
                #expect(
                    head.headers.filter { $0.key != "date" }
                        == get.headers.filter { $0.key != "date" })
                #expect(head.headers["content-length"] == String(get.body.count))
            }
        }
    }

    @Test("after HEAD and 304 the connection goes on in step")
    func keepAlive() async throws {
        try await ServerFixture.run { server in
            let tag = try #require(try await server.get(Self.one).headers["etag"])
            let auth = ServerFixture.authorization + "\r\n\r\n"
            let text =
                "HEAD \(Self.list)?format=ndjson HTTP/1.1\r\nHost: x\r\n\(auth)"
                + "GET \(Self.one) HTTP/1.1\r\nHost: x\r\nIf-None-Match: \(tag)\r\n\(auth)"
                + "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            var rest = try await server.client.exchange([Array(text.utf8)])[...]
            #expect(RawAnswer.parse(&rest, isHead: true)?.status == 200)
            #expect(RawAnswer.parse(&rest, isHead: true)?.status == 304)
            #expect(RawAnswer.parse(&rest)?.status == 200)
            #expect(rest.isEmpty)
        }
    }

    @Test("OPTIONS and a wrong method name the methods")
    func methods() async throws {
        try await ServerFixture.run { server in
            let options = try await server.client.send("OPTIONS", Self.list)
            #expect(options.status == 204)
            #expect(options.headers["allow"] == "GET, HEAD, OPTIONS")
            let refresh = try await server.client.send("OPTIONS", "/api/refresh")
            #expect(refresh.headers["allow"] == "POST, OPTIONS")
            #expect(try await server.client.send("OPTIONS", "*").status == 204)
            for method in ["POST", "PUT", "DELETE", "PATCH"] {
                let answer = try await server.client.send(
                    method, Self.list, headers: [ServerFixture.authorization])
                #expect(answer.status == 405)
                #expect(answer.headers["allow"] == "GET, HEAD, OPTIONS")
                #expect(try answer.json()["code"] == "method_not_allowed")
            }
            let get = try await server.get("/api/refresh")
            #expect(get.status == 405)
            #expect(get.headers["allow"] == "POST, OPTIONS")
        }
    }

    @Test("a request id is echoed where it is short and visible, and made otherwise")
    func requestIDs() async throws {
        try await ServerFixture.run { server in
            let echoed = try await server.get(
                "/livez", ["X-Request-Id: trace-7/ä".replacing("ä", with: "~")])
            #expect(echoed.headers["x-request-id"] == "trace-7/~")
            let refused = [
                "X-Request-Id: a b", "X-Request-Id: \(String(repeating: "x", count: 129))",
            ]
            for header in refused {
                let answer = try await server.get("/livez", [header])
                #expect(answer.headers["x-request-id"]?.utf8.count == 16)
            }
        }
    }

    @Test("browsers of origins on the list may ask; of others nothing is said")
    func crossOrigin() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.allowedOrigins = ["https://app.example"]
        try await ServerFixture.run(settings: settings) { server in
            let preflight = ["Origin: https://app.example", "Access-Control-Request-Method: GET"]
            let allowed = try await server.client.send("OPTIONS", Self.list, headers: preflight)
            #expect(allowed.status == 204)
            #expect(allowed.headers["access-control-allow-origin"] == "https://app.example")
            #expect(allowed.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS")
            #expect(
                allowed.headers["access-control-allow-headers"]?.contains("Authorization") == true)
            #expect(allowed.headers["vary"]?.contains("Origin") == true)
            let answer = try await server.get(Self.list, ["Origin: https://app.example"])
            #expect(answer.headers["access-control-allow-origin"] == "https://app.example")
            #expect(answer.headers["access-control-expose-headers"]?.contains("ETag") == true)
            let denied = try await server.client.send(Self.list, headers: [preflight[0]])
            #expect(denied.status == 401)
            #expect(denied.headers["access-control-allow-origin"] != nil)
            for origin in ["https://evil.example", "null", "https://app.example.evil"] {
                let other = try await server.get(Self.list, ["Origin: \(origin)"])
                #expect(!other.headers.keys.contains { $0.hasPrefix("access-control") })
                #expect(other.headers["vary"]?.contains("Origin") == true)
            }
        }
        try await ServerFixture.run { server in
            let answer = try await server.get(Self.list, ["Origin: https://app.example"])
            #expect(!answer.headers.keys.contains { $0.hasPrefix("access-control") })
        }
    }
}
