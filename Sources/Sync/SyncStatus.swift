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
}
