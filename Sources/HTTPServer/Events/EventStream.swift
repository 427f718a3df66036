import HummingbirdCore
import NIOCore
import NIOPosix
import Storage
import Sync

/// One reader's stream of events. It holds a position and no more than one page of events.
///
/// Who takes little falls behind in the log and costs others nothing; `RequestGuard` closes the
/// connection of a reader that takes nothing.
struct EventStream: Sendable {
    let feed: ChangeFeed
    let gate: TaskGate
    let filter: ChangeFilter
    let start: ChangeCursor
    let requestBody: RequestBody
    /// What stands in place of Airtable's addresses of attachments. Asked for each time: a signature
    /// ends earlier than a stream may.
    let addresses: @Sendable () -> AttachmentAddresses?
    /// Held until the stream is over.
    let seat: ChangeFeeds.Seat

    /// Milliseconds after which a client that lost the connection comes again.
    static let retryTime = 2_000

    /// Writes events until the reader leaves or the server stops.
    @concurrent
    func write(to writer: inout any ResponseBodyWriter) async throws {
        let reader = feed.join()
        defer { feed.leave(reader) }
        try await requestBody.consumeWithInboundCloseHandler { _ in
            // An id without data tells the client where to go on, and is no event.
            try await writer.write(
                ByteBuffer(string: "retry: \(Self.retryTime)\nid: \(start)\n\n"))
            try await follow(reader, &writer)
        } onInboundClosed: {
            feed.leave(reader)
        }
        try await writer.finish(nil)
    }

    @concurrent
    private func follow(_ reader: Int, _ writer: inout any ResponseBodyWriter) async throws {
        var position = start
        while feed.isOpen(reader) {
            let (place, version) = feed.place(of: position)
            switch place {
            case .chunk(let chunk):
                try await send(chunk, &position, &writer)
                continue
            case .behind:
                if let chunk = try await read(after: position), chunk.byteCount > 0 {
                    try await send(chunk, &position, &writer)
                    continue
                }
            case .atEnd: break
            }
            switch await feed.wait(reader, since: version) {
            case .moved: break
            case .heartbeat:
                try await writer.write(ByteBuffer(string: ": heartbeat\nid: \(position)\n\n"))
            case .ended: return
            }
        }
    }

    @concurrent
    private func send(
        _ chunk: FeedChunk, _ position: inout ChangeCursor, _ writer: inout any ResponseBodyWriter
    ) async throws {
        let bytes = chunk.bytes(
            after: position, filter, addresses: filter.hasPrevious ? addresses() : nil)
        position = chunk.end
        if bytes.readableBytes > 0 { try await writer.write(bytes) }
    }

    private func read(after position: ChangeCursor) async throws -> FeedChunk? {
        try await gate.pass {
            try await NIOThreadPool.singleton.runIfActive {
                try feed.read(after: position)?.chunk
            }
        }
    }
}
