package import AirtableAPI
package import AirtableClient
package import FoundationEssentials
package import Logging
import ServiceLifecycle
package import Storage
import Synchronization

/// Downloads the files behind attachments: each one once, ever.
///
/// In the process that syncs, files that the copy names are downloaded as they become known; in
/// every process, a file that is asked for and not there. No failure here touches a sync.
package final class AttachmentDownloads: Service {
    package let settings: AttachmentSettings
    let bases: [BaseID]
    let store: Store
    let fetcher: AttachmentFetcher
    let clock: any Clock<Duration>
    let wallNow: @Sendable () -> Date
    let logger: Logger
    /// Blocks on the disk in place of the threads that answer requests.
    let storageQueue: StorageQueue
    let slots = DownloadSlots(AttachmentLimits.downloadsAtOnce)
    let surveys: [BaseID: AttachmentSurvey]
    let urls: [BaseID: AttachmentURLs]
    private let isWriter: @Sendable () -> Bool
    private let flights = Mutex(Flights())
    private let wanted:
        (stream: AsyncStream<AttachmentKey>, add: AsyncStream<AttachmentKey>.Continuation)
    private let usage = Mutex<[String: Date]>([:])
    let pausedUntil = Mutex<Date>(.distantPast)

    /// Files on their way, and who waits for them.
    private struct Flights {
        var waiters: [AttachmentKey: [Int: CheckedContinuation<AttachmentEntry, any Error>]] = [:]
        var nextWaiter = 0
        var hasEnded = false
    }

    /// - Parameters:
    ///   - airtable: renews addresses.
    ///   - isWriter: whether this process syncs now.
    ///   - clock: for pauses; `wallNow` tells what is due.
    package init(
        store: Store, bases: [BaseID], airtable: Airtable, fetcher: AttachmentFetcher,
        settings: AttachmentSettings, isWriter: @escaping @Sendable () -> Bool,
        clock: any Clock<Duration>, wallNow: @escaping @Sendable () -> Date, logger: Logger,
        storageQueue: StorageQueue = StorageQueue(label: "aircache.attachments")
    ) {
        self.store = store
        self.bases = bases
        self.fetcher = fetcher
        self.settings = settings
        self.isWriter = isWriter
        self.clock = clock
        self.wallNow = wallNow
        self.logger = logger
        self.storageQueue = storageQueue
        surveys = Dictionary(bases.map { ($0, AttachmentSurvey($0, store: store)) }) { one, _ in one
        }
        let client = airtable.with(priority: .sync)
        urls = Dictionary(
            bases.map {
                ($0, AttachmentURLs($0, store: store, airtable: client, wallNow: wallNow))
            }
        ) { one, _ in one }
        let (stream, add) = AsyncStream.makeStream(of: AttachmentKey.self)
        wanted = (stream, add)
    }

    // MARK: Asking

    /// A file, downloaded now if it is not there. Many who ask for one at a time cause one download.
    ///
    /// - Returns: an entry with a blob; nil where no serving copy names such a file, although it may be
    ///   on disk for a while.
    /// - Throws: `AttachmentUnavailable` where it cannot be had now, `StorageError`.
    package func file(_ key: AttachmentKey) async throws -> AttachmentEntry? {
        var entry = try await storageQueue.run { [store] in try store.attachments.entry(key) }
        // One that is gone may have come back, by a rollback for instance.
        if entry == nil || entry?.goneSince != nil { entry = try await surveyed(key) ?? entry }
        guard let entry, entry.goneSince == nil else { return nil }
        if entry.blob != nil { return entry }
        guard settings.mode != .off else { return nil }
        if let wait = wait(for: entry) { throw AttachmentUnavailable(entry.failure, wait) }
        return try await arrival(of: key)
    }

    /// Notes that a blob was served.
    package func used(_ blob: Blob) {
        guard settings.maximumBytes != nil else { return }
        let now = wallNow()
        usage.withLock { $0[blob.hash] = now }
    }

    /// Looks whether the copy names a file that the index does not know yet, or not any more.
    private func surveyed(_ key: AttachmentKey) async throws -> AttachmentEntry? {
        guard !store.isReadOnly, surveys.values.contains(where: \.isDue) else { return nil }
        return try await storageQueue.run { [surveys, store, wallNow] in
            for survey in surveys.values { _ = try survey.run(at: wallNow()) }
            return try store.attachments.entry(key)
        }
    }

    /// How long a file is not worth another attempt; nil: it is.
    private func wait(for entry: AttachmentEntry) -> Duration? {
        let wait = entry.nextAttemptAt.timeIntervalSince(wallNow())
        return entry.failures > 0 && wait > 0 ? .seconds(wait) : nil
    }

    private func arrival(of key: AttachmentKey) async throws -> AttachmentEntry {
        let waiter = flights.withLock { flights in
            flights.nextWaiter += 1
            return flights.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let refusal = flights.withLock { flights -> (any Error)? in
                    if flights.hasEnded || Task.isCancelled { return CancellationError() }
                    let isNew = flights.waiters[key] == nil
                    if isNew, flights.waiters.count >= AttachmentLimits.requestedFiles {
                        return AttachmentUnavailable("too many files are on their way", .seconds(5))
                    }
                    flights.waiters[key, default: [:]][waiter] = continuation
                    if isNew { wanted.add.yield(key) }
                    return nil
                }
                if let refusal { continuation.resume(throwing: refusal) }
            }
        } onCancel: {
            flights.withLock { $0.waiters[key]?.removeValue(forKey: waiter) }?
                .resume(throwing: CancellationError())
        }
    }

    // MARK: Running

    /// Works until the task is cancelled or the service is asked to stop.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
        let waiting = flights.withLock { flights in
            flights.hasEnded = true
            defer { flights.waiters = [:] }
            return flights.waiters.values.flatMap(\.values)
        }
        for continuation in waiting { continuation.resume(throwing: CancellationError()) }
    }

    private func work() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.follow() }
            // Ends with the task's cancellation.
            for await key in wanted.stream {
                group.addTask { await self.fly(key) }
            }
        }
    }

    /// Fetches a file that somebody waits for.
    private func fly(_ key: AttachmentKey) async {
        let result: Result<AttachmentEntry, any Error>
        do {
            guard let entry = try store.attachments.entry(key) else { throw AttachmentGone() }
            result = .success(try await bring(entry, isUrgent: true))
        } catch {
            result = .failure(error)
        }
        land(key, result)
    }

    private func land(_ key: AttachmentKey, _ result: Result<AttachmentEntry, any Error>) {
        let waiting = flights.withLock { $0.waiters.removeValue(forKey: key) } ?? [:]
        for continuation in waiting.values { continuation.resume(with: result) }
    }

    /// Downloads what the copy names, while this process is the one that syncs.
    private func follow() async {
        var lastError: String?
        var nextRemoval = Date.distantPast
        var nextUsage = Date.distantPast
        var isFresh = true
        while !Task.isCancelled {
            var isBusy = false
            do {
                if isWriter(), !store.isReadOnly, settings.mode != .off {
                    if isFresh {
                        // What did not fit before may fit now: files went, or the bound is another.
                        try await storageQueue.run { [store] in try store.attachments.leaveNothing()
                        }
                        isFresh = false
                    }
                    for base in bases { isBusy = try await advance(base) || isBusy }
                    if wallNow() >= nextRemoval {
                        nextRemoval = wallNow() + AttachmentLimits.removalInterval
                        try await removeUnnamed()
                    }
                }
                if wallNow() >= nextUsage {
                    nextUsage = wallNow() + AttachmentLimits.usageInterval
                    try await writeUsage()
                }
                lastError = nil
            } catch {
                if Task.isCancelled { return }
                isBusy = false
                if lastError != "\(error)" {
                    logger.error(
                        "attachments could not be looked after", metadata: ["error": "\(error)"])
                }
                lastError = "\(error)"
            }
            if !isBusy { try? await clock.sleep(for: AttachmentLimits.lookInterval) }
        }
    }

    private func writeUsage() async throws {
        let times = usage.withLock { usage in
            defer { usage = [:] }
            return usage
        }
        guard !times.isEmpty, !store.isReadOnly else { return }
        try await storageQueue.run { [store] in try store.attachments.used(times) }
    }
}

/// Why a file cannot be had now.
package struct AttachmentUnavailable: Error, Sendable, CustomStringConvertible {
    /// A clause without addresses, names and contents.
    package let reason: String
    /// When it is worth asking again.
    package let retryAfter: Duration

    init(_ reason: String?, _ retryAfter: Duration) {
        self.reason = reason ?? "it could not be downloaded"
        self.retryAfter = retryAfter
    }

    package var description: String { reason }
}

extension Date {
    static func + (date: Date, duration: Duration) -> Date {
        date.addingTimeInterval(duration / .seconds(1))
    }
}
