package import AirtableAPI
package import FoundationEssentials

/// One full sync of a base, asked for, running or over: what users call a refresh job.
package struct SyncRun: Sendable, Codable, Hashable {
    package enum Trigger: String, Sendable, Codable {
        case start, schedule, request, command
        /// Changes between full syncs were lost.
        case gap
    }

    package enum State: String, Sendable, Codable {
        case queued, running, succeeded, failed
    }

    package struct Progress: Sendable, Codable, Hashable {
        package var tablesDone = 0
        package var tablesTotal = 0
        package var records = 0
        package var calls = 0

        package init(tablesDone: Int = 0, tablesTotal: Int = 0, records: Int = 0, calls: Int = 0) {
            self.tablesDone = tablesDone
            self.tablesTotal = tablesTotal
            self.records = records
            self.calls = calls
        }
    }

    package struct Failure: Sendable, Codable, Hashable {
        package var message: String
        /// What to do about it.
        package var hint: String?
        /// The code of the error, such as `forbidden`, by the module that met it.
        package var code: String?

        package init(message: String, hint: String? = nil, code: String? = nil) {
            self.message = message
            self.hint = hint
            self.code = code
        }
    }

    package let id: String
    package let base: String
    package var trigger: Trigger
    package var state: State
    package let requestedAt: Date
    package var startedAt: Date?
    package var finishedAt: Date?
    package var progress: Progress
    package var failure: Failure?
    /// The generation that the run made.
    package var generation: Int?

    package var baseID: BaseID { BaseID(base) }

    package init(
        id: String, base: BaseID, trigger: Trigger, state: State = .queued, requestedAt: Date
    ) {
        self.id = id
        self.base = base.rawValue
        self.trigger = trigger
        self.state = state
        self.requestedAt = requestedAt
        self.progress = Progress()
    }
}
