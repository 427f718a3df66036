package import AirtableAPI
package import FoundationEssentials
package import Logging
import Synchronization

/// Everything on disk: bases with their generations, sync runs and calls used.
///
/// Several processes may open one folder. One of them at a time holds the writer lock and fills
/// generations; all of them read.
package final class Store: Sendable {
    package let folder: DataFolder
    let options: StoreOptions
    let metadata: Metadata
    private let logger: Logger
    private let bases = Mutex<[BaseID: BaseStore]>([:])
    /// The writer lock that this store gave out, while somebody holds it.
    private let writerLock = Mutex(WeakWriterLock())
    private let seenVersion = Mutex<Int>(0)

    /// Opens a folder, and makes it where it is missing.
    ///
    /// A folder that cannot be written but holds a copy is opened for reading only.
    ///
    /// - Throws: `StorageError.folderUnusable` and others, with a hint.
    package init(
        folder: DataFolder, options: StoreOptions = StoreOptions(), logger: Logger
    ) throws {
        self.folder = folder
        self.options = options
        self.logger = logger
        if !FileManager.default.fileExists(atPath: folder.path) { try folder.make(folder.path) }
        let isReadOnly =
            !folder.isWritable && FileManager.default.fileExists(atPath: folder.metadataPath)
        if isReadOnly {
            logger.warning(
                "the data folder cannot be written: no sync here",
                metadata: ["path": "\(folder.path)"])
        } else if !folder.isWritable {
            throw StorageError(
                .folderUnusable, "The data folder '\(folder.path)' cannot be written.",
                hint: "Give this user the right to write it, or set AIRCACHE_DATA_DIR.")
        }
        metadata = try Metadata(path: folder.metadataPath, isReadOnly: isReadOnly)
        let version = try metadata.dataVersion()
        seenVersion.withLock { $0 = version }
    }

    /// Whether the folder can only be read.
    package var isReadOnly: Bool { metadata.isReadOnly }

    /// A base of the folder; the same object each time.
    ///
    /// A generation that is damaged is replaced by the other one here: see `BaseStore.degradation`.
    package func base(_ id: BaseID) throws -> BaseStore {
        try bases.withLock { bases in
            if let known = bases[id] { return known }
            let made = try BaseStore(
                id: id, folder: folder, options: options, metadata: metadata, logger: logger)
            if let lock = writerLock.withLock({ $0.lock }) { made.letIndexesBeMade(by: lock) }
            bases[id] = made
            return made
        }
    }

    /// Takes the right to sync, without waiting, and removes what a crash left behind.
    ///
    /// - Returns: nil when another process, or another store in this one, has it.
    package func acquireWriterLock() throws -> WriterLock? {
        guard let lock = try WriterLock(path: folder.writerLockPath) else { return nil }
        let open = bases.withLock { bases in
            writerLock.withLock { $0 = WeakWriterLock(lock: lock) }
            return Array(bases.values)
        }
        for base in open {
            try base.sweepLeftovers()
            base.letIndexesBeMade(by: lock)
        }
        return lock
    }

    /// Adopts what other processes have committed since the last call: switches, rollbacks, runs.
    ///
    /// It costs some microseconds when nothing happened.
    ///
    /// - Returns: whether anything was committed.
    package func notice() throws -> Bool {
        let version = try metadata.dataVersion()
        let hasMoved = seenVersion.withLock { seen in
            defer { seen = version }
            return seen != version
        }
        for base in bases.withLock({ Array($0.values) }) {
            if hasMoved { try base.notice() }
            _ = try base.noticeCommits()
        }
        return hasMoved
    }
}

// MARK: Sync runs

extension Store {
    /// Asks for a sync of a base, or joins the one that is queued or running.
    ///
    /// A request ends the pause after a rollback; the schedule's and the start's own runs do not.
    package func enqueueRun(
        base: BaseID, trigger: SyncRun.Trigger, at now: Date
    ) throws -> (run: SyncRun, joined: Bool) {
        if trigger == .request || trigger == .command {
            let store = try self.base(base)
            if store.pause != nil { try store.resume() }
        }
        let id = "job" + String(UInt64.random(in: .min ... .max), radix: 36)
        return try metadata.enqueue(
            SyncRun(id: id, base: base, trigger: trigger, requestedAt: now))
    }

    package func queuedRuns() throws -> [SyncRun] {
        try metadata.runs(state: .queued)
    }

    package func run(_ id: String) throws -> SyncRun? {
        try metadata.run(id)
    }

    /// The runs of a base, newest first.
    package func runs(base: BaseID, limit: Int) throws -> [SyncRun] {
        try metadata.runs(base: base, limit: limit)
    }

    package func updateRun(_ run: SyncRun) throws {
        try metadata.update(run)
    }

    /// Queues again what a dead process was running. For whoever just took the writer lock.
    package func requeueInterruptedRuns() throws {
        for var run in try metadata.runs(state: .running) {
            run.state = .queued
            run.startedAt = nil
            run.progress = SyncRun.Progress()
            try metadata.update(run)
        }
    }
}

// MARK: Calls used

extension Store {
    /// Adds calls to Airtable to a month's count.
    ///
    /// - Parameters:
    ///   - base: nil for calls that belong to no base.
    ///   - month: such as `2026-11`, in UTC.
    package func addCalls(_ count: Int, base: BaseID?, month: String) throws {
        try metadata.addCalls(count, base: base?.rawValue ?? "", month: month)
    }

    /// The calls of a month by base id; those that belong to no base stand under the empty text.
    package func calls(month: String) throws -> [String: Int] {
        try metadata.calls(month: month)
    }
}
