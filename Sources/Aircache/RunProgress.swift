import FoundationEssentials
import Storage

/// How far a sync is, for whoever watches it from outside.
package struct RunProgress: Sendable, Hashable, Encodable {
    package let id: String
    package let base: String
    /// `queued`, `running`, `succeeded` or `failed`.
    package let state: String
    package let tablesDone: Int
    package let tablesTotal: Int
    package let records: Int
    package let calls: Int
    /// From the start to the end; nil while it runs.
    package let seconds: Double?
    package let generation: Int?
    package let failure: String?
    package let hint: String?

    init(_ run: SyncRun) {
        id = run.id
        base = run.base
        state = run.state.rawValue
        tablesDone = run.progress.tablesDone
        tablesTotal = run.progress.tablesTotal
        records = run.progress.records
        calls = run.progress.calls
        seconds = run.finishedAt.map { $0.timeIntervalSince(run.startedAt ?? run.requestedAt) }
        generation = run.generation
        failure = run.failure?.message
        hint = run.failure?.hint
    }

    package var hasEnded: Bool { state == "succeeded" || state == "failed" }
    package var hasSucceeded: Bool { state == "succeeded" }
}
