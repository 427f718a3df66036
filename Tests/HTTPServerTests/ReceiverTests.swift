import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Sync
import Testing

/// `POST /webhooks/airtable/refresh`, and what is told of live bases.
@Suite(.timeLimit(.minutes(2))) struct ReceiverTests {
    private static let secret = "c2VjcmV0"

    private static func webhook(
        _ id: String = "achAAAAAAAAAAAAAA", _ secret: String = secret
    ) -> StoredWebhook {
        StoredWebhook(
            id: WebhookID(id), secret: secret, url: "https://a.example", createdAt: now,
            expiresAt: now.addingTimeInterval(86_400))
    }

    private static let now = ServerFixture.now.addingTimeInterval(60)

    private static func body(
        _ seconds: Double = 0, webhook: String = "achAAAAAAAAAAAAAA",
        base: BaseID = ServerFixture.base
    ) -> String {
        WebhookNotification(
            base: base, webhook: WebhookID(webhook), timestamp: now.addingTimeInterval(seconds)
        ).json.text
    }

    private static func fill(_ store: Store) throws {
        try ServerFixture.fillBase(store)
        try store.setWebhook(webhook(), of: ServerFixture.base)
    }

    private func post(
        _ server: ServerFixture, _ body: String, secret: String? = Self.secret
    ) async throws -> RawAnswer {
        let signature = secret.flatMap { WebhookSignature(macSecretBase64: $0) }
            .map { ["\(WebhookSignature.headerName): \($0.text(for: Array(body.utf8)))"] }
        return try await server.client.send(
            "POST", "/webhooks/airtable/refresh", headers: signature ?? [], body: body)
    }

    @Test("wakes the engine once for each notification, and counts every outcome")
    func outcomes() async throws {
        try await ServerFixture.run(fill: Self.fill) { server in
            let accepted = try await post(server, Self.body())
            #expect(accepted.status == 204)
            #expect(accepted.body.isEmpty)
            #expect(try await post(server, Self.body()).status == 204)
            #expect(try server.store.wakes(ServerFixture.base) == 1)
            #expect(try await post(server, Self.body(1), secret: nil).status == 401)
            #expect(try await post(server, Self.body(1), secret: "b3RoZXI=").status == 401)
            #expect(try await post(server, Self.body(-400)).status == 401)
            #expect(try await post(server, Self.body(1, webhook: "achB")).status == 401)
            let elsewhere = Self.body(1, base: BaseID("appNotServed00000"))
            #expect(try await post(server, elsewhere).status == 401)
            for text in ["", "{", "[]", "{}", #"{"base":{"id":1}}"#] {
                #expect(try await post(server, text).status == 400, "\(text)")
            }
            let large = try await post(server, String(repeating: " ", count: 17_000))
            #expect(large.status == 413)
            #expect(try server.store.wakes(ServerFixture.base) == 1)
            let stats = try await server.get("/api/stats").json()["notifications"]
            let counts: [(String, Int)] = [
                ("accepted", 1), ("repeated", 1), ("unsigned", 1), ("forged", 1), ("stale", 1),
                ("unknown", 2), ("malformed", 5), ("oversized", 1), ("limited", 0),
            ]
            for (name, count) in counts { #expect(stats?[name]?.integer == count, "\(name)") }
            #expect(stats?["lastAcceptedAt"]?.string != nil)
        }
    }

    @Test("needs no token, and takes nothing but POST")
    func method() async throws {
        try await ServerFixture.run(fill: Self.fill) { server in
            let answer = try await server.client.send("GET", "/webhooks/airtable/refresh")
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "POST, OPTIONS")
        }
    }

    @Test("too many are a 429 that says when to come again")
    func rate() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.notificationBurst = 2
        settings.limits.notificationRate = 0
        try await ServerFixture.run(settings: settings, fill: Self.fill) { server in
            #expect(try await post(server, Self.body()).status == 204)
            #expect(try await post(server, "{}").status == 400)
            let refused = try await post(server, Self.body(1))
            #expect(refused.status == 429)
            #expect(refused.headers["retry-after"] == "1")
            #expect(try refused.json()["code"] == "too_many_notifications")
        }
    }

    @Test("knows the secret of a webhook that was made anew")
    func recreated() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.webhookAge = .zero
        try await ServerFixture.run(settings: settings, fill: Self.fill) { server in
            #expect(try await post(server, Self.body()).status == 204)
            try server.store.setWebhook(
                Self.webhook("achB", "b3RoZXI="), of: ServerFixture.base)
            #expect(try await post(server, Self.body(1)).status == 401)
            let body = Self.body(1, webhook: "achB")
            #expect(try await post(server, body, secret: "b3RoZXI=").status == 204)
            try server.store.setWebhook(nil, of: ServerFixture.base)
            #expect(try await post(server, body, secret: "b3RoZXI=").status == 401)
        }
    }

    @Test("a live base says how it goes, and is degraded while changes cannot be fetched")
    func health() async throws {
        try await ServerFixture.run(mode: .webhook, fill: Self.fill) { server in
            func base() async throws -> JSONValue {
                let health = try await server.client.send("GET", "/health").json()
                return health["bases"]?.array?.first ?? .null
            }
            let sound = try await base()
            #expect(sound["status"] == "ok")
            #expect(sound["mode"] == "webhook")
            #expect(sound["live"]?["webhook"] == "achAAAAAAAAAAAAAA")
            #expect(sound["live"]?["webhookExpiresAt"]?.string != nil)
            #expect(sound["callsThisMonth"] == 0)
            var state = LiveState()
            state.failure = SyncRun.Failure(message: "No.", hint: "Try again.")
            state.lag = 1.5
            try server.store.setLiveState(state, of: ServerFixture.base)
            let failed = try await base()
            #expect(failed["status"] == "degraded")
            #expect(failed["live"]?["lastError"] == ["message": "No.", "hint": "Try again."])
            #expect(failed["live"]?["lag"] == 1.5)
            state.failure = nil
            state.gap = "payloads were lost"
            try server.store.setLiveState(state, of: ServerFixture.base)
            #expect(try await base()["status"] == "degraded")
            let stats = try await server.get("/api/stats").json()
            let text = try await server.get("/api/stats").text
            #expect(
                stats["bases"]?.array?.first?["live"]?["gap"] == "payloads were lost")
            #expect(!text.contains(Self.secret))
        }
    }
}
