import NIOCore

/// Sends what several connections of an event loop were answered in one go, once all that had come was
/// looked at.
///
/// A client on another core that waits is woken by the first of its answers, and finds the others when
/// it looks. Waking a core that sleeps costs more than all else that sending a small answer takes.
final class FlushGatherer: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// The connections of one event loop that have something to send.
    final class Waiting {
        fileprivate var all: [FlushGatherer] = []
        /// Memory for `all`, from one time to the next.
        private var spare: [FlushGatherer] = []
        private let eventLoop: any EventLoop
        private var flushLater: @Sendable () -> Void = {}

        init(_ eventLoop: any EventLoop) {
            self.eventLoop = eventLoop
            let bound = NIOLoopBound(WeakWaiting(waiting: self), eventLoop: eventLoop)
            flushLater = { bound.value.waiting?.flush() }
        }

        fileprivate func add(_ gatherer: FlushGatherer) {
            all.append(gatherer)
            switch all.count {
            // After what else came in this turn of the event loop.
            case 1: eventLoop.execute(flushLater)
            case FlushGatherer.most...: flush()
            default: break
            }
        }

        private func flush() {
            // A client that takes something may be answered more meanwhile, which waits anew.
            var sending: [FlushGatherer] = []
            swap(&sending, &spare)
            swap(&sending, &all)
            for gatherer in sending { gatherer.flushNow() }
            sending.removeAll(keepingCapacity: true)
            spare = sending
        }
    }

    private struct WeakWaiting {
        weak var waiting: Waiting?
    }

    /// Connections that wait for each other at most: few enough that the first does not wait for long.
    static let most = 16

    private let waiting: Waiting
    private var context: ChannelHandlerContext?
    private var isWaiting = false

    init(_ waiting: Waiting) { self.waiting = waiting }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func flush(context: ChannelHandlerContext) {
        guard !isWaiting else { return }
        // Whoever asks wants to know whether the client takes anything.
        guard context.channel.isWritable else { return context.flush() }
        isWaiting = true
        waiting.add(self)
    }

    /// Sends what is written now.
    func flushAtOnce() {
        isWaiting = false
        context?.flush()
    }

    /// What was written before still goes out.
    func close(
        context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
    ) {
        flushNow()
        context.close(mode: mode, promise: promise)
    }

    private func flushNow() {
        if isWaiting { flushAtOnce() }
    }
}

@available(*, unavailable)
extension FlushGatherer: Sendable {}
