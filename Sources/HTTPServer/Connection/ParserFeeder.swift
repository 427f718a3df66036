import NIOCore

/// Gives the parser what came from the socket in the pieces that `ReadingPosition` asks for.
///
/// Ordinary requests pass as they came. `RequestGuard`, behind the parser, tells the position what
/// was read.
final class ParserFeeder: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    var position = ReadingPosition()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        while buffer.readableBytes > 0 {
            let length = position.pieceLength(buffer.readableBytesView)
            guard let piece = buffer.readSlice(length: length) else {
                preconditionFailure("a piece is a part of the buffer")
            }
            context.fireChannelRead(wrapInboundOut(piece))
            position.passed(piece.readableBytesView)
        }
    }
}

@available(*, unavailable)
extension ParserFeeder: Sendable {}
