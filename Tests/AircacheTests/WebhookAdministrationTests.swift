import Aircache
import AirtableAPI
import Foundation
import HTTPTypes
import Storage
import Synchronization
import Testing

@Suite("Webhooks by hand")
struct WebhookAdministrationTests {
    static let base = BaseID("appAAAAAAAAAAAAAA")

    /// Answers as Airtable does to calls about webhooks, for one base.
    final class Webhooks: AirtableTransport {
        private let webhooks = Mutex<[Webhook]>([])
        private let number = Mutex(0)

        var ids: [String] { webhooks.withLock { $0.map(\.id.rawValue) } }

        func send(
            _ request: AirtableRequest, timeout: Duration
        ) async throws -> AirtableResponse {
            let path = request.path.split(separator: "/").map(String.init)
            guard path.count >= 4, path[2] == WebhookAdministrationTests.base.rawValue else {
                return answer(["error": ["type": "NOT_FOUND"]], .notFound)
            }
            switch (request.method, path.count) {
            case (.get, 4):
                return answer([
                    "webhooks": .array(webhooks.withLock { $0.map(\.json) })
                ])
            case (.post, 4): return try create(request)
            case (.post, 6): return answer(["expirationTime": "2026-02-02T00:00:00.000Z"])
            case (.delete, 5):
                webhooks.withLock { $0.removeAll { $0.id.rawValue == path[4] } }
                return answer([:])
            default: return answer(["error": ["type": "NOT_FOUND"]], .notFound)
            }
        }

        private func create(_ request: AirtableRequest) throws -> AirtableResponse {
            let body = try JSONValue(parsing: request.body)
            let next = number.withLock { number in
                number += 1
                return number
            }
            let id = WebhookID("ach0000000000000\(next)")
            let webhook = Webhook(
                id: id, specification: try WebhookSpecification(json: body["specification"] ?? [:]),
                notificationURL: body["notificationUrl"]?.string,
                expirationTime: Date(timeIntervalSince1970: 1_770_000_000))
            webhooks.withLock { $0.append(webhook) }
            return answer(
                CreatedWebhook(
                    id: id, macSecretBase64: "c2VjcmV0", expirationTime: webhook.expirationTime
                ).json)
        }

        private func answer(
            _ json: JSONValue, _ status: HTTPResponse.Status = .ok
        ) -> AirtableResponse {
            AirtableResponse(
                status: status, headerFields: [.contentType: "application/json"], body: json.bytes)
        }
    }

    private func settings(_ folder: TemporaryFolder) -> Settings {
        var settings = testSettings(
            endpoint: "http://127.0.0.1:1", token: "pat", bases: [Self.base], folder: folder)
        settings.webhook.url = "https://a.example/webhooks/airtable/refresh"
        return settings
    }

    @Test("are made with a stored secret, listed without it, renewed and deleted")
    func life() async throws {
        let folder = try TemporaryFolder()
        let airtable = Webhooks()
        let settings = settings(folder)
        func administration() throws -> WebhookAdministration {
            try WebhookAdministration(
                settings: settings, logger: quietLogger, transport: airtable)
        }
        let created = try await administration().create()
        #expect(created.map(\.isOurs) == [true])
        let store = try Store(
            folder: DataFolder(path: settings.dataFolder), logger: quietLogger)
        let stored = try #require(try store.webhook(Self.base))
        #expect(stored.secret == "c2VjcmV0")
        #expect(stored.url == "https://a.example/webhooks/airtable/refresh")
        let listed = try await administration().list()
        #expect(listed.map(\.id) == [stored.id.rawValue])
        #expect(listed[0].isOurs && listed[0].notifies)
        let text = String(decoding: try JSONEncoder().encode(listed), as: UTF8.self)
        #expect(!text.contains("c2VjcmV0"))
        await #expect(throws: AircacheError.self, "one that is in use stays") {
            _ = try await administration().create()
        }
        let renewed = try await administration().refresh()
        #expect(try store.webhook(Self.base)?.expiresAt == renewed[0].expiresAt)
        #expect(renewed[0].expiresAt == WireTime.date("2026-02-02T00:00:00.000Z"))
        #expect(try await administration().deleteOurs().map(\.id) == [stored.id])
        #expect(airtable.ids.isEmpty)
        #expect(try store.webhook(Self.base) == nil)
        #expect(try await administration().deleteOurs().isEmpty)
    }

    @Test("of others are deleted by id, and ours is not touched")
    func others() async throws {
        let folder = try TemporaryFolder()
        let airtable = Webhooks()
        let settings = settings(folder)
        let body: JSONValue = ["specification": WebhookSpecification.everything.json]
        _ = try await airtable.send(
            AirtableRequest(
                method: .post, path: "/v0/bases/\(Self.base)/webhooks", body: body.bytes),
            timeout: .seconds(1))
        func administration() throws -> WebhookAdministration {
            try WebhookAdministration(
                settings: settings, logger: quietLogger, transport: airtable)
        }
        let other = airtable.ids[0]
        let ours = try await administration().create()[0].id
        #expect(try await administration().list().map(\.isOurs) == [false, true])
        #expect(try await administration().delete(WebhookID(other)) == Self.base)
        #expect(airtable.ids == [ours])
        do {
            _ = try await administration().delete(WebhookID("achNotThere000000"))
            Issue.record("it was deleted")
        } catch let error as AircacheError {
            #expect(error.code == .nothingThere)
        }
    }
}
