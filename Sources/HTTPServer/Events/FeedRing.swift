import Storage

/// The newest chunks of a base's change log: what readers that keep up are served from.
///
/// A value; `ChangeFeed` guards it.
struct FeedRing: Sendable {
    enum Place: Sendable {
        /// The chunk that comes next.
        case chunk(FeedChunk)
        /// There is nothing newer.
        case atEnd
        /// What comes next is in the log on disk alone.
        case behind
    }

    private(set) var end: ChangeCursor?
    private(set) var byteCount = 0
    private var chunks: [FeedChunk] = []
    private let capacity: Int
    private let maximumCount: Int

    /// - Parameters:
    ///   - capacity: bytes that are kept; the oldest chunks go.
    ///   - count: chunks that are kept.
    init(capacity: Int, count: Int) {
        self.capacity = capacity
        maximumCount = count
    }

    /// Begins anew at a position, with nothing kept.
    mutating func begin(at position: ChangeCursor) {
        chunks = []
        byteCount = 0
        end = position
    }

    /// Adds what follows the end.
    mutating func append(_ chunk: FeedChunk) {
        if end != chunk.start { begin(at: chunk.start) }
        // After a reset what was kept belongs to another history; only the way out of it stays.
        if chunk.isReset { begin(at: chunk.start) }
        end = chunk.end
        chunks.append(chunk)
        byteCount += chunk.byteCount
        var dropped = 0
        while dropped < chunks.count,
            byteCount > capacity || chunks.count - dropped > maximumCount
        {
            byteCount -= chunks[dropped].byteCount
            dropped += 1
        }
        chunks.removeFirst(dropped)
    }

    func place(of position: ChangeCursor) -> Place {
        if position == end { return .atEnd }
        // Those who keep up need the last one.
        if let chunk = chunks.last(where: { $0.follows(position) }) { return .chunk(chunk) }
        return .behind
    }
}
