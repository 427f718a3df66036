import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage
import Sync

/// What serving and a single sync both need: the store, the way to Airtable, and the engine.
struct Parts: Sendable {
    let store: Store
    let engine: SyncEngine
    let airtable: Airtable
    let attachments: AttachmentDownloads
    private let network: AsyncHTTPClientTransport?
    private let files: AsyncHTTPClientAttachmentTransport?

    init(
        settings: Settings, logger: Logger, options: StoreOptions,
        transport: (any AirtableTransport)?,
        airtableClock: any Clock<Duration> = ContinuousClock()
    ) throws(AircacheError) {
        do {
            store = try Store(
                folder: DataFolder(path: settings.dataFolder), options: options, logger: logger)
            network =
                transport == nil
                ? try AsyncHTTPClientTransport(endpoint: settings.airtable.endpointURL) : nil
        } catch {
            throw AircacheError(error)
        }
        guard let way = transport ?? network else { preconditionFailure("one of them is made") }
        airtable = Airtable(
            transport: way, token: settings.airtable.token, clock: airtableClock,
            random: JitterGenerator(seed: UInt64.random(in: .min ... .max)),
            settings: AirtableClientSettings(version: AircacheVersion.current),
            budget: CallBudget(
                monthlyCalls: settings.airtable.monthlyCalls, ledger: CallLedger(store: store),
                wallNow: { Date() }),
            // The log has the machine's time, which a clock of a test does not follow.
            callLog: airtableClock is ContinuousClock
                ? SharedCallLog(folder: DataFolder(path: settings.dataFolder)) : nil,
            logger: logger)
        engine = SyncEngine(
            store: store, bases: settings.airtable.bases, airtable: airtable,
            settings: SyncSettings(settings), clock: ContinuousClock(), wallNow: { Date() },
            logger: logger)
        // Whoever brings a transport of its own brings the files too.
        let own = transport as? any AttachmentTransport
        files =
            own == nil
            ? AsyncHTTPClientAttachmentTransport(
                connections: AttachmentLimits.downloadsAtOnce, version: AircacheVersion.current)
            : nil
        guard let filesWay = own ?? files else { preconditionFailure("one of them is made") }
        attachments = AttachmentDownloads(
            store: store, bases: settings.airtable.bases, airtable: airtable,
            fetcher: AttachmentFetcher(
                transport: filesWay, upstream: settings.airtable.endpointURL,
                clock: ContinuousClock()),
            settings: AttachmentSettings(settings), isWriter: { [engine] in engine.isWriter },
            clock: ContinuousClock(), wallNow: { Date() }, logger: logger)
    }

    /// Closes the connections to Airtable.
    func close(_ logger: Logger) async {
        do {
            try await network?.shutdown()
            try await files?.shutdown()
        } catch {
            logger.warning("connections did not close", metadata: ["error": "\(error)"])
        }
    }
}

extension AttachmentSettings {
    /// What is to be downloaded by the settings of an instance.
    init(_ settings: Settings) {
        let mode: Mode =
            switch settings.attachments.mode {
            case .eager: .eager
            case .lazy: .lazy
            case .off: .off
            }
        self.init(mode: mode, maximumBytes: settings.attachments.maximumBytes)
        grace = settings.attachments.grace
    }
}

extension SyncSettings {
    /// What the engine is to do by the settings of an instance.
    init(_ settings: Settings) {
        let mode: Mode =
            switch settings.sync.mode {
            case .polling: .polling
            case .webhook: .webhook
            case .changes: .changes
            case .manual: .manual
            }
        self.init(
            mode: mode, refreshInterval: settings.sync.refreshInterval,
            monthlyCalls: settings.airtable.monthlyCalls)
        failsafeInterval = settings.sync.failsafeInterval
        webhookURL = mode == .webhook ? settings.webhook.url : nil
        webhookAutoSetup = settings.webhook.autoSetup
        notificationInterval = settings.webhook.rateLimit
        changesInterval = settings.sync.changesInterval
        liveCalls = settings.sync.liveCalls
        deltaInterval = settings.sync.deltaInterval
        reconciliationInterval = settings.sync.reconcileInterval
        forwardsQuestions = settings.passing.forwarding == .auto
        takesWrites = settings.passing.takesWrites
        viewMaxAge = settings.passing.viewMaxAge
    }
}
