/// The limits of Airtable's Web API, each with its source.
///
/// Source unless another is named: Airtable's public documentation of its Web API
/// (https://airtable.com/developers/web/api).
public enum AirtableLimits {
    /// Requests per second and base, over all tokens and plans ("rate limits").
    public static let requestsPerSecondPerBase = 5
    /// Requests per second of one user's personal access tokens, over all bases ("rate limits").
    public static let requestsPerSecondPerToken = 50
    /// How long a base answers 429 after its rate limit was exceeded ("rate limits").
    public static let rateLimitPenalty = Duration.seconds(30)
    /// Records in one page of a listing, at most ("list records").
    public static let recordsPerPage = 100
    /// Bases in one page of the list of bases ("list bases").
    public static let basesPerPage = 1_000
    /// Records in one write request ("create records").
    public static let recordsPerWrite = 10
    /// Bytes of a file in one upload ("upload attachment").
    public static let uploadSize = 5 << 20
    /// Characters in a URL: it must be shorter than this ("enforcement of URL length limit").
    public static let urlLength = 16_000
    /// Tables in a base, fields in a table, views in a table (Airtable's plans page).
    public static let tablesPerBase = 1_000
    public static let fieldsPerTable = 500
    public static let viewsPerTable = 1_000
    /// Characters in a long text cell (common knowledge, not in the API documentation).
    public static let longTextLength = 100_000
    /// Characters of an identifier: observed, not promised.
    public static let identifierLength = 17
    /// How long a webhook lives after its creation, its last refresh or its last listing.
    public static let webhookLifetime = Duration.seconds(7 * 24 * 3_600)
    /// How long a payload can be read after it was made ("list webhook payloads").
    public static let payloadLifetime = Duration.seconds(7 * 24 * 3_600)
    /// Payloads in one answer, at most ("list webhook payloads").
    public static let payloadsPerPage = 50
    /// Webhooks of a base, at most ("webhooks overview").
    public static let webhooksPerBase = 10
    /// The longest time to answer a notification in, and how often one is sent again; after that
    /// notifications are switched off ("webhooks overview").
    public static let notificationTimeout = Duration.seconds(25)
    public static let notificationRetries = 13
    /// How long an attachment's URL answers after the API returned it ("attachments").
    public static let attachmentURLLifetime = Duration.seconds(2 * 3_600)
    /// Characters of an attachment's id that we accept: more than three times what was observed.
    public static let attachmentIDLength = 64
    /// Fields that an upsert may merge on ("update multiple records").
    public static let upsertMergeFields = 3
    /// Levels of nesting that we accept in JSON. Airtable's own answers stay below ten; the limit
    /// keeps a hostile body from exhausting the stack.
    public static let jsonDepth = 128
}
