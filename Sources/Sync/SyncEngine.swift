package import AirtableAPI
package import AirtableClient
package import FoundationEssentials
package import Logging
import ServiceLifecycle
package import Storage
import Synchronization

/// Keeps bases current: takes the writer lock, runs what is due or asked for, tells how it stands.
///
/// Of several instances on one data folder one syncs; the others only notice its switches. Requests
/// stand in a queue on disk, so that any of them may take one.
package final class SyncEngine: Service {
    package let bases: [BaseID]
    let store: Store
    let airtable: Airtable
    let settings: SyncSettings
    let clock: any Clock<Duration>
    let wallNow: @Sendable () -> Date
    let logger: Logger
    let machine: Mutex<StateMachine>
    private let lock = Mutex<WriterLock?>(nil)
    /// Guards the order of writings: a run's progress is never written after its end. Holds ended
    /// runs whose end could not be written yet, as on a full disk.
    let unwritten = Mutex<[SyncRun]>([])

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
    /// - Throws: `SyncError` for a base that is not one of `bases`, `StorageError` when the request
    ///   cannot be stored.
    package func refresh(
        _ base: BaseID, trigger: SyncRun.Trigger
    ) throws -> (run: SyncRun, joined: Bool) {
        guard bases.contains(base) else {
            throw SyncError(
                .unknownBase, "Base '\(base)' is not kept here.",
                hint: "Name it in AIRTABLE_BASE_ID.")
        }
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
        do {
            try airtable.budget.flush()
        } catch {
            logger.error("calls could not be stored", metadata: ["error": "\(error)"])
        }
    }

    private func work() async {
        await withDiscardingTaskGroup { group in
            var nextWrite = wallNow()
            var lastError: String?
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
                    machine.withLock { $0.queueMoved() }
                    if lastError != "\(error)" {
                        logger.error(
                            "the sync engine met an error", metadata: ["error": "\(error)"])
                    }
                    lastError = "\(error)"
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
            try writeEnds()
            let runs = try store.queuedRuns()
            machine.withLock { $0.queueRead(runs) }
        case .start(let run):
            group.addTask { await self.perform(run) }
        }
    }

    private func tryLock() throws {
        guard !store.isReadOnly, let taken = try store.acquireWriterLock() else {
            machine.withLock { $0.lockDenied(at: wallNow()) }
            return
        }
        do {
            try store.requeueInterruptedRuns()
            for base in bases {
                let runs = try store.runs(base: base, limit: SyncLimits.runsRemembered)
                guard let run = runs.first(where: { $0.state == .succeeded }) else { continue }
                machine.withLock { $0.remembered(run) }
            }
        } catch {
            taken.release()
            machine.withLock { $0.lockDenied(at: wallNow()) }
            throw error
        }
        lock.withLock { $0 = taken }
        machine.withLock { $0.lockAcquired() }
        logger.info("this instance syncs")
    }

    private func writeProgress() throws {
        try airtable.budget.flush()
        for base in bases {
            try unwritten.withLock { _ in
                if let run = machine.withLock({ $0.running(base) }), run.state == .running {
                    try store.updateRun(run)
                }
            }
        }
    }

    private func writeEnds() throws {
        try unwritten.withLock { runs in
            while let run = runs.first {
                try store.updateRun(run)
                runs.removeFirst()
            }
        }
    }
}
