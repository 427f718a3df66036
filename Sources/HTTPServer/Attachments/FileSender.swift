import NIOCore
import NIOHTTP1

/// Sends parts of files from the kernel's cache to the socket (`sendfile`), between an answer's head
/// and its end.
///
/// Hummingbird's answers are made of buffers. So whoever answers asks for the file by an event that
/// comes down the pipeline, waits until it is sent, and ends the answer.
final class FileSender: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let requestGuard: RequestGuard

    init(_ requestGuard: RequestGuard) { self.requestGuard = requestGuard }

    /// What is to be sent.
    struct Order: Sendable {
        let file: OpenFile
        let range: Range<Int>
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard let order = event as? Order else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        let pieces = FilePieces(file: order.file, context: context, copies: nil) {
            self.wrapOutboundOut(.body($0))
        }
        let sent = promise ?? context.eventLoop.makePromise(of: Void.self)
        requestGuard.isSendingFile = true
        sent.futureResult.assumeIsolated().whenComplete { _ in
            self.requestGuard.isSendingFile = false
        }
        pieces.send(order.range, promise: sent)
    }
}

@available(*, unavailable)
extension FileSender: Sendable {}
