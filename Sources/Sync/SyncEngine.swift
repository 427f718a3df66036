package import AirtableAPI
package import AirtableClient
package import FoundationEssentials
package import Logging
import ServiceLifecycle
package import Storage
import Metrics
import Synchronization

/// Keeps bases current: takes the writer lock, runs what is due or asked for, tells how it stands.
///
/// Of several instances on one data folder one syncs; the others only notice its switches. Requests
/// stand in a queue on disk, so that any of them may take one.
package final class SyncEngine: Service {
    package let bases: [BaseID]
    private let store: Store
    private let airtable: Airtable
    private let settings: SyncSettings
    private let clock: any Clock<Duration>
    private let wallNow: @Sendable () -> Date
    private let logger: Logger
    private let machine: Mutex<StateMachine>
    private let lock = Mutex<WriterLock?>(nil)

    /// - Parameters:
    ///   - airtable: its budget must write to a ledger of the same store.
    ///   - clock: for pauses between looks; `wallNow` tells what is due.
    package init(
        store: Store, bases: [BaseID], airtable: Airtable,
        settings: SyncSettings, clock: any Clock<Duration>,
        wallNow: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.store = store
        self.bases = bases
        self.airtable = airtable
        self.settings = settings
        self.clock = clock
        self.wallNow = wallNow
        self.logger = logger
        machine = Mutex(StateMachine(bases: bases, settings: settings))
    }

    // MARK: Asking

    /// Asks for a full sync of a base, or joins the one that is queued or running.
    ///
    /// It works in every instance on the folder, whichever syncs.
    ///
    /// - Throws: `StorageError` when the request cannot be stored.
    package func refresh(
        _ base: BaseID, trigger: SyncRun.Trigger
    ) throws -> (run: SyncRun, joined: Bool) {
        let answer = try store.enqueueRun(base: base, trigger: trigger, at: wallNow())
        machine.withLock { $0.queueMoved() }
        return answer
    }

    /// A run by its id, with the newest progress that is known here.
    package func run(_ id: String) throws -> SyncRun? {
        guard let stored = try store.run(id) else { return nil }
        let running = machine.withLock { $0.running(stored.baseID) }
        return stored.state == .running && running?.id == id ? running : stored
    }

    package func status(_ base: BaseID) throws -> SyncStatus {
        let runs = try store.runs(base: base, limit: 10)
        let now = wallNow()
        let calls = try airtable.budget.used()
        let month = CalendarMonth(of: now)
        let elapsed = max(now.timeIntervalSince(month.start), 1)
        let pace = Double(calls) / elapsed
        let current = runs.last { $0.state == .queued || $0.state == .running }
        return machine.withLock { machine in
            SyncStatus(
                mode: settings.mode, isWriter: machine.isWriter,
                nextDueAt: machine.nextDue(base, now: now),
                current: machine.running(base) ?? current,
                last: runs.first { $0.state == .succeeded || $0.state == .failed },
                callsThisMonth: calls, budget: settings.monthlyCalls,
                forecast: Int(pace * month.end.timeIntervalSince(month.start)))
        }
    }

    // MARK: Running

    /// Works until the task is cancelled or the service is asked to stop. A sync that runs then is
    /// abandoned and queued again.
    package func run() async throws {
        defer { lock.withLock { $0?.release() } }
        await cancelWhenGracefulShutdown {
            await self.work()
        }
        try airtable.budget.flush()
    }

    private func work() async {
        await withDiscardingTaskGroup { group in
            var nextWrite = wallNow()
            while !Task.isCancelled {
                do {
                    try notice()
                    for action in machine.withLock({ $0.look(at: wallNow()) }) {
                        try perform(action, in: &group)
                    }
                    if wallNow() >= nextWrite {
                        nextWrite = wallNow().addingTimeInterval(
                            SyncLimits.writeInterval.inSeconds)
                        try writeProgress()
                    }
                } catch {
                    // The next look tries again; a disk that fails now may be mended by then.
                    logger.error("the sync engine met an error", metadata: ["error": "\(error)"])
                    try? await clock.sleep(for: SyncLimits.lockInterval)
                }
                try? await clock.sleep(for: SyncLimits.lookInterval)
            }
        }
    }

    /// Looks at what other processes did, and at how the bases stand.
    private func notice() throws {
        let hasMoved = try store.notice()
        let calls = settings.monthlyCalls == nil ? 0 : try airtable.budget.used()
        let stores = try bases.map { try store.base($0) }
        machine.withLock { machine in
            if hasMoved { machine.queueMoved() }
            for base in stores {
                machine.observed(
                    base.id, syncedAt: base.serving?.syncedAt,
                    isDegraded: base.degradation != nil, isPaused: base.pause != nil,
                    calls: calls)
            }
        }
    }

    private func perform(
        _ action: StateMachine.Action, in group: inout DiscardingTaskGroup
    ) throws {
        switch action {
        case .tryLock: try tryLock()
        case .enqueue(let base, let trigger):
            _ = try refresh(base, trigger: trigger)
        case .readQueue:
            let runs = try store.queuedRuns()
            machine.withLock { $0.queueRead(runs) }
        case .start(let run):
            group.addTask { await self.sync(run) }
        }
    }

    private func tryLock() throws {
        guard !store.isReadOnly, let taken = try store.acquireWriterLock() else {
            machine.withLock { $0.lockDenied(at: wallNow()) }
            return
        }
        lock.withLock { $0 = taken }
        try store.requeueInterruptedRuns()
        machine.withLock { $0.lockAcquired() }
        logger.info("this instance syncs")
    }

    private func writeProgress() throws {
        try airtable.budget.flush()
        for base in bases {
            if let run = machine.withLock({ $0.running(base) }), run.state == .running {
                try store.updateRun(run)
            }
        }
    }

    // MARK: One run

    private func sync(_ queued: SyncRun) async {
        var run = queued
        let base = run.baseID
        let tally = CallTally()
        var logger = logger
        logger[metadataKey: "base"] = "\(base)"
        logger[metadataKey: "job"] = "\(run.id)"
        run.state = .running
        run.startedAt = wallNow()
        let started = run
        do {
            try note(started)
            let full = FullSync(
                base: base, store: try store.base(base),
                airtable: airtable.with(priority: .sync, tally: tally), wallNow: wallNow
            ) { progress in
                var run = started
                run.progress = progress
                run.progress.calls = tally.count
                self.machine.withLock { $0.progressed(run) }
            }
            let generation = try await full.run()
            run = machine.withLock { $0.running(base) } ?? run
            run.state = .succeeded
            run.generation = generation.number
            run.finishedAt = wallNow()
            run.progress.calls = tally.count
            finish(run, logger) { $0.succeeded(run) }
            announce(run, logger)
        } catch {
            run = machine.withLock { $0.running(base) } ?? run
            run.progress.calls = tally.count
            fail(run, error, logger)
        }
    }

    private func note(_ run: SyncRun) throws {
        machine.withLock { $0.progressed(run) }
        try store.updateRun(run)
    }

    private func fail(_ failed: SyncRun, _ error: any Error, _ logger: Logger) {
        var run = failed
        if Task.isCancelled || error is CancellationError {
            // The instance stops: whoever syncs next does it.
            run.state = .queued
            run.startedAt = nil
            finish(run, logger) { _ in }
            return
        }
        run.state = .failed
        run.finishedAt = wallNow()
        run.failure = SyncRun.Failure(error)
        let isPassing = (error as? AirtableClientError)?.isTemporary ?? false
        logger.error(
            "a sync failed; the copy stays as it was",
            metadata: [
                "error": "\(run.failure?.message ?? "")", "try": "\(run.failure?.hint ?? "")",
            ])
        Counter(label: "aircache_sync_failures_total").increment()
        let ended = run
        finish(ended, logger) { $0.failed(ended, isPassing: isPassing, at: self.wallNow()) }
    }

    private func finish(
        _ run: SyncRun, _ logger: Logger, _ event: (inout StateMachine) -> Void
    ) {
        do {
            try store.updateRun(run)
            try airtable.budget.flush()
        } catch {
            logger.error("a run could not be stored", metadata: ["error": "\(error)"])
        }
        machine.withLock { event(&$0) }
    }

    private func announce(_ run: SyncRun, _ logger: Logger) {
        let seconds = run.finishedAt?.timeIntervalSince(run.startedAt ?? run.requestedAt) ?? 0
        logger.info(
            "a sync finished",
            metadata: [
                "generation": "\(run.generation ?? 0)", "tables": "\(run.progress.tablesDone)",
                "records": "\(run.progress.records)", "calls": "\(run.progress.calls)",
                "seconds": "\(seconds)", "trigger": "\(run.trigger.rawValue)",
            ])
        Counter(label: "aircache_syncs_total").increment()
        Metrics.Timer(label: "aircache_sync_seconds").recordSeconds(seconds)
    }
}

extension SyncRun.Failure {
    /// What a user is told of an error: the sentence and the hint of whichever module made it.
    init(_ error: any Error) {
        switch error {
        case let error as AirtableClientError:
            self.init(message: error.message, hint: error.hint)
        case let error as StorageError: self.init(message: error.message, hint: error.hint)
        case let error as SyncError: self.init(message: error.message, hint: error.hint)
        default: self.init(message: "\(error)")
        }
    }
}
