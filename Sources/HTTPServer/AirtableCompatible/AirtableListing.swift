import AirtableAPI
import FormulaLanguage
import FoundationEssentials
import NIOCore
import Storage

/// A listing whose parameters were found good: which records, and how they are written.
struct AirtableListing: Sendable {
    let parameters: ListRecordsQuery
    private(set) var query: RecordQuery
    let format: AirtableRecordFormat
    private let isAsTexts: Bool

    /// - Parameters:
    ///   - sortKeys: fields that it may be sorted by.
    ///   - now: what a formula takes for the present on the first page.
    /// - Throws: Airtable's 422 for a field or an offset that is not there, or for too many sorts.
    init(
        _ parameters: ListRecordsQuery, table: StoredTable, sortKeys: Int, now: Date
    ) throws {
        self.parameters = parameters
        let texts = try AirtableTexts(parameters)
        isAsTexts = texts != nil
        query = RecordQuery(table: table)
        query.wantsTotal = false
        if let formula = parameters.filterByFormula, !formula.isEmpty {
            query.filter = try Self.filter(formula, table, now)
        }
        for key in parameters.sort {
            query.addSort(
                RecordQuery.SortKey(
                    field: try Self.field(key.field, table),
                    isDescending: key.direction == .descending))
            guard query.sort.count <= sortKeys else { throw AirtableErrorBody.invalidRequest }
        }
        var fields: [StoredField] = []
        for text in parameters.fields { fields.append(try Self.field(text, table)) }
        format = AirtableRecordFormat(
            fields: fields.isEmpty ? nil : fields, of: table,
            isByFieldID: parameters.returnFieldsByFieldID, texts: texts)
        if let text = parameters.offset {
            query.start = .token(try AirtableOffset(text).token)
        }
        query.limit = parameters.pageSize ?? AirtableLimits.recordsPerPage
        query.maxRecords = parameters.maxRecords
    }

    private static func filter(
        _ formula: String, _ table: StoredTable, _ now: Date
    ) throws -> RecordFilter {
        do {
            return try RecordFilter(formula: formula, table: table, now: now)
        } catch let error as FormulaError {
            throw AirtableErrorBody.invalidFilter(error.airtableMessage)
        }
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
    var isHeavy: Bool {
        !query.sort.isEmpty || query.view != nil || query.filter != nil || !format.isCopy
    }

    /// Whether the answer may change while the copy does not.
    var usesClock: Bool { query.filter?.usesClock ?? false }

    mutating func choose(_ view: ViewRecords) { query.view = view }

    /// Sets what stands in records in place of Airtable's addresses of attachments, in texts too.
    mutating func carry(_ addresses: AttachmentAddresses?) { query.addresses = addresses }

    /// Whether names of records of other tables decide about it.
    var needsOtherTables: Bool { isAsTexts || !query.linkedTables.isEmpty }

    /// The body of the page.
    ///
    /// - Parameter timeLimit: nil for queries that take no time.
    func page(_ generation: Snapshot, timeLimit: Duration?) throws -> ByteBuffer {
        var body = ByteBufferAllocator().buffer(capacity: Self.usualBytes)
        body.writeString("{\"records\":[")
        var count = 0
        let listing = try generation.read(timeLimit: timeLimit) { session in
            let names = format.names(session)
            return try session.list(query) { record in
                if count > 0 { body.writeInteger(UInt8(ascii: ",")) }
                count += 1
                try format.write(record, to: &body, with: names)
            }
        }
        body.writeString("]")
        if let token = listing.nextToken {
            let offset = JSONValue.string(AirtableOffset(token: token).text)
            body.writeString(",\"offset\":")
            body.writeBytes(offset.bytes)
        }
        body.writeString("}")
        return body
    }

    /// Bytes of a page's buffer to begin with: a usual page fits without growing it.
    private static let usualBytes = 64 << 10
}
