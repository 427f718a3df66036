import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Keeps a connection within the limits: sizes of what comes in, and time for it to come and go.
///
/// It stands behind the parser. What it refuses it replaces by a `RefusedRequest`, which is
/// answered in its turn; then the connection closes.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: HTTPLimits
    private let feeder: ParserFeeder
    private var state: StateMachine
    private var bodyDeadline: Scheduled<Void>?
    private var stallDeadline: Scheduled<Void>?

    /// - Parameter feeder: stands before the parser; knows which part of a request is read.
    init(_ limits: HTTPLimits, feeder: ParserFeeder) {
        self.limits = limits
        self.feeder = feeder
        self.state = StateMachine(limits)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        cancelDeadlines()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelDeadlines()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        feeder.position.parsed(part)
        switch state.received(part) {
        case .forward: context.fireChannelRead(data)
        case .forwardAndAwaitBody:
            bodyDeadline?.cancel()
            bodyDeadline = close(context, after: limits.bodyTime)
            context.fireChannelRead(data)
        case .forwardAndEndBody:
            bodyDeadline?.cancel()
            bodyDeadline = nil
            context.fireChannelRead(data)
        case .drop: break
        case .refuse(let reason): refuse(context, reason, part)
        }
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
        guard case .end = unwrapOutboundIn(data), state.answered() else { return }
        context.flush()
        bodyDeadline?.cancel()
        bodyDeadline = close(context, after: limits.lingerTime)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallDeadline?.cancel()
        stallDeadline =
            context.channel.isWritable ? nil : close(context, after: limits.stallTime)
        context.fireChannelWritabilityChanged()
    }

    private func reason(of error: any Error) -> RefusedRequest {
        guard error as? HTTPParserError == .headerOverflow else { return .malformed }
        return feeder.position.isInRequestLine ? .targetTooLong : .headersTooLarge
    }

    /// - Parameter part: the head that is refused, where there is one.
    private func refuse(
        _ context: ChannelHandlerContext, _ reason: RefusedRequest, _ part: HTTPRequestPart? = nil
    ) {
        bodyDeadline?.cancel()
        bodyDeadline = nil
        var path: String?
        if case .head(let head)? = part { path = head.path }
        context.fireChannelRead(wrapInboundOut(.head(reason.head(path: path))))
        context.fireChannelRead(wrapInboundOut(.end(nil)))
    }

    private func close(
        _ context: ChannelHandlerContext, after time: Duration
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            context.close(promise: nil)
        }
    }

    private func cancelDeadlines() {
        bodyDeadline?.cancel()
        bodyDeadline = nil
        stallDeadline?.cancel()
        stallDeadline = nil
    }
}

@available(*, unavailable)
extension RequestGuard: Sendable {}
