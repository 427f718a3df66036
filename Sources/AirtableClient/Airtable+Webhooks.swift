package import AirtableAPI
package import FoundationEssentials
import HTTPTypes

/// Webhooks: all calls count against the base's rate limit.
///
/// They need the scope `webhook:manage` and, but for reading, the creator role; a 403 says so.
extension Airtable {
    /// Every webhook of the base that the token may see. Secrets are not told again.
    package func webhooks(_ base: BaseID) async throws -> [Webhook] {
        try await answer(
            AirtableRequest(path: Self.webhooksPath(base)), lane: .base(base), kind: .webhooks,
            what: "the webhooks of base \(base)"
        ) { try Webhook.list(parsing: $0) }
    }

    /// Makes a webhook. Its secret is told here and never again.
    ///
    /// Airtable does not know two tries of one creation for the same: when an answer is lost, the
    /// next try makes a second webhook and the first is a stray that nobody has the secret of.
    /// Whoever creates webhooks should list them afterwards and delete those it does not know.
    ///
    /// - Parameter notificationURL: nil for a webhook whose payloads are only read.
    /// - Throws: `AirtableClientError` with `webhookLimit` when the base has ten already.
    package func createWebhook(
        _ base: BaseID, specification: WebhookSpecification, notificationURL: String?
    ) async throws -> CreatedWebhook {
        var body: JSONObject = ["specification": specification.json]
        body["notificationUrl"] = notificationURL.map(JSONValue.string)
        return try await answer(
            Self.post(Self.webhooksPath(base), .object(body)), lane: .base(base),
            kind: .webhookCreation, what: "a new webhook of base \(base)"
        ) { try CreatedWebhook(parsing: $0) }
    }

    /// Deletes a webhook with all its payloads.
    ///
    /// - Throws: `AirtableClientError` with `notFound` for one that is gone, also when an earlier
    ///   try deleted it and its answer was lost.
    package func deleteWebhook(_ base: BaseID, _ webhook: WebhookID) async throws {
        try await answer(
            AirtableRequest(method: .delete, path: Self.path(base, webhook)), lane: .base(base),
            kind: .webhooks, what: "the end of webhook \(webhook) of base \(base)",
            read: Self.readNothing)
    }

    /// Lets a webhook live for another seven days.
    ///
    /// - Returns: when it expires now; nil for never.
    package func refreshWebhook(_ base: BaseID, _ webhook: WebhookID) async throws -> Date? {
        try await answer(
            Self.post(Self.path(base, webhook) + "/refresh", nil), lane: .base(base),
            kind: .webhooks, what: "a longer life of webhook \(webhook) of base \(base)"
        ) { bytes in
            let time = try JSONValue(parsing: bytes)["expirationTime"] ?? .null
            guard let text = time.string else {
                guard time.isNull else { throw WireFormatError("expirationTime") }
                return nil
            }
            guard let date = WireTime.date(text) else { throw WireFormatError("expirationTime") }
            return date
        }
    }

    /// Switches a webhook's notifications on or off. Airtable switches them off by itself when
    /// it could not deliver them for long.
    package func enableNotifications(
        _ base: BaseID, _ webhook: WebhookID, _ isEnabled: Bool = true
    ) async throws {
        try await answer(
            Self.post(
                Self.path(base, webhook) + "/enableNotifications", ["enable": .bool(isEnabled)]),
            lane: .base(base), kind: .webhooks,
            what: "the notifications of webhook \(webhook) of base \(base)",
            read: Self.readNothing)
    }

    /// Payloads of a webhook, oldest first. Reading them also lets it live for seven more days.
    ///
    /// - Parameters:
    ///   - cursor: the number of the first payload wanted; 1 is the first one ever made.
    ///   - limit: 1 to 50; nil for Airtable's default, 50.
    package func webhookPayloads(
        _ base: BaseID, _ webhook: WebhookID, cursor: Int, limit: Int? = nil
    ) async throws -> WebhookPayloadPage {
        var query = QueryString()
        query.append("cursor", String(cursor))
        if let limit { query.append("limit", String(limit)) }
        return try await answer(
            AirtableRequest(path: Self.path(base, webhook) + "/payloads?" + query.text),
            lane: .base(base), kind: .webhooks,
            what: "the payloads of webhook \(webhook) of base \(base)"
        ) { try WebhookPayloadPage(parsing: $0) }
    }

    private static func webhooksPath(_ base: BaseID) -> String {
        "/v0/bases/\(QueryString.encode(base.rawValue))/webhooks"
    }

    private static func path(_ base: BaseID, _ webhook: WebhookID) -> String {
        webhooksPath(base) + "/" + QueryString.encode(webhook.rawValue)
    }

    private static func post(_ path: String, _ body: JSONValue?) -> AirtableRequest {
        guard let body else { return AirtableRequest(method: .post, path: path) }
        return AirtableRequest(
            method: .post, path: path, headerFields: [.contentType: "application/json"],
            body: body.bytes)
    }

    /// Airtable answers some calls with `{}` and some with nothing; both say that it was done.
    @Sendable private static func readNothing(_ bytes: [UInt8]) throws {
        if !bytes.isEmpty { _ = try JSONValue(parsing: bytes) }
    }
}
