import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Keeps a connection within the limits: sizes of what comes in, and time for it to come and go.
///
/// It stands behind the parser. What it refuses it replaces by a `RefusedRequest`, which is
/// answered in its turn; then the connection closes. A connection on which no request head arrives in
/// time closes too, unless it waits for an answer of ours.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For an event loop to read what lies in the socket.
    private static let readTime = TimeAmount.milliseconds(50)
    /// How often it is looked whether a client takes anything, in the time after which it is given up.
    private static let looksPerStall = 12

    private let limits: HTTPLimits
    private let feeder: ParserFeeder
    private var state: StateMachine
    private var bodyDeadline: Scheduled<Void>?
    /// Whether the end of a request is still to come.
    private var awaitsBody = false
    private var stallDeadline: Scheduled<Void>?
    private var idleDeadline: Scheduled<Void>?
    /// When something was read, or an answer ended.
    private(set) var lastActive = NIODeadline.now()
    /// Where `ConnectionRoom` finds the connection.
    var place = 0
    /// Whether it makes way for others.
    var isLeaving = false
    /// Whether a file is sent ahead of this handler.
    var isSendingFile = false
    private(set) var unsent: UnsentShare
    /// Who waits until the client has taken its answers.
    private var awaitedTaking: EventLoopPromise<Void>?

    /// Whether everything that came is answered, and a request would begin with the next byte.
    var isIdle: Bool { state.isIdle && feeder.position.isAtStart }

    /// Whether no answer is under way: the connection waits for the client.
    var isResting: Bool { !state.isAnswering && !isSendingFile && !isLeaving }

    /// A request was answered ahead of this handler.
    func noteActivity() { lastActive = .now() }

    /// - Parameter feeder: stands before the parser; knows which part of a request is read.
    init(_ limits: HTTPLimits, unsent: UnsentAnswers, feeder: ParserFeeder) {
        self.unsent = UnsentShare(unsent)
        self.limits = limits
        self.feeder = feeder
        self.state = StateMachine(limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { awaitRequest(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        lastActive = .now()
        awaitRequest(context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelDeadlines()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelDeadlines()
        unsent.count(0)
        awaitedTaking?.fail(ChannelError.ioOnClosedChannel)
        awaitedTaking = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        lastActive = .now()
        feeder.position.parsed(part)
        switch state.received(part) {
        case .forward: context.fireChannelRead(data)
        case .forwardAndAwaitBody:
            endBodyDeadline()
            awaitsBody = true
            context.fireChannelRead(data)
        case .forwardAndEndBody:
            endBodyDeadline()
            context.fireChannelRead(data)
        case .drop: break
        case .refuse(let reason): refuse(context, reason, part)
        }
    }

    /// Nearly all requests come whole: only what is left open by then gets a timer.
    func channelReadComplete(context: ChannelHandlerContext) {
        if awaitsBody, bodyDeadline == nil { bodyDeadline = close(context, after: limits.bodyTime) }
        context.fireChannelReadComplete()
    }

    private func endBodyDeadline() {
        bodyDeadline?.cancel()
        bodyDeadline = nil
        awaitsBody = false
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch state.failed(reason(of: error)) {
        case .forward: context.fireErrorCaught(error)
        case .drop: break
        case .refuse(let reason):
            refuse(context, reason)
            context.fireChannelReadComplete()
        }
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        context.write(data, promise: promise)
        guard case .end = unwrapOutboundIn(data) else { return }
        lastActive = .now()
        guard state.answered() else { return }
        context.flush()
        bodyDeadline?.cancel()
        bodyDeadline = close(context, after: limits.lingerTime)
    }

    /// A file's bytes are not in memory, or counted where they are.
    func countUnsent(_ channel: any Channel) {
        unsent.count(isSendingFile ? 0 : channel.waitingBytes)
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is AwaitedTaking, let promise else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        if context.channel.isWritable || !context.channel.isActive { return promise.succeed() }
        precondition(awaitedTaking == nil, "one answer is made at a time")
        awaitedTaking = promise
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        countUnsent(context.channel)
        if context.channel.isWritable {
            lastActive = .now()
            awaitedTaking?.succeed()
            awaitedTaking = nil
        } else if stallDeadline == nil {
            watch(context, since: .now(), left: 0)
        }
        context.fireChannelWritabilityChanged()
    }

    /// Looks once in a while whether the client takes anything of what waits for it, until nothing waits.
    ///
    /// - Parameters:
    ///   - since: when it was seen to do so.
    ///   - left: bytes that waited at the last look.
    private func watch(_ context: ChannelHandlerContext, since: NIODeadline, left: Int) {
        let pause = TimeAmount(limits.stallTime / Self.looksPerStall)
        stallDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            self.stallDeadline = nil
            let now = NIODeadline.now()
            let waiting = context.channel.waitingBytes
            if waiting != left || self.lastActive > since {
                self.lastActive = now
                if waiting > 0 { self.watch(context, since: now, left: waiting) }
            } else if since + TimeAmount(self.limits.stallTime) <= now {
                context.close(promise: nil)
            } else {
                self.watch(context, since: since, left: waiting)
            }
        }
    }

    private func reason(of error: any Error) -> RefusedRequest {
        guard error as? HTTPParserError == .headerOverflow else { return .malformed }
        return feeder.position.isInRequestLine ? .targetTooLong : .headersTooLarge
    }

    /// - Parameter part: the head that is refused, where there is one.
    private func refuse(
        _ context: ChannelHandlerContext, _ reason: RefusedRequest, _ part: HTTPRequestPart? = nil
    ) {
        endBodyDeadline()
        var path: String?
        if case .head(let head)? = part { path = head.path }
        context.fireChannelRead(wrapInboundOut(.head(reason.head(path: path))))
        context.fireChannelRead(wrapInboundOut(.end(nil)))
    }

    /// Looks once in a while whether the connection is idle for too long: one timer for many requests.
    private func awaitRequest(_ context: ChannelHandlerContext) {
        let limit = TimeAmount(limits.idleTime)
        guard idleDeadline == nil else { return }
        schedule(context, at: lastActive + limit)
    }

    /// - Parameter isLastLook: whether the time is up unless something was read since the last look.
    private func schedule(
        _ context: ChannelHandlerContext, at deadline: NIODeadline, isLastLook: Bool = false
    ) {
        idleDeadline = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            let limit = TimeAmount(self.limits.idleTime)
            let waiting = context.channel.waitingBytes
            if waiting > 0, self.stallDeadline == nil {
                self.watch(context, since: .now(), left: waiting)
            }
            if waiting > 0 || self.state.isAnswering || self.isSendingFile {
                // It has yet to take something, or it is we who are late.
                self.schedule(context, at: .now() + limit)
            } else if self.lastActive + limit <= .now() {
                self.idleDeadline = nil
                if isLastLook { return context.close(promise: nil) }
                // An event loop that was busy for long has yet to read what came meanwhile.
                self.schedule(context, at: .now() + Self.readTime, isLastLook: true)
            } else {
                self.schedule(context, at: self.lastActive + limit)
            }
        }
    }

    private func close(
        _ context: ChannelHandlerContext, after time: Duration
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            context.close(promise: nil)
        }
    }

    private func cancelDeadlines() {
        endBodyDeadline()
        stallDeadline?.cancel()
        stallDeadline = nil
        idleDeadline?.cancel()
        idleDeadline = nil
    }
}

@available(*, unavailable)
extension RequestGuard: Sendable {}
