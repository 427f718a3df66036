import AirtableAPI
import FoundationEssentials
import Logging
import Storage
import Sync

/// What routes need to answer: the bases, the engine, the clock.
final class ServedInstance: Sendable {
    let settings: HTTPServerSettings
    let store: Store
    /// The default base first.
    let bases: [BaseID]
    let syncEngine: SyncEngine
    let wallNow: @Sendable () -> Date
    let startedAt: Date
    let queries: QueryPool
    /// Requests that are passed on to Airtable.
    let passing: Admission
    let views: ViewRecordLists
    let feeds: ChangeFeeds
    let receiver: WebhookReceiver
    /// Nil where no attachments are served.
    let files: AttachmentFiles?
    let unsent: UnsentAnswers
    let lane: LaneService

    init(
        settings: HTTPServerSettings, store: Store, bases: [BaseID], syncEngine: SyncEngine,
        attachments: AttachmentDownloads?, logger: Logger, wallNow: @escaping @Sendable () -> Date
    ) {
        self.settings = settings
        self.store = store
        self.bases = bases
        self.syncEngine = syncEngine
        self.wallNow = wallNow
        startedAt = wallNow()
        queries = QueryPool(settings.limits)
        passing = Admission(limit: settings.limits.passedRequests)
        views = ViewRecordLists(syncEngine, limits: settings.limits, wallNow: wallNow)
        feeds = ChangeFeeds(
            bases, store: store, limits: settings.limits, wallNow: wallNow, logger: logger)
        receiver = WebhookReceiver(
            bases: bases, store: store, engine: syncEngine, settings: settings, wallNow: wallNow,
            logger: logger)
        unsent = UnsentAnswers(settings.limits)
        lane = LaneService(settings, store: store, logger: logger, wallNow: wallNow)
        files = attachments.map { downloads in
            AttachmentFiles(
                store: store, downloads: downloads, limits: settings.limits, wallNow: wallNow)
        }
    }

    var limits: HTTPLimits { settings.limits }

    /// - Throws: `HTTPServerError.unknownBase` for a base that is not configured, whether or not
    ///   Airtable has it.
    func base(_ id: String) throws -> BaseID {
        guard let base = bases.first(where: { $0.rawValue == id }) else {
            let known = bases.map { "'\($0)'" }.joined(separator: ", ")
            throw HTTPServerError(
                .unknownBase, "There is no base '\(id)' here.", hint: "There is \(known).")
        }
        return base
    }
}
