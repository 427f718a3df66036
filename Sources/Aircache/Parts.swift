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
    private let network: AsyncHTTPClientTransport?

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
        let airtable = Airtable(
            transport: way, token: settings.airtable.token, clock: airtableClock,
            random: JitterGenerator(seed: UInt64.random(in: .min ... .max)),
            settings: AirtableClientSettings(version: AircacheVersion.current),
            budget: CallBudget(
                monthlyCalls: settings.airtable.monthlyCalls, ledger: CallLedger(store: store),
                wallNow: { Date() }),
            logger: logger)
        engine = SyncEngine(
            store: store, bases: settings.airtable.bases, airtable: airtable,
            settings: SyncSettings(
                mode: settings.sync.mode == .manual ? .manual : .polling,
                refreshInterval: settings.sync.refreshInterval,
                monthlyCalls: settings.airtable.monthlyCalls),
            clock: ContinuousClock(), wallNow: { Date() }, logger: logger)
    }

    /// Closes the connections to Airtable.
    func close(_ logger: Logger) async {
        do {
            try await network?.shutdown()
        } catch {
            logger.warning("connections did not close", metadata: ["error": "\(error)"])
        }
    }
}
