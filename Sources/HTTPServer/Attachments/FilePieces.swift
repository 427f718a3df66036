import NIOCore

/// Sends a part of a file, piece by piece: after each piece other connections get their turn, since a
/// client that takes it as fast as it is copied would have the event loop to itself.
struct FilePieces {
    /// Bytes that the kernel sends at a time from its cache to the socket (`sendfile`): a fraction of a
    /// millisecond's work.
    private static let pieceBytes = 1 << 20

    let file: OpenFile
    let context: ChannelHandlerContext
    /// Copies pieces first; nil to have the kernel send all.
    let copies: LaneFiles?
    /// What the handlers before the socket take.
    let wrap: (IOData) -> NIOAny

    /// - Parameter promise: succeeds when the last byte is with the system; the file stays open until then.
    ///   It fails where somebody cut the file meanwhile.
    func send(_ range: Range<Int>, promise: EventLoopPromise<Void>?) {
        let copy = copies?.copyOfPiece(range, of: file)
        let count = copy?.readableBytes ?? min(range.count, Self.pieceBytes)
        let rest = (range.lowerBound + count)..<range.upperBound
        guard copy != nil || file.reaches(rest.lowerBound) else {
            promise?.fail(FileCut())
            return
        }
        let eventLoop = context.eventLoop
        let sent = eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { result in
            if copy != nil { copies?.giveBack(count) }
            switch result {
            case .failure(let error): promise?.fail(error)
            case .success where rest.isEmpty: promise?.succeed()
            case .success:
                eventLoop.assumeIsolated().execute { send(rest, promise: promise) }
            }
        }
        let piece =
            copy.map { IOData.byteBuffer($0) }
            ?? .fileRegion(
                FileRegion(
                    fileHandle: file.handle, readerIndex: range.lowerBound,
                    endIndex: rest.lowerBound))
        context.writeAndFlush(wrap(piece), promise: sent)
    }
}

/// A file is shorter than when it was opened.
struct FileCut: Error {}

@available(*, unavailable)
extension FilePieces: Sendable {}
