package import AirtableAPI
import AirtableClient
import FoundationEssentials
package import Logging
import ServiceLifecycle
package import Storage
import Sync
import UnixSignals

/// One full sync of each base, without a server: what `aircache sync` does.
///
/// Where another process holds the writer lock the runs are put into its queue and followed.
package struct SyncOnce: Sendable {
    private let parts: Parts
    private let bases: [BaseID]
    private let logger: Logger

    package init(
        settings: Settings, logger: Logger, options: StoreOptions = StoreOptions(),
        transport: (any AirtableTransport)? = nil
    ) throws(AircacheError) {
        var settings = settings
        // The schedule must not add runs to those that are asked for.
        settings.sync.mode = .manual
        parts = try Parts(
            settings: settings, logger: logger, options: options, transport: transport)
        bases = settings.airtable.bases
        self.logger = logger
        if parts.store.isReadOnly {
            throw AircacheError(
                .folderUnusable, "The data folder '\(settings.dataFolder)' cannot be written.",
                hint: "Give this user the right to write it, or set AIRCACHE_DATA_DIR.")
        }
    }

    /// Runs until every base's sync has ended, or until SIGINT or SIGTERM.
    ///
    /// - Parameter report: is called with each state of a run that is new.
    /// - Returns: the ended runs, in the order of the bases.
    /// - Throws: `AircacheError` when a run failed, or the wait was interrupted.
    package func run(
        report: @escaping @Sendable (RunProgress) -> Void
    ) async throws -> [RunProgress] {
        let engine = parts.engine
        var runs: [SyncRun] = []
        do {
            for base in bases { runs.append(try engine.refresh(base, trigger: .command).run) }
            let wanted = runs
            let follower = RunFollower(engine: engine, runs: wanted, report: report)
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [
                        .init(service: engine),
                        .init(
                            service: follower,
                            successTerminationBehavior: .gracefullyShutdownGroup),
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
            try await group.run()
            runs = try wanted.map { try engine.run($0.id) ?? $0 }
        } catch {
            await parts.close(logger)
            throw AircacheError(error)
        }
        await parts.close(logger)
        try check(runs)
        return runs.map(RunProgress.init)
    }

    private func check(_ runs: [SyncRun]) throws(AircacheError) {
        if let failed = runs.first(where: { $0.state == .failed }) {
            let refusals = [AirtableClientError.Code.unauthorized, .forbidden, .notFound]
            let isRefused = refusals.contains { $0.rawValue == failed.failure?.code }
            throw AircacheError(
                isRefused ? .unauthorized : .airtable,
                "The sync of \(failed.base) failed: \(failed.failure?.message ?? "no reason given")",
                hint: failed.failure?.hint)
        }
        guard runs.allSatisfy({ $0.state == .succeeded }) else {
            throw AircacheError(
                .syncFailed, "The sync was interrupted; the copy is as it was before.",
                hint: "Run it again; a running server goes on with it by itself.")
        }
    }
}

/// Waits for runs to end, wherever they run.
private struct RunFollower: Service {
    let engine: SyncEngine
    let runs: [SyncRun]
    let report: @Sendable (RunProgress) -> Void

    /// How often the state is looked at.
    static let interval = Duration.milliseconds(100)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var last: [String: SyncRun] = [:]
            while true {
                var hasEnded = true
                for run in runs {
                    let now = try engine.run(run.id) ?? run
                    if last[run.id] != now { report(RunProgress(now)) }
                    last[run.id] = now
                    if now.state == .queued || now.state == .running { hasEnded = false }
                }
                if hasEnded { return }
                do { try await Task.sleep(for: Self.interval) } catch { return }
            }
        }
    }
}
