import AirtableAPI
import FoundationEssentials
import Logging
import NIOPosix
import Storage
import Synchronization

/// The live end of a base's change log. It reads and encodes what is new once, and wakes all streams.
final class ChangeFeed: Sendable {
    enum Wake: Sendable {
        /// Something was added.
        case moved
        /// Nothing came for a while.
        case heartbeat
        /// The server stops, or the reader is gone.
        case ended
    }

    private struct State {
        var ring: FeedRing
        /// How often something was added or the base moved.
        var version = 0
        var hasEnded = false
        var nextReader = 0
        /// Readers that have joined; those that wait with what wakes them.
        var readers: [Int: CheckedContinuation<Wake, Never>?] = [:]
    }

    let base: BaseID
    private let store: Store
    private let limits: HTTPLimits
    private let wallNow: @Sendable () -> Date
    private let logger: Logger
    private let state: Mutex<State>

    init(
        _ base: BaseID, store: Store, limits: HTTPLimits, wallNow: @escaping @Sendable () -> Date,
        logger: Logger
    ) {
        self.base = base
        self.store = store
        self.limits = limits
        self.wallNow = wallNow
        self.logger = logger
        state = Mutex(State(ring: FeedRing(capacity: limits.feedBytes, count: limits.feedChunks)))
    }

    // MARK: Readers

    /// A new reader's number, for `wait` and `leave`.
    func join() -> Int {
        state.withLock { state in
            state.nextReader += 1
            state.readers[state.nextReader] = .some(nil)
            return state.nextReader
        }
    }

    /// The reader takes part no more; if it waits, it is woken.
    func leave(_ reader: Int) {
        state.withLock { $0.readers.removeValue(forKey: reader) }??.resume(returning: .ended)
    }

    /// What comes after a position, and the version that this is true of.
    func place(of position: ChangeCursor) -> (FeedRing.Place, version: Int) {
        state.withLock { ($0.ring.place(of: position), $0.version) }
    }

    /// Waits until the version is another one, for a heartbeat, or for the end.
    func wait(_ reader: Int, since version: Int) async -> Wake {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wake = state.withLock { state -> Wake? in
                    guard !state.hasEnded, !Task.isCancelled, state.readers[reader] != nil else {
                        return .ended
                    }
                    if state.version != version { return .moved }
                    state.readers[reader] = continuation
                    return nil
                }
                if let wake { continuation.resume(returning: wake) }
            }
        } onCancel: {
            leave(reader)
        }
    }

    /// Whether a stream should go on.
    func isOpen(_ reader: Int) -> Bool {
        state.withLock { !$0.hasEnded && $0.readers[reader] != nil }
    }

    /// Where the log ends; nil before the first sync.
    func newestCursor() throws -> ChangeCursor? {
        try store.base(base).newestCursor()
    }

    /// A page of the log on disk, for a reader that is behind. It blocks.
    ///
    /// - Returns: nil when nothing serves.
    func read(after position: ChangeCursor) throws -> (chunk: FeedChunk, hasMore: Bool)? {
        let store = try store.base(base)
        let page = try store.changes(after: position, limit: limits.feedPage)
        return page.map { page in
            (
                FeedChunk(
                    page, after: position, contents: store.serving?.contents, at: wallNow()),
                page.hasMore
            )
        }
    }

    // MARK: Running

    /// Follows the log until the task is cancelled.
    func run() async {
        var lastError: String?
        while !Task.isCancelled {
            do {
                let commits = try store.base(base).commits
                let seen = commits.count
                try await follow()
                lastError = nil
                _ = await commits.wait(after: seen)
            } catch {
                if lastError != "\(error)" {
                    logger.warning(
                        "the change log could not be read; it is tried again",
                        metadata: ["base": "\(base)", "error": "\(error)"])
                }
                lastError = "\(error)"
                try? await Task.sleep(for: limits.feedRetryTime)
            }
        }
    }

    /// Wakes every reader that waits, so that it says that it is there.
    func beat() {
        wake(.heartbeat) { _ in }
    }

    /// Ends all streams, those that come later included.
    func end() {
        wake(.ended) { $0.hasEnded = true }
    }

    /// Adds what the log has after the ring's end, and pauses: many commits wake streams once.
    private func follow() async throws {
        var hasMore = true
        var woken = 0
        while hasMore, !Task.isCancelled {
            let end = state.withLock { $0.ring.end }
            let read = try await NIOThreadPool.singleton.runIfActive { () -> Reading in
                guard let end else { return Reading(start: try self.newestCursor()) }
                return Reading(chunk: try self.read(after: end))
            }
            hasMore = read.hasMore
            let waiting = takeWaiting { state in
                if let start = read.start { state.ring.begin(at: start) }
                if let chunk = read.chunk { state.ring.append(chunk) }
                state.version += 1
            }
            woken += waiting.count
            await resume(waiting)
        }
        let pause = max(limits.feedPause, limits.feedPausePerStream * woken)
        try? await Task.sleep(for: min(pause, limits.longestFeedPause))
    }

    /// What one look at the log gave.
    private struct Reading: Sendable {
        var start: ChangeCursor?
        var chunk: FeedChunk?
        var hasMore = false

        init(start: ChangeCursor?) {
            self.start = start
        }

        init(chunk found: (chunk: FeedChunk, hasMore: Bool)?) {
            guard let found, found.chunk.byteCount > 0 else { return }
            chunk = found.chunk
            hasMore = found.hasMore
        }
    }

    private func wake(_ wake: Wake, _ change: (inout State) -> Void) {
        for continuation in takeWaiting(change) { continuation.resume(returning: wake) }
    }

    /// Wakes streams some at a time: a thousand at once would hold up everybody else's answers.
    private func resume(_ waiting: [CheckedContinuation<Wake, Never>]) async {
        for (index, continuation) in waiting.enumerated() {
            if index > 0, index % limits.feedSlice == 0 {
                // Cancelled, it ends at once: all are woken in any case.
                try? await Task.sleep(for: limits.feedSlicePause)
            }
            continuation.resume(returning: .moved)
        }
    }

    private func takeWaiting(
        _ change: (inout State) -> Void
    ) -> [CheckedContinuation<Wake, Never>] {
        state.withLock { state in
            change(&state)
            var waiting: [CheckedContinuation<Wake, Never>] = []
            for case (let reader, let continuation?) in state.readers {
                waiting.append(continuation)
                state.readers[reader] = .some(nil)
            }
            return waiting
        }
    }
}
