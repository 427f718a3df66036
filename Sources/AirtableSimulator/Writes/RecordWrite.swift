import AirtableAPI
import HTTPTypes

/// What a request does to the records of a table.
enum RecordWrite: Sendable, Hashable {
    /// One new record, or up to ten.
    case create
    /// Up to ten records, or an upsert. PUT replaces, PATCH merges.
    case updateMany(replaces: Bool)
    case update(String, replaces: Bool)
    case deleteMany
    case delete(String)

    /// - Parameter record: the record that the path names, if it does.
    init?(_ method: HTTPRequest.Method, record: String?) {
        switch (method, record) {
        case (.post, nil): self = .create
        case (.patch, nil): self = .updateMany(replaces: false)
        case (.put, nil): self = .updateMany(replaces: true)
        case (.delete, nil): self = .deleteMany
        case (.patch, let record?): self = .update(record, replaces: false)
        case (.put, let record?): self = .update(record, replaces: true)
        case (.delete, let record?): self = .delete(record)
        default: return nil
        }
    }
}

/// The body of a request that creates or changes records, with its form checked. What is next to
/// the known members is ignored.
struct WriteBody: Sendable {
    struct Element: Sendable {
        let id: String?
        /// By field name or id, as they came.
        let cells: JSONObject
    }

    let elements: [Element]
    /// Whether the answer is a list of records, also for a single one.
    let isBatch: Bool
    let isTypecast: Bool
    let isByFieldID: Bool
    /// The fields of an upsert; nil for every other request.
    let mergeFields: [String]?

    init(_ request: AirtableRequest, _ write: RecordWrite) throws(Refusal) {
        let object = try request.jsonObject()
        isTypecast = try Self.flag(object, "typecast")
        isByFieldID = try Self.flag(object, "returnFieldsByFieldId")
        var mergeFields: [String]?
        switch write {
        case .create:
            isBatch = object["records"] != nil
            elements =
                isBatch
                ? try Self.created(object) : [Element(id: nil, cells: try Self.cells(object))]
        case .update(let id, _):
            isBatch = false
            elements = [Element(id: id, cells: try Self.cells(object))]
        case .updateMany:
            isBatch = true
            if let upsert = object["performUpsert"] { mergeFields = try Self.mergeFields(upsert) }
            elements = try Self.changed(object, needsIDs: mergeFields == nil)
        case .delete, .deleteMany:
            isBatch = write == .deleteMany
            elements = []
        }
        self.mergeFields = mergeFields
    }

    private static func flag(_ object: JSONObject, _ name: String) throws(Refusal) -> Bool {
        guard let value = object[name], !value.isNull else { return false }
        guard let flag = value.bool else { throw .unprocessable(.invalidRequest) }
        return flag
    }

    private static func cells(_ object: JSONObject) throws(Refusal) -> JSONObject {
        guard let fields = object["fields"] else { throw .unprocessable(.missingFields) }
        guard let cells = fields.object else { throw .unprocessable(.invalidRequest) }
        return cells
    }

    private static func created(_ object: JSONObject) throws(Refusal) -> [Element] {
        let items = object["records"]?.array ?? []
        guard items.count <= AirtableLimits.recordsPerWrite else {
            throw .unprocessable(.tooManyRecords("created", items.count))
        }
        let elements = items.compactMap { item in
            item["fields"]?.object.map { Element(id: nil, cells: $0) }
        }
        guard elements.count == items.count, !items.isEmpty else {
            throw .unprocessable(.invalidNewRecords)
        }
        return elements
    }

    private static func changed(
        _ object: JSONObject, needsIDs: Bool
    ) throws(Refusal) -> [Element] {
        guard let records = object["records"] else { throw .unprocessable(.missingFields) }
        let items = records.array ?? []
        var elements: [Element] = []
        for item in items {
            let id = item["id"].flatMap { $0.isNull ? nil : $0 }
            guard let cells = item["fields"]?.object, id != nil || !needsIDs,
                id == nil || id?.string != nil
            else { throw .unprocessable(.invalidRecords) }
            elements.append(Element(id: id?.string, cells: cells))
        }
        guard (1...AirtableLimits.recordsPerWrite).contains(elements.count) else {
            throw .unprocessable(.invalidRecords)
        }
        return elements
    }

    private static func mergeFields(_ upsert: JSONValue) throws(Refusal) -> [String] {
        let items = upsert["fieldsToMergeOn"]?.array ?? []
        let names = items.compactMap(\.string)
        guard names.count == items.count,
            (1...AirtableLimits.upsertMergeFields).contains(names.count)
        else { throw .unprocessable(.invalidRequest) }
        return names
    }
}
