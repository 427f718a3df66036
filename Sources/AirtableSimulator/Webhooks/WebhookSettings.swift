public import AirtableAPI

/// How a simulated base keeps its webhooks. The defaults are Airtable's own, as far as known.
public struct WebhookSettings: Sendable, Hashable {
    /// Webhooks of the base, at most.
    public var limit: Int
    /// How long a webhook lives, and how long its log can be read after that.
    public var lifetime: Duration
    /// How long a payload can be read.
    public var payloadLifetime: Duration
    /// Payloads kept for one webhook; the oldest go first. Airtable tells no such limit: it keeps
    /// a simulator that runs for long from filling the memory.
    public var storedPayloads: Int
    /// Records in one payload; an edit of more is split over several of one transaction number.
    public var recordsPerPayload: Int
    /// Whether computed cells come in payloads of their own, after those of the edit itself.
    public var hasComputedPayloads: Bool

    public init(
        limit: Int = AirtableLimits.webhooksPerBase,
        lifetime: Duration = AirtableLimits.webhookLifetime,
        payloadLifetime: Duration = AirtableLimits.payloadLifetime, storedPayloads: Int = 10_000,
        recordsPerPayload: Int = 100, hasComputedPayloads: Bool = true
    ) {
        self.limit = limit
        self.lifetime = lifetime
        self.payloadLifetime = payloadLifetime
        self.storedPayloads = storedPayloads
        self.recordsPerPayload = recordsPerPayload
        self.hasComputedPayloads = hasComputedPayloads
    }
}
