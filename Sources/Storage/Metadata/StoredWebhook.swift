package import AirtableAPI
package import FoundationEssentials

/// The webhook by which this folder's instances hear of changes of a base.
package struct StoredWebhook: Sendable, Hashable {
    package var id: WebhookID
    /// The key of its notifications' signatures, in base 64. Never shown.
    package var secret: String
    /// Where notifications go; nil where its payloads are only read.
    package var url: String?
    package var createdAt: Date
    /// Nil: it never expires.
    package var expiresAt: Date?

    package init(
        id: WebhookID, secret: String, url: String?, createdAt: Date, expiresAt: Date?
    ) {
        self.id = id
        self.secret = secret
        self.url = url
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// How keeping a base current without full syncs goes, as every instance on the folder tells it.
package struct LiveState: Sendable, Codable, Hashable {
    /// When the last notification was accepted.
    package var lastNotificationAt: Date?
    /// When payloads were last asked for, and when some last came.
    package var lastPullAt: Date?
    package var lastPayloadAt: Date?
    /// From the time that the last payload bears until its changes were in the copy, in seconds.
    package var lag: Double?
    /// Why the last attempt failed; nil when it did not.
    package var failure: SyncRun.Failure?
    /// Why a full sync has to close a gap, and since when; nil when there is none.
    package var gap: String?
    package var gapSince: Date?
    /// Gaps since the folder was made.
    package var gaps = 0
    /// When counts and ids were last compared, and how many records differed then.
    package var lastReconciliationAt: Date?
    package var lastReconciliationDifferences: Int?

    package init() {}
}
