/// When and how an instance syncs.
package struct SyncSettings: Sendable {
    package enum Mode: String, Sendable, CaseIterable {
        /// A full sync on a timer, at start where needed, and on request.
        case polling
        /// Only on request, and once where there is no generation at all.
        case manual
    }

    package var mode: Mode
    /// From the beginning of one full sync to the next.
    package var refreshInterval: Duration
    /// Calls to Airtable that may be made in a calendar month; nil for no bound.
    package var monthlyCalls: Int?

    package init(
        mode: Mode = .polling, refreshInterval: Duration = .seconds(86_400),
        monthlyCalls: Int? = nil
    ) {
        self.mode = mode
        self.refreshInterval = refreshInterval
        self.monthlyCalls = monthlyCalls
    }
}

/// The limits of Sync, each with its reason.
package enum SyncLimits {
    /// Tables that are read at the same time. At 5 calls a second and answers within 500 ms, three
    /// keep the limiter busy; more let small tables finish beside a large one.
    static let tablesInParallel = 10
    /// Bases that sync at the same time: each has its own 5 calls a second.
    static let basesInParallel = 8
    /// How often a sync begins anew because the schema changed while it ran.
    static let schemaAttempts = 3
    /// How often the engine looks for switches, requests and due syncs. Another instance must show
    /// a switch within 100 ms.
    static let lookInterval = Duration.milliseconds(40)
    /// How often an instance that only serves tries to become the one that syncs.
    static let lockInterval = Duration.seconds(1)
    /// Runs of a base that are looked through for what one costs.
    static let runsRemembered = 20
    /// How often progress and calls are written to disk while a sync runs.
    static let writeInterval = Duration.seconds(1)
}
