import AirtableAPI
import NIOCore
import Storage

/// A listing whose parameters were found good: which records, and how they are written.
struct AirtableListing: Sendable {
    let parameters: ListRecordsQuery
    private(set) var query: RecordQuery
    let format: AirtableRecordFormat
    /// Records on the pages before this one.
    private let given: Int

    /// - Throws: Airtable's 422 for a field or an offset that is not there.
    init(_ parameters: ListRecordsQuery, table: StoredTable) throws(AirtableErrorBody) {
        guard parameters.filterByFormula == nil, parameters.view == nil,
            parameters.recordMetadata.isEmpty, parameters.cellFormat != .string
        else { throw .invalidRequest }
        self.parameters = parameters
        query = RecordQuery(table: table)
        query.wantsTotal = false
        for key in parameters.sort {
            query.sort.append(
                RecordQuery.SortKey(
                    field: try Self.field(key.field, table),
                    isDescending: key.direction == .descending))
        }
        var fields: [StoredField] = []
        for text in parameters.fields { fields.append(try Self.field(text, table)) }
        format = AirtableRecordFormat(
            fields: fields.isEmpty ? nil : fields, of: table,
            isByFieldID: parameters.returnFieldsByFieldID)
        let offset: AirtableOffset? =
            if let text = parameters.offset { try AirtableOffset(text) } else { nil }
        given = offset?.given ?? 0
        if let offset { query.start = .token(offset.token) }
        let size = parameters.pageSize ?? AirtableLimits.recordsPerPage
        query.limit = min(size, max((parameters.maxRecords ?? .max) - given, 0))
    }

    static func field(
        _ idOrName: String, _ table: StoredTable
    ) throws(AirtableErrorBody) -> StoredField {
        guard let field = table.field(idOrName: idOrName) else {
            throw .unknownFieldName(idOrName)
        }
        return field
    }

    /// Whether it may take longer than an event loop should wait.
    var isHeavy: Bool { !query.sort.isEmpty || !format.isCopy }

    /// Whether names of records of other tables decide about it.
    var needsOtherTables: Bool { query.sort.contains { $0.field.namesOtherRecords } }

    /// The body of the page.
    ///
    /// - Parameter timeLimit: nil for queries that take no time.
    func page(_ generation: Snapshot, timeLimit: Duration?) throws -> ByteBuffer {
        var body = ByteBufferAllocator().buffer(capacity: Self.usualBytes)
        body.writeString("{\"records\":[")
        var count = 0
        let listing = try generation.read(timeLimit: timeLimit) { session in
            try session.list(query) { record in
                if count > 0 { body.writeInteger(UInt8(ascii: ",")) }
                count += 1
                try format.write(record, to: &body)
            }
        }
        body.writeString("]")
        let total = given + listing.count
        if let token = listing.nextToken, total < parameters.maxRecords ?? .max {
            let offset = JSONValue.string(AirtableOffset(given: total, token: token).text)
            body.writeString(",\"offset\":")
            body.writeBytes(offset.bytes)
        }
        body.writeString("}")
        return body
    }

    /// Bytes of a page's buffer to begin with: a usual page fits without growing it.
    private static let usualBytes = 64 << 10
}
