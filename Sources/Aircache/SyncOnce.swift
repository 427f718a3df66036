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
    private let folder: String
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
        folder = settings.dataFolder
        self.logger = logger
    }

    /// Runs until every base's sync has ended, or until SIGINT or SIGTERM.
    ///
    /// - Parameter report: is called with each state of a run that is new.
    /// - Returns: the ended runs, in the order of the bases.
    /// - Throws: `AircacheError` when the folder cannot be written, a run failed, or the wait was
    ///   interrupted.
    package func run(
        report: @escaping @Sendable (RunProgress) -> Void
    ) async throws -> [RunProgress] {
        let engine = parts.engine
        var runs: [SyncRun] = []
        do {
            try checkFolder()
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

    private func checkFolder() throws(AircacheError) {
        guard parts.store.isReadOnly else { return }
        throw AircacheError(
            .folderUnusable, "The data folder '\(folder)' cannot be written.",
            hint: "Give this user the right to write it, or set AIRCACHE_DATA_DIR.")
    }

    private func check(_ runs: [SyncRun]) throws(AircacheError) {
        if let failed = runs.first(where: { $0.state == .failed }) {
            throw AircacheError(
                Self.code(of: failed.failure?.code ?? ""),
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

extension SyncOnce {
    /// Whose fault it was: ours, the folder's or Airtable's.
    ///
    /// - Parameter failure: the code of the module's error, as a run keeps it.
    fileprivate static func code(of failure: String) -> AircacheError.Code {
        switch StorageError.Code(rawValue: failure) {
        case .folderUnusable?, .diskFull?: return .folderUnusable
        case .some: return .syncFailed
        case nil: break
        }
        switch AirtableClientError.Code(rawValue: failure) {
        case .unauthorized?, .forbidden?, .notFound?: return .unauthorized
        case .some: return .airtable
        case nil: return .syncFailed
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
