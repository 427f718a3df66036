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

    /// What is to be sent.
    struct Order: Sendable {
        let file: OpenFile
        let range: Range<Int>
    }

    /// Bytes that are handed to the socket at a time. When one such piece is gone the client is alive:
    /// it is the connection's stall time that ends a client that takes nothing.
    private static let pieceBytes = 256 << 10

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard let order = event as? Order else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        send(order.file, order.range, context, promise)
    }

    private func send(
        _ file: OpenFile, _ rest: Range<Int>, _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) {
        let end = min(rest.upperBound, rest.lowerBound + Self.pieceBytes)
        let region = FileRegion(
            fileHandle: file.handle, readerIndex: rest.lowerBound, endIndex: end)
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(.body(.fileRegion(region))), promise: sent)
        let loopContext = NIOLoopBound(context, eventLoop: context.eventLoop)
        let loopSelf = NIOLoopBound(self, eventLoop: context.eventLoop)
        sent.futureResult.whenComplete { result in
            switch result {
            case .failure(let error): promise?.fail(error)
            case .success where end < rest.upperBound:
                loopSelf.value.send(file, end..<rest.upperBound, loopContext.value, promise)
            case .success: promise?.succeed()
            }
        }
    }
}

@available(*, unavailable)
extension FileSender: Sendable {}
