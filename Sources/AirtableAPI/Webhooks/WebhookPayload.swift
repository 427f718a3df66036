/// One numbered entry in a webhook's log: what changed, in the order in which it did.
///
/// A payload is a signal. Its cell values have another form than those of the records API, so a
/// copy fetches the named records again. Source: Airtable's page on the webhooks payload.
public struct WebhookPayload: Hashable, Sendable {
    /// Why a webhook cannot go on; it must be made anew.
    public enum Failure: Hashable, Sendable {
        /// A table, view or field that the webhook watches is gone.
        case invalidFilters
        case invalidHook
        case internalError
        case other(String)
    }

    /// When the change was made, as Airtable writes it.
    public var timestamp: String
    /// One action of a user may be split over several payloads with the same number.
    public var baseTransactionNumber: Int
    /// Where it came from, such as `client`, `publicApi` or `system`.
    public var source: String?
    public var failure: Failure?
    public var changedTables: [ChangedTable] = []
    public var createdTables: [CreatedTable] = []
    public var destroyedTables: [TableID] = []

    public init(
        timestamp: String, baseTransactionNumber: Int, source: String? = nil,
        failure: Failure? = nil
    ) {
        self.timestamp = timestamp
        self.baseTransactionNumber = baseTransactionNumber
        self.source = source
        self.failure = failure
    }

    /// What changed in one table.
    public struct ChangedTable: Hashable, Sendable {
        public var id: TableID
        /// Name or description of the table.
        public var hasChangedMetadata = false
        public var createdFields: [FieldID] = []
        public var changedFields: [FieldID] = []
        public var destroyedFields: [FieldID] = []
        public var createdRecords: [RecordID] = []
        public var changedRecords: [RecordID] = []
        public var destroyedRecords: [RecordID] = []
        /// What the cells of created and changed records are now, by field, in the webhooks' form of
        /// values: all filled cells of a created record, the changed ones of another.
        public var cells: [RecordID: JSONObject] = [:]

        public init(id: TableID) {
            self.id = id
        }
    }

    /// A new table with the fields and records that it began with.
    public struct CreatedTable: Hashable, Sendable {
        public var id: TableID
        public var records: [RecordID] = []

        public init(id: TableID, records: [RecordID] = []) {
            self.id = id
            self.records = records
        }
    }
}

/// One answer of the list of payloads.
public struct WebhookPayloadPage: Hashable, Sendable {
    public var payloads: [WebhookPayload]
    /// The number of the payload to ask for next. Those of this page stand right before it.
    public var cursor: Int
    /// May be true although the next page is empty.
    public var mightHaveMore: Bool

    public init(payloads: [WebhookPayload], cursor: Int, mightHaveMore: Bool) {
        self.payloads = payloads
        self.cursor = cursor
        self.mightHaveMore = mightHaveMore
    }

    /// The number of the first payload of this page.
    public var firstNumber: Int { cursor - payloads.count }

    /// - Throws: `JSONSyntaxError` or `WireFormatError`.
    public init(parsing bytes: [UInt8]) throws {
        let json = try JSONValue(parsing: bytes)
        guard let items = json["payloads"]?.array else { throw WireFormatError("payloads") }
        guard let cursor = json["cursor"]?.integer else { throw WireFormatError("cursor") }
        guard let mightHaveMore = json["mightHaveMore"]?.bool else {
            throw WireFormatError("mightHaveMore")
        }
        self.init(
            payloads: try items.map { try WebhookPayload(json: $0) }, cursor: cursor,
            mightHaveMore: mightHaveMore)
    }
}

extension WebhookPayload {
    /// - Throws: `WireFormatError` for what is no payload.
    public init(json: JSONValue) throws {
        guard json.object != nil else { throw WireFormatError("payloads") }
        self.init(
            timestamp: json["timestamp"]?.string ?? "",
            baseTransactionNumber: json["baseTransactionNumber"]?.integer ?? 0,
            source: json["actionMetadata"]?["source"]?.string)
        if json["error"]?.bool == true {
            failure = Failure(code: json["code"]?.string ?? "")
        }
        changedTables = (json["changedTablesById"]?.object?.members ?? []).map {
            ChangedTable(id: TableID($0.name), json: $0.value)
        }
        createdTables = (json["createdTablesById"]?.object?.members ?? []).map { id, table in
            CreatedTable(
                id: TableID(id),
                records: (table["recordsById"]?.object?.names ?? []).map { RecordID($0) })
        }
        destroyedTables = (json["destroyedTableIds"]?.array ?? [])
            .compactMap { $0.string.map { TableID($0) } }
    }
}

extension WebhookPayload.Failure {
    /// Reads Airtable's word for it.
    public init(code: String) {
        self =
            switch code {
            case "INVALID_FILTERS": .invalidFilters
            case "INVALID_HOOK": .invalidHook
            case "INTERNAL_ERROR": .internalError
            default: .other(code)
            }
    }

    /// Airtable's word for it.
    public var code: String {
        switch self {
        case .invalidFilters: "INVALID_FILTERS"
        case .invalidHook: "INVALID_HOOK"
        case .internalError: "INTERNAL_ERROR"
        case .other(let code): code
        }
    }
}

extension WebhookPayload.ChangedTable {
    init(id: TableID, json: JSONValue) {
        self.init(id: id)
        hasChangedMetadata = json["changedMetadata"] != nil
        createdFields = Self.names(json["createdFieldsById"]).map { FieldID($0) }
        changedFields = Self.names(json["changedFieldsById"]).map { FieldID($0) }
        destroyedFields = Self.texts(json["destroyedFieldIds"]).map { FieldID($0) }
        createdRecords = Self.names(json["createdRecordsById"]).map { RecordID($0) }
        changedRecords = Self.names(json["changedRecordsById"]).map { RecordID($0) }
        destroyedRecords = Self.texts(json["destroyedRecordIds"]).map { RecordID($0) }
        for (record, value) in json["createdRecordsById"]?.object?.members ?? [] {
            cells[RecordID(record)] = value["cellValuesByFieldId"]?.object
        }
        for (record, value) in json["changedRecordsById"]?.object?.members ?? [] {
            cells[RecordID(record)] = value["current"]?["cellValuesByFieldId"]?.object
        }
    }

    private static func names(_ json: JSONValue?) -> [String] { json?.object?.names ?? [] }

    private static func texts(_ json: JSONValue?) -> [String] {
        (json?.array ?? []).compactMap(\.string)
    }
}
