import NIOCore
import NIOHTTP1

/// Says of each request whether the connection goes on after it, in the one way that the rest of
/// the server looks for: `Connection: close`.
///
/// HTTP/1.0 ends after each answer unless the client asked for keep-alive, and knows no chunks: an
/// answer without a length ends with the connection (RFC 9112, sections 6.3 and 9.3).
final class KeepAlive: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private struct Owed {
        var isOldVersion: Bool
        var isKept: Bool
    }

    /// The requests that are not answered yet, oldest first.
    private var owed = CircularBuffer<Owed>()
    private var closesAtEnd = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else {
            context.fireChannelRead(data)
            return
        }
        let isOldVersion = head.version.major < 1 || head.version == .http1_0
        let isKept = head.isKeepAlive
        owed.append(Owed(isOldVersion: isOldVersion, isKept: isKept))
        guard !isKept else {
            context.fireChannelRead(data)
            return
        }
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            // A request that was refused unread is answered too, and owes nothing here.
            guard let owed = owed.popFirst(), owed.isOldVersion else { break }
            head.version = .http1_0
            let hasLength = head.headers.contains(name: "Content-Length") || head.status.hasNoBody
            closesAtEnd = !(owed.isKept && hasLength)
            head.headers.replaceOrAdd(
                name: "Connection", value: closesAtEnd ? "close" : "keep-alive")
            context.write(wrapOutboundOut(.head(head)), promise: promise)
            return
        case .end where closesAtEnd:
            context.writeAndFlush(data, promise: promise)
            // Half closed: what the client still sends does not reset the answer on its way.
            context.close(mode: .output, promise: nil)
            return
        case .body, .end: break
        }
        context.write(data, promise: promise)
    }
}

extension HTTPResponseStatus {
    fileprivate var hasNoBody: Bool { self == .noContent || self == .notModified }
}

@available(*, unavailable)
extension KeepAlive: Sendable {}
