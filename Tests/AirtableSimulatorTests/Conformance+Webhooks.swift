import AirtableAPI
import HTTPTypes
import Testing

extension Conformance {
    private var webhooksPath: String { "/v0/bases/\(base)/webhooks" }

    /// A webhook from its creation to its deletion. It makes one and deletes it, so it runs only
    /// where the base may be changed.
    func webhooks() async throws {
        guard let edit else {
            print("skipped: webhooks, since nobody said how to edit the base")
            return
        }
        let answer = try await probe.post(
            webhooksPath, ["specification": WebhookSpecification.everything.json])
        let created = try CreatedWebhook(parsing: answer.body)
        #expect(WebhookID.isWellFormed(created.id.rawValue))
        #expect(WebhookSignature(macSecretBase64: created.macSecretBase64) != nil)
        let path = webhooksPath + "/\(created.id)"
        let listed = try await webhook(created.id)
        #expect(listed?.isHookEnabled == true && listed?.notificationURL == nil)
        #expect(listed?.specification == .everything)
        let before = try WebhookPayloadPage(
            parsing: try await probe.get(path + "/payloads").body)
        #expect(before.payloads.isEmpty && before.cursor == 1 && !before.mightHaveMore)
        try await edit()
        let after = try WebhookPayloadPage(
            parsing: try await probe.get(path + "/payloads?cursor=1&limit=10").body)
        #expect(after.payloads.first?.changedTables.isEmpty == false)
        #expect(after.cursor == after.payloads.count + 1)
        #expect(try await webhook(created.id)?.cursorForNextPayload == after.cursor)
        let refreshed = try await probe.post(path + "/refresh", [:])
        #expect(refreshed.json["expirationTime"]?.string.flatMap(WireTime.date) != nil)
        let switched = try await probe.post(path + "/enableNotifications", ["enable": false])
        #expect(switched.status == .ok)
        #expect(try await webhook(created.id)?.areNotificationsEnabled == false)
        let deletion = AirtableRequest(method: .delete, path: path)
        #expect(try await probe.send(deletion).status == .ok)
        #expect(try await webhook(created.id) == nil)
        #expect(try await probe.get(path + "/payloads").status == .notFound)
        let invalid: JSONValue = ["specification": ["options": ["filters": [:]]]]
        #expect(try await probe.post(webhooksPath, invalid).status == .unprocessableContent)
    }

    private func webhook(_ id: WebhookID) async throws -> Webhook? {
        try Webhook.list(parsing: try await probe.get(webhooksPath).body).first { $0.id == id }
    }
}
