import AirtableClient

/// When and how an instance syncs.
package struct SyncSettings: Sendable {
    package enum Mode: String, Sendable, CaseIterable {
        /// A full sync on a timer, at start where needed, and on request.
        case polling
        /// Airtable notifies us of changes; they are fetched at once.
        case webhook
        /// Changes are asked for on a timer; needs no address that Airtable can reach.
        case changes
        /// Only on request, and once where there is no generation at all.
        case manual

        /// Whether changes are applied between full syncs by a webhook's payloads.
        package var isLive: Bool { self == .webhook || self == .changes }
    }

    package var mode: Mode
    /// From the beginning of one full sync to the next, in polling mode.
    package var refreshInterval: Duration
    /// Calls to Airtable that may be made in a calendar month; nil for no bound.
    package var monthlyCalls: Int?
    /// From one full sync to the next where changes come by payloads: it finds what they miss.
    package var failsafeInterval = Duration.seconds(86_400)
    /// Where Airtable is to send notifications, path included; nil outside webhook mode.
    package var webhookURL: String?
    /// Whether webhooks are created, renewed and removed by themselves.
    package var webhookAutoSetup = true
    /// At least so long from one fetching of changes to the next, in webhook mode. Notifications in
    /// between are answered by one fetching at the end.
    package var notificationInterval = Duration.seconds(30)
    /// From one fetching of changes to the next, in changes mode.
    package var changesInterval = Duration.seconds(5)
    /// Calls in a calendar month that fetching changes on notifications may take. Nearing it, the
    /// fetchings are spread over what is left of the month; nil for no bound.
    package var liveCalls: Int? = 9_500
    /// From one question for records modified since the last to the next, in polling mode; nil for
    /// none.
    package var deltaInterval: Duration?
    /// From one comparison of a table's ids with Airtable's to that of the next table, where anything
    /// changed since; nil for none.
    package var reconciliationInterval: Duration? = .seconds(6 * 3_600)

    /// Whether questions that the copy cannot answer are passed on to Airtable.
    package var forwardsQuestions = true
    /// Whether writes are taken; who may write is the server's business.
    package var takesWrites = false
    /// The age from which the list of a view's records is read again once its table has moved on.
    package var viewMaxAge = Duration.seconds(30)

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
    package static let lookInterval = Duration.milliseconds(40)
    /// How often an instance that only serves tries to become the one that syncs.
    static let lockInterval = Duration.seconds(1)
    /// Runs of a base that are looked through for what one costs.
    static let runsRemembered = 20
    /// How often progress and calls are written to disk while a sync runs.
    static let writeInterval = Duration.seconds(1)
    /// Records that are fetched for one change set, which is held in memory: some 20 MB. A full sync
    /// is no dearer than more of them.
    static let changedRecords = 20_000
    /// How often payloads are asked for again because more came while records were fetched.
    static let settlingRounds = 8
    /// Pages without a payload that may say that more might come.
    static let emptyPayloadPages = 3
    /// In webhook mode payloads are asked for this often although nobody notified us: it lets the
    /// webhook live, and finds what a lost notification did not tell.
    static let renewalInterval = Duration.seconds(6 * 3_600)
    /// How often the list of webhooks is looked at, at the next fetching after it: an expired webhook
    /// says nothing by itself.
    static let checkInterval = Duration.seconds(3_600)
    /// How often it is written down that nothing came.
    static let liveWriteInterval = Duration.seconds(30)
    /// The share of `SyncSettings.liveCalls` that may be used at once; the rest comes back evenly
    /// over a month.
    static let liveBurst = 0.2
    /// Bytes of a request that is passed on: the largest attachment that Airtable takes, 5 MB, in
    /// base 64 and with line breaks, fits.
    package static let passedBytes = 8 << 20
    /// From storing a write until Airtable is certainly done with it: the longest wait for the
    /// limits, the longest answer, and some seconds.
    static let writeTime =
        AirtableClientLimits.patience + AirtableClientLimits.answerTimeout + .seconds(5)
    /// How long a write waits for the instance that syncs to put it into the copy: another one takes
    /// over within a second or two. And how often it looks.
    static let handOverTime = Duration.seconds(10)
    static let handOverLook = Duration.milliseconds(10)
    /// From one attempt to settle writes to the next, where one failed.
    static let settlingPause = Duration.seconds(10)
    /// Records of a table whose last sightings are remembered, and for how long: longer than a
    /// write takes.
    static let sightedRecords = 50_000
    static let sightingAge = Duration.seconds(300)
    /// Records linked to those of one write that are read again.
    static let linkedRecords = 1_000
    /// Characters of an idempotency key, as others allow.
    package static let keyLength = 255
    /// Lists of views that are kept, and record ids in all of them together: some 50 MB.
    static let viewLists = 200
    static let viewListRecords = 1_000_000
    /// For how long after its last use a full sync reads a view's list with the tables.
    static let viewUse = Duration.seconds(86_400)
    /// How much earlier than the last question records are asked for that were modified since.
    static let deltaOverlap = Duration.seconds(60)
}
