import NIOCore
import Storage

/// All records of a query as CSV or NDJSON, read page by page from one state of the base.
///
/// What is held in memory is one page, however large the table and however slow the client.
struct RecordExport: Sendable {
    /// A part of the body, and where the next one begins; nil after the last.
    struct Chunk: Sendable {
        let bytes: ByteBuffer
        let nextToken: String?
    }

    let snapshot: HeldSnapshot
    let query: RecordQuery
    let format: RecordFormat
    let queries: QueryPool
    let limits: HTTPLimits

    func chunk(after token: String?) async throws -> Chunk {
        var query = query
        if let token { query.start = .token(token) }
        let writer = RecordWriter(format)
        return try await queries.run { [query] timeLimit in
            var bytes = ByteBuffer()
            if token == nil { writer.begin(&bytes) }
            let listing = try snapshot.read(timeLimit: timeLimit) { session in
                let linked = format.linkedRecords(session, limits)
                return try session.list(query) { record in
                    try writer.write(record, to: &bytes, with: linked)
                }
            }
            return Chunk(bytes: bytes, nextToken: listing.nextToken)
        }
    }

    /// The body, part by part, each read when it is asked for.
    func parts(from first: Chunk, isCompressed: Bool) -> Parts {
        Parts(export: self, waiting: first, gzip: isCompressed ? Gzip() : nil)
    }

    struct Parts {
        let export: RecordExport
        var waiting: Chunk?
        var token: String?
        var gzip: Gzip?

        /// The next part, which may be empty; nil after the last.
        mutating func next() async throws -> ByteBuffer? {
            if waiting == nil, let token { waiting = try await export.chunk(after: token) }
            guard let chunk = waiting else { return nil }
            waiting = nil
            token = chunk.nextToken
            guard gzip != nil else { return chunk.bytes }
            var output = ByteBuffer()
            chunk.bytes.withUnsafeReadableBytes { gzip?.compress($0, into: &output) }
            if token == nil { gzip?.finish(into: &output) }
            return output
        }
    }
}
