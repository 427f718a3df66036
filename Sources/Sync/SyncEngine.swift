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
    /// Blocks on the disk in place of the threads that answer requests.
    let storageQueue: StorageQueue
    /// The same for writes of clients: they do not wait for a full sync's pages.
    let writeQueue: StorageQueue
    /// For what is written down now and then: nobody who fetches changes waits for it.
    private let progressQueue: StorageQueue
    private let isWriting = Mutex(false)
    private let lookInterval: Duration
    /// One fetching of changes at a time for each base; the end of a full sync is one as well.
    let gates: [BaseID: TaskGate]
    /// What is known of how new the copies' records are.
    let recordSightings: [BaseID: RecordSightings]
    /// The lists of views' records.
    package let views: ViewLists
    private let lock = Mutex<WriterLock?>(nil)
    /// Makes the engine look at once.
    private let looks: (stream: AsyncStream<Void>, wake: AsyncStream<Void>.Continuation)
    private let seenWakes = Mutex<[BaseID: Int]>([:])
    /// Guards the order of writings: a run's progress is never written after its end. Holds ended
    /// runs whose end could not be written yet, as on a full disk.
    let unwritten = Mutex<[SyncRun]>([])

    /// - Parameters:
    ///   - airtable: its budget must write to a ledger of the same store.
    ///   - clock: for pauses between looks; `wallNow` tells what is due.
    ///   - lookInterval: tests over hours of virtual time look more rarely.
    package init(
        store: Store, bases: [BaseID], airtable: Airtable,
        settings: SyncSettings, clock: any Clock<Duration>,
        wallNow: @escaping @Sendable () -> Date, logger: Logger,
        storageQueue: StorageQueue = StorageQueue(label: "aircache.storage"),
        lookInterval: Duration = SyncLimits.lookInterval
    ) {
        self.storageQueue = storageQueue
        progressQueue = storageQueue.sibling("aircache.progress")
        writeQueue = storageQueue.sibling("aircache.writes")
        self.lookInterval = lookInterval
        self.store = store
        self.bases = bases
        self.airtable = airtable
        self.settings = settings
        self.clock = clock
        self.wallNow = wallNow
        self.logger = logger
        machine = Mutex(StateMachine(bases: bases, settings: settings))
        gates = Dictionary(
            bases.map { ($0, TaskGate()) }, uniquingKeysWith: { first, _ in first })
        recordSightings = Dictionary(
            bases.map { ($0, RecordSightings()) }, uniquingKeysWith: { first, _ in first })
        views = ViewLists(
            store: store, bases: bases, airtable: airtable, settings: settings, wallNow: wallNow,
            logger: logger)
        let (stream, wake) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        looks = (stream, wake)
    }

    // MARK: Asking

    /// Asks for a full sync of a base, or joins the one that is queued or running.
    ///
    /// It works in every instance on the folder, whichever syncs.
    ///
    /// - Parameter base: one of `bases`.
    /// - Throws: `StorageError` when the request cannot be stored.
    package func refresh(
        _ base: BaseID, trigger: SyncRun.Trigger
    ) throws -> (run: SyncRun, joined: Bool) {
        let answer = try store.enqueueRun(base: base, trigger: trigger, at: wallNow())
        machine.withLock { $0.queueMoved() }
        return answer
    }

    /// Something changed in Airtable: the changes are fetched as soon as the settings allow.
    ///
    /// It only wakes whoever syncs, in whichever process, and returns at once.
    ///
    /// - Throws: `StorageError` when the instance that syncs cannot be told.
    package func wake(_ base: BaseID) throws {
        let isWriter = machine.withLock { machine in
            if machine.isWriter { machine.woken(base, at: wallNow()) }
            return machine.isWriter
        }
        if isWriter { looks.wake.yield() } else { try store.wake(base) }
    }

    /// A run by its id, with the newest progress that is known here.
    package func run(_ id: String) throws -> SyncRun? {
        guard let stored = try store.run(id) else { return nil }
        let running = machine.withLock { $0.running(stored.baseID) }
        return stored.state == .running && running?.id == id ? running : stored
    }

    /// How it stands with a base.
    ///
    /// - Throws: `StorageError` when the store cannot be read.
    package func status(_ base: BaseID) throws -> SyncStatus {
        try observe(base)
        let runs = try store.runs(base: base, limit: 10)
        let now = wallNow()
        let calls = try airtable.budget.used()
        let month = CalendarMonth(of: now)
        let elapsed = max(now.timeIntervalSince(month.start), 1)
        let pace = Double(calls) / elapsed
        let current = runs.last { $0.state == .queued || $0.state == .running }
        let live = try liveStatus(base, at: now)
        return machine.withLock { machine in
            SyncStatus(
                mode: settings.mode, isWriter: machine.isWriter,
                nextDueAt: machine.nextDue(base, now: now).map { max($0, now) },
                current: machine.running(base) ?? current,
                last: runs.first { $0.state == .succeeded || $0.state == .failed },
                callsThisMonth: calls, budget: settings.monthlyCalls,
                forecast: Int(pace * month.end.timeIntervalSince(month.start)),
                live: live)
        }
    }

    /// Whether this process is the one that syncs.
    package var isWriter: Bool { machine.withLock { $0.isWriter } }

    // MARK: Running

    /// Works until the task is cancelled or the service is asked to stop. A sync that runs then is
    /// abandoned and queued again.
    package func run() async throws {
        defer {
            machine.withLock { $0.lockReleased() }
            lock.withLock { $0?.release() }
        }
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
            group.addTask { await self.tick() }
            group.addTask { await self.checkLargeCopies() }
            var nextWrite = wallNow()
            var lastError: String?
            // Ends with the task's cancellation.
            for await _ in looks.stream {
                do {
                    try notice()
                    try look(in: &group)
                    if wallNow() >= nextWrite {
                        nextWrite = wallNow().addingTimeInterval(
                            SyncLimits.writeInterval.inSeconds)
                        group.addTask { await self.writeProgressSoon() }
                    }
                    lastError = nil
                } catch {
                    // The next look tries again; a disk that fails now may be mended by then.
                    machine.withLock { $0.queueMoved() }
                    report(error, unless: lastError)
                    lastError = "\(error)"
                    try? await clock.sleep(for: SyncLimits.lockInterval)
                }
            }
        }
    }

    /// Looks for damage in copies that were too large to be checked before they served.
    private func checkLargeCopies() async {
        for base in bases {
            do {
                try await storageQueue.run { [store] in try store.base(base).checkLargeServing() }
            } catch {
                logger.error(
                    "a copy could not be checked",
                    metadata: ["base": "\(base)", "error": "\(error)"])
            }
        }
    }

    /// Makes the engine look every so often.
    private func tick() async {
        while !Task.isCancelled {
            looks.wake.yield()
            try? await clock.sleep(for: lookInterval)
        }
    }

    /// What a task that is done may have made due.
    func lookSoon() { looks.wake.yield() }

    /// Does all that is to be done now; what fails does not keep the rest from being done.
    private func look(in group: inout DiscardingTaskGroup) throws {
        var failure: (any Error)?
        for action in machine.withLock({ $0.look(at: wallNow()) }) {
            do {
                try perform(action, in: &group)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func report(_ error: any Error, unless last: String?) {
        guard "\(error)" != last else { return }
        logger.error("the sync engine met an error", metadata: ["error": "\(error)"])
    }

    /// Looks at what other processes did, and at how the bases stand.
    private func notice() throws {
        let hasMoved = try store.notice()
        if hasMoved {
            machine.withLock { machine in
                machine.queueMoved()
                // Other processes hand their writes over.
                for base in bases { machine.unsettled(base, dueAt: wallNow()) }
            }
            if settings.mode.isLive { try noticeWakes() }
        }
        for base in bases { try observe(base) }
    }

    /// Adopts what instances that do not sync were notified of.
    private func noticeWakes() throws {
        for base in bases {
            let count = try store.wakes(base)
            let isNew = seenWakes.withLock { seen in
                defer { seen[base] = count }
                return seen[base] != nil && seen[base] != count
            }
            if isNew { machine.withLock { $0.woken(base, at: wallNow()) } }
        }
    }

    private func observe(_ base: BaseID) throws {
        let calls = settings.monthlyCalls == nil ? 0 : try airtable.budget.used()
        let store = try store.base(base)
        machine.withLock { machine in
            machine.observed(
                base, builtAt: store.serving?.builtAt, isDegraded: store.degradation != nil,
                isPaused: store.pause != nil, calls: calls)
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
        case .pull(let base):
            let isLive = settings.mode.isLive
            group.addTask { await isLive ? self.pull(base) : self.pollDelta(base) }
        case .reconcile(let base):
            group.addTask { await self.reconcile(base) }
        case .settle(let base):
            group.addTask { await self.settle(base) }
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
        for sightings in recordSightings.values { sightings.begin() }
        machine.withLock { machine in
            machine.lockAcquired()
            // A dead process may have left writes behind.
            for base in bases { machine.unsettled(base, dueAt: wallNow()) }
        }
        logger.info("this instance syncs")
    }

    /// Writes progress where it holds up no look; one writing at a time.
    private func writeProgressSoon() async {
        let isFirst = isWriting.withLock { isWriting in
            defer { isWriting = true }
            return !isWriting
        }
        guard isFirst else { return }
        defer { isWriting.withLock { $0 = false } }
        do {
            try await progressQueue.run { try self.writeProgress() }
        } catch {
            logger.error("progress could not be stored", metadata: ["error": "\(error)"])
        }
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
