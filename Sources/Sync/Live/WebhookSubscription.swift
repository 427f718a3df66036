import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage

/// The webhook of a base: found again, kept alive, made anew where it must be.
struct WebhookSubscription: Sendable {
    struct State: Sendable {
        var webhook: StoredWebhook
        /// The number that the next payload gets.
        var nextCursor: Int
        /// Whether it was made just now, so that nothing is known of what happened before.
        var isNew: Bool
    }

    let base: BaseID
    let store: Store
    let airtable: Airtable
    let settings: SyncSettings
    let wallNow: @Sendable () -> Date
    let logger: Logger

    /// Finds the webhook that is stored, or makes one; removes strays that bear our address.
    ///
    /// - Throws: `AirtableClientError`, such as `webhookLimit` or `forbidden`; `SyncError` with
    ///   `noWebhook` when none is there and none may be made.
    func ensure() async throws -> State {
        let stored = try store.webhook(base)
        let listed = try await airtable.webhooks(base)
        let known = stored.flatMap { stored in listed.first { $0.id == stored.id } }
        try await removeStrays(listed, but: stored?.id)
        if let stored, let known, isUsable(known) { return try await keep(stored, known) }
        guard settings.webhookAutoSetup else {
            throw SyncError(
                .noWebhook, "The base '\(base)' has no webhook of ours.",
                hint: "Run `aircache webhooks create`, or set WEBHOOK_AUTO_SETUP=true.")
        }
        if let known { try await delete(known.id) }
        return try await create()
    }

    /// - Returns: false for one that makes no payloads, watches too little, or notifies another
    ///   address than ours. Where payloads are only read, any address will do.
    private func isUsable(_ webhook: Webhook) -> Bool {
        webhook.isHookEnabled && (url == nil || webhook.notificationURL == url)
            && webhook.specification.coversEverything
            && webhook.expirationTime.map { $0 > wallNow() } ?? true
    }

    private var url: String? { settings.mode == .webhook ? settings.webhookURL : nil }

    private func keep(_ stored: StoredWebhook, _ webhook: Webhook) async throws -> State {
        var stored = stored
        stored.expiresAt = webhook.expirationTime
        if url != nil, !webhook.areNotificationsEnabled {
            // Airtable gave up on our address some time ago; payloads went on meanwhile.
            try await airtable.enableNotifications(base, webhook.id)
            logger.info(
                "notifications are switched on again", metadata: ["webhook": "\(webhook.id)"])
        }
        try store.setWebhook(stored, of: base)
        return State(webhook: stored, nextCursor: webhook.cursorForNextPayload, isNew: false)
    }

    private func create() async throws -> State {
        let created = try await airtable.createWebhook(
            base, specification: .everything, notificationURL: url)
        let stored = StoredWebhook(
            id: created.id, secret: created.macSecretBase64, url: url, createdAt: wallNow(),
            expiresAt: created.expirationTime)
        try store.setWebhook(stored, of: base)
        logger.info("a webhook was made", metadata: ["webhook": "\(created.id)"])
        return State(webhook: stored, nextCursor: 1, isNew: true)
    }

    /// Removes webhooks with our address that are not ours: their secrets are lost, and they fill
    /// the ten places that a base has.
    private func removeStrays(_ listed: [Webhook], but id: WebhookID?) async throws {
        guard let url, settings.webhookAutoSetup else { return }
        for stray in listed where stray.notificationURL == url && stray.id != id {
            try await delete(stray.id)
            logger.info("a stray webhook was removed", metadata: ["webhook": "\(stray.id)"])
        }
    }

    private func delete(_ id: WebhookID) async throws {
        do {
            try await airtable.deleteWebhook(base, id)
        } catch let error as AirtableClientError where error.code == .notFound {
            // An earlier attempt succeeded, and its answer was lost.
        }
    }
}
