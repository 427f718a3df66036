package import AirtableAPI
package import FoundationEssentials
package import Storage

/// How a base stands, as `/api/stats`, `/health` and `aircache status` tell it.
package struct SyncStatus: Sendable {
    package let mode: SyncSettings.Mode
    /// Whether this instance is the one that syncs.
    package let isWriter: Bool
    /// When the schedule asks for the next sync; nil while it asks for none.
    package let nextDueAt: Date?
    /// The run that is queued or running.
    package let current: SyncRun?
    /// The last run that ended.
    package let last: SyncRun?
    /// Calls to Airtable in this calendar month, over all bases of the data folder.
    package let callsThisMonth: Int
    /// How many there may be.
    package let budget: Int?
    /// How many there will be by the end of the month, at the pace so far.
    package let forecast: Int
    /// How it goes with changes between full syncs; nil where none are fetched.
    package let live: LiveStatus?
}

/// How keeping a base current by payloads goes.
package struct LiveStatus: Sendable {
    package let state: LiveState
    package let webhook: WebhookID?
    /// Nil: it never expires, or there is none.
    package let webhookExpiresAt: Date?
    /// The number of the payload to ask for next; nil while none is known.
    package let cursor: Int?
    /// When changes are fetched next without being asked for.
    package let nextPullAt: Date?
}
