import FoundationEssentials
import Logging
import NIOCore
import Storage

/// What the fast lanes of a server's connections share.
final class LaneService: Sendable {
    let isOn: Bool
    let cache: ResponseCache
    let tokens: BearerTokens
    let limits: HTTPLimits
    let logger: Logger
    let logsRequests: Bool
    private let store: Store
    private let wallNow: @Sendable () -> Date
    private let room: CopyRoom
    private let loops = PerEventLoop<Member>()
    private let executors = PerEventLoop<EventLoopExecutor>()
    private let flushes = PerEventLoop<NIOLoopBound<FlushGatherer.Waiting>>()

    private struct Member: Sendable {
        let loop: NIOLoopBound<LaneLoop>
        let tally: LaneTally
    }

    init(
        _ settings: HTTPServerSettings, store: Store, logger: Logger,
        wallNow: @escaping @Sendable () -> Date
    ) {
        isOn = settings.hasFastLane
        cache = ResponseCache(bytes: settings.hasFastLane ? settings.cacheBytes : 0)
        tokens = BearerTokens(settings.bearerTokens)
        limits = settings.limits
        room = CopyRoom(settings.limits.copiedBytes)
        self.store = store
        self.logger = logger
        logsRequests = logger.logLevel <= .debug
        self.wallNow = wallNow
    }

    /// Answers that were sent since the start: from memory, and from SQLite.
    var answers: (again: Int, fresh: Int) {
        loops.all.map(\.tally.counts).reduce((0, 0)) { ($0.0 + $1.again, $0.1 + $1.fresh) }
    }

    /// What the lane keeps on an event loop. Called there.
    func loop(_ eventLoop: any EventLoop) -> LaneLoop {
        loops.value(eventLoop) {
            let loop = LaneLoop(store, LaneFiles(limits, room, eventLoop), wallNow)
            return Member(loop: NIOLoopBound(loop, eventLoop: eventLoop), tally: loop.tally)
        }.loop.value
    }

    func executor(_ eventLoop: any EventLoop) -> EventLoopExecutor {
        executors.value(eventLoop) { EventLoopExecutor(eventLoop) }
    }

    func flushes(_ eventLoop: any EventLoop) -> FlushGatherer.Waiting {
        flushes.value(eventLoop) {
            NIOLoopBound(FlushGatherer.Waiting(eventLoop), eventLoop: eventLoop)
        }.value
    }
}
