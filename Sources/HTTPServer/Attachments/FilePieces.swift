import NIOCore

/// Sends a part of a file from the kernel's cache to the socket (`sendfile`), piece by piece.
///
/// A client that takes a piece as fast as the kernel copies it would have the event loop to itself:
/// after each piece other connections get their turn.
struct FilePieces {
    /// Bytes that are handed to the socket at a time: a fraction of a millisecond's work.
    static let pieceBytes = 1 << 20

    let file: OpenFile
    let context: ChannelHandlerContext
    /// What the handlers before the socket take.
    let wrap: (IOData) -> NIOAny

    /// - Parameter promise: succeeds when the last byte is with the system; the file stays open until then.
    func send(_ range: Range<Int>, promise: EventLoopPromise<Void>?) {
        let end = min(range.upperBound, range.lowerBound + Self.pieceBytes)
        let region = FileRegion(
            fileHandle: file.handle, readerIndex: range.lowerBound, endIndex: end)
        let eventLoop = context.eventLoop
        let sent = eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .failure(let error): promise?.fail(error)
            case .success where end < range.upperBound:
                eventLoop.assumeIsolated().execute {
                    send(end..<range.upperBound, promise: promise)
                }
            case .success: promise?.succeed()
            }
        }
        context.writeAndFlush(wrap(.fileRegion(region)), promise: sent)
    }
}

@available(*, unavailable)
extension FilePieces: Sendable {}
