import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Storage

/// The parameters of a list of records, each understood or refused.
struct ListParameters: Sendable {
    var query: RecordQuery
    var format: RecordFormat
    /// Nil when the page is named by a cursor.
    var page: Int?
    var pageSize: Int
    /// Whether a page was asked for, by number, size or cursor.
    var isPaged: Bool
    /// The id or name of a view.
    let view: String?

    /// Every name that is a parameter and not a field. A field of such a name is addressed by id.
    static let names = [
        "page", "pageSize", "limit", "cursor", "fields", "sort", "ids", "modifiedAfter", "empty",
        "format", "expand", "view", "filterByFormula", "q",
    ]

    /// - Throws: `HTTPServerError` that names the parameter and says what is expected.
    init(_ call: Call, table: StoredTable, in generation: Snapshot) throws(HTTPServerError) {
        var values: [String: String] = [:]
        var conditions: [RecordQuery.Condition] = []
        for item in call.target.query.items {
            if Self.names.contains(item.name) {
                guard values.updateValue(item.value, forKey: item.name) == nil else {
                    throw Self.invalid(
                        item.name, "is given twice", "Give it once; lists take commas.")
                }
            } else {
                conditions.append(try ConditionText(item, table, call.limits).condition)
            }
        }
        guard conditions.count <= call.limits.conditions else {
            throw HTTPServerError(
                .invalidParameter, "The query has too many conditions.",
                hint: "At most \(call.limits.conditions).")
        }
        let reader = ParameterReader(
            values: values, table: table, generation: generation, limits: call.limits)
        query = RecordQuery(table: table)
        query.conditions = conditions
        query.ids = try reader.ids()
        try reader.sort(&query)
        query.modifiedAfter = try reader.modifiedAfter()
        query.filter = try reader.filter(now: call.instance.wallNow())
        query.search = try reader.search()
        view = values["view"]
        format = try reader.format(accept: call.head.headerFields[.accept])
        (page, pageSize) = try reader.page()
        isPaged = values["page"] != nil || values["cursor"] != nil || reader.hasPageSize
        query.limit = pageSize
        if let page {
            query.start = .offset((page - 1) * pageSize)
        } else {
            query.start = .token(values["cursor"] ?? "")
        }
        query.wantsTotal = format.layout == .json
    }

    mutating func choose(_ view: ViewRecords) { query.view = view }

    /// Sets what stands in records in place of Airtable's addresses of attachments.
    mutating func carry(_ addresses: AttachmentAddresses?) {
        query.addresses = addresses
        format.addresses = addresses
    }

    /// Goes to another page of the same list, in a later state of the table.
    mutating func turn(to page: Int, of table: StoredTable) {
        self.page = page
        query.table = table
        query.start = .offset((page - 1) * pageSize)
    }

    /// Whether the query may take longer than an event loop should wait.
    func isHeavy(_ limits: HTTPLimits) -> Bool {
        if !query.conditions.isEmpty || !query.sort.isEmpty || query.modifiedAfter != nil
            || query.view != nil || query.filter != nil || query.search != nil
        {
            return true
        }
        if case .offset(let offset) = query.start, offset > limits.inlineOffset,
            !query.table.skipsFreely
        {
            return true
        }
        return query.ids != nil || format.layout != .json || format.projection != nil
    }

    /// Whether it is a page of many records, which takes a few milliseconds.
    func isLong(_ limits: HTTPLimits) -> Bool {
        min(pageSize, query.table.recordCount) > limits.inlineRecords
    }

    /// Whether records of other tables decide about the answer: those that are linked, by what they
    /// hold or by their names.
    var needsOtherTables: Bool { format.isExpanded || !query.linkedTables.isEmpty }

    /// Whether the answer may change while the copy does not.
    var usesClock: Bool { query.filter?.usesClock ?? false }

    static func invalid(_ name: String, _ what: String, _ hint: String) -> HTTPServerError {
        HTTPServerError(.invalidParameter, "The parameter '\(name)' \(what).", hint: hint)
    }
}
