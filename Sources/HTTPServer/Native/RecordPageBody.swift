import AirtableAPI
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
        let pagination: JSONValue = [
            "page": parameters.page.map { .number(JSONNumber($0)) } ?? .null,
            "pageSize": .number(JSONNumber(size)), "total": .number(JSONNumber(total)),
            "totalPages": .number(JSONNumber((total + size - 1) / size)),
        ]
        let nextCursor: JSONValue = listing.nextToken.map { .string($0) } ?? .null
        body.writeString("],\"pagination\":")
        body.writeBytes(pagination.bytes)
        body.writeString(",\"nextCursor\":")
        body.writeBytes(nextCursor.bytes)
        body.writeString("}")
    }
}
