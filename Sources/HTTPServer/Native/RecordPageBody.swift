import NIOCore
import Storage

/// The body of one page of a list.
struct RecordPageBody: Sendable {
    let bytes: ByteBuffer
    let nextToken: String?

    /// Bytes of a page's buffer to begin with, for each record and at most: usual pages fit without
    /// growing it, which copies what is there.
    private static let usualRecordBytes = 1_200
    private static let usualBytes = 256 << 10

    /// - Parameter timeLimit: nil for queries that take no time.
    init(
        _ parameters: ListParameters, _ generation: Snapshot, _ limits: HTTPLimits,
        timeLimit: Duration?
    ) throws {
        let isJSON = parameters.format.layout == .json
        let writer = RecordWriter(parameters.format)
        var body = ByteBufferAllocator().buffer(
            capacity: min(parameters.pageSize * Self.usualRecordBytes, Self.usualBytes))
        if isJSON { body.writeString("{\"records\":[") }
        writer.begin(&body)
        var isFirst = true
        let listing = try generation.read(timeLimit: timeLimit) { session in
            let linked = parameters.format.linkedRecords(session, limits)
            return try session.list(parameters.query) { record in
                if isJSON, !isFirst { body.writeInteger(UInt8(ascii: ",")) }
                isFirst = false
                try writer.write(record, to: &body, with: linked)
            }
        }
        if isJSON { Self.writeEnd(of: listing, parameters, to: &body) }
        bytes = body
        nextToken = listing.nextToken
    }

    private static func writeEnd(
        of listing: RecordListing, _ parameters: ListParameters, to body: inout ByteBuffer
    ) {
        let size = parameters.pageSize
        let total = listing.total ?? 0
        let page = parameters.page.map { String($0) } ?? "null"
        // A token is base64: nothing in it needs escaping.
        let nextCursor = listing.nextToken.map { "\"\($0)\"" } ?? "null"
        let totalPages = (total + size - 1) / size
        body.writeString(
            """
            ],"pagination":{"page":\(page),"pageSize":\(size),"total":\(total),\
            "totalPages":\(totalPages)},"nextCursor":\(nextCursor)}
            """)
    }
}
