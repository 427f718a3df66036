import AirtableAPI
import AirtableClient
import Storage

/// A client's write to the records of a table, as Airtable takes it.
package struct WriteRequest: Sendable, Hashable {
    package enum Method: String, Sendable {
        case post = "POST"
        case patch = "PATCH"
        case put = "PUT"
        case delete = "DELETE"
    }

    package var method: Method
    /// The table's id or name, decoded.
    package var table: String
    /// The record of a write to one record, decoded; nil for creations and batches.
    package var record: String?
    /// The query as it came, without question mark: `records[]` of a batch deletion.
    package var query: String?
    package var contentType: String?
    package var body: [UInt8]
    /// What the header `Idempotency-Key` says.
    package var idempotencyKey: String?
    /// Tells one client's keys from another's.
    package var client: String

    package init(
        method: Method, table: String, record: String? = nil, query: String? = nil,
        contentType: String? = nil, body: [UInt8] = [], idempotencyKey: String? = nil,
        client: String = ""
    ) {
        self.method = method
        self.table = table
        self.record = record
        self.query = query
        self.contentType = contentType
        self.body = body
        self.idempotencyKey = idempotencyKey
        self.client = client
    }

    /// The write that a request to be passed on is; nil when it is none to records.
    init?(_ request: ForwardRequest, _ path: PassedPath) {
        guard path.area == .records, let method = Method(rawValue: request.method),
            (1...2).contains(path.segments.count)
        else { return nil }
        let record = path.segments.count == 2 ? path.segments[1] : nil
        // A POST below a table is another route, such as that of comments.
        if method == .post, record != nil { return nil }
        self.init(
            method: method, table: path.segments[0], record: record, query: request.query,
            contentType: request.contentType, body: request.body)
    }
}

/// What a write is about, as far as the request and the copy's schema tell.
struct WritePlan: Sendable {
    enum Kind: String, Sendable {
        /// Records may come to be: a creation, or an update that may create.
        case create
        case update
        case delete
    }

    let kind: Kind
    /// As the copy knows it; nil for one that it does not know.
    let table: TableSchema?
    /// The records that the request names.
    let records: [RecordID]
    /// Whether the client wants cells named by their fields' ids.
    let wantsFieldIDs: Bool
    /// Whether the path names no record.
    let isBatch: Bool
    /// The table as the client named it.
    let tableName: String
    let request: AirtableRequest
    private let body: JSONValue?

    /// - Throws: `PassingError` for what is not passed on.
    init(
        _ write: WriteRequest, base: BaseID, schema: BaseSchema?
    ) throws(PassingError) {
        guard write.body.count <= SyncLimits.passedBytes else { throw PassingError.tooLarge }
        let body = try? JSONValue(parsing: write.body)
        self.body = body
        tableName = write.table
        isPlainCreation = write.method == .post
        table = schema?.table(idOrName: write.table)
        isBatch = write.record == nil
        wantsFieldIDs = body?["returnFieldsByFieldId"]?.bool ?? false
        kind =
            switch write.method {
            case .post: .create
            case .patch, .put: body?["performUpsert"] == nil ? .update : .create
            case .delete: .delete
            }
        records = Self.records(write, body)
        // The table's id where it is known: a name might have gone to another table meanwhile.
        let segments = [base.rawValue, table?.id.rawValue ?? write.table, write.record]
        let path =
            "/v0" + segments.compactMap { $0 }.map { "/" + QueryString.encode($0) }.joined()
        _ = try PassedPath(String(path.dropFirst(3)), base: base)
        let query = try AirtableRequest.passedQuery(write.query, path: path)
        guard
            let request = AirtableRequest(
                method: write.method.rawValue, path: path + query,
                contentType: write.body.isEmpty ? nil : write.contentType ?? AirtableAnswer.json,
                body: write.body)
        else { preconditionFailure("the methods are HTTP's") }
        self.request = request
    }

    /// Whether the body has a list of records, and so the answer.
    var hasRecordList: Bool { body?["records"] != nil }

    /// Whether it creates every record that it names: no upsert.
    let isPlainCreation: Bool

    /// The cells that records are to be created with, by the names of their fields; nil where they
    /// cannot be compared with what Airtable makes of them.
    var comparableCells: [JSONObject]? {
        guard let table, body?["typecast"]?.bool != true else { return nil }
        let records = (body?["records"]?.array ?? [body ?? .null]).map { $0["fields"]?.object }
        var comparable: [JSONObject] = []
        for cells in records {
            guard let cells else { return nil }
            var named: JSONObject = [:]
            for (name, value) in cells.members {
                guard let field = table.field(idOrName: name), field.type.isKeptAsWritten else {
                    return nil
                }
                let isEmpty = value.isNull || value == "" || value == [] || value == false
                if !isEmpty { named[field.name] = value }
            }
            comparable.append(named)
        }
        return comparable
    }

    /// A record object with its cells named by their fields' ids.
    func withFieldIDs(_ body: [UInt8]) throws -> [UInt8] {
        let ids = (table?.fields ?? []).map { ($0.name, Optional($0.id.rawValue)) }
        return try RecordNames.rename(body, Dictionary(ids) { first, _ in first })
    }

    private static func records(_ write: WriteRequest, _ body: JSONValue?) -> [RecordID] {
        if let record = write.record { return [RecordID(record)] }
        if write.method == .delete {
            let query = QueryString(parsing: write.query ?? "") ?? QueryString()
            return query.items
                .filter { $0.name == "records" || $0.name.hasPrefix("records[") }
                .map { RecordID($0.value) }
        }
        return (body?["records"]?.array ?? []).compactMap { $0["id"]?.string.map { RecordID($0) } }
    }
}

extension TableSchema {
    fileprivate func field(idOrName: String) -> FieldSchema? {
        fields.first { $0.id.rawValue == idOrName } ?? fields.first { $0.name == idOrName }
    }
}

extension FieldType {
    /// Whether Airtable gives a cell back as it was written, so that the two can be compared.
    fileprivate var isKeptAsWritten: Bool {
        switch self {
        case .singleLineText, .multilineText, .email, .url, .phoneNumber, .number, .currency,
            .percent, .rating, .duration, .checkbox, .singleSelect, .multipleSelects, .date,
            .multipleRecordLinks:
            true
        default: false
        }
    }
}
