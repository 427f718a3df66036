import AirtableAPI
import HTTPTypes

/// A list request whose parameters were found good.
struct ListPage: Sendable {
    let query: ListRecordsQuery
    let size: Int
    private let view: ViewSchema?
    private let filter: RecordFilter?
    private let sort: [RecordOrder.Key]
    /// The names of the fields to return; nil for all.
    private let fieldNames: Set<String>?

    /// - Throws: the 422 that Airtable answers to a bad parameter. Most formulas and texts in place
    ///   of values are refused too: the simulator does not know them.
    init(_ query: ListRecordsQuery, _ table: TableContents) throws(Refusal) {
        self.query = query
        size = query.pageSize ?? AirtableLimits.recordsPerPage
        guard (1...AirtableLimits.recordsPerPage).contains(size), query.maxRecords ?? 1 > 0,
            query.recordMetadata.allSatisfy({ $0 == "commentCount" }), query.cellFormat != .string
        else { throw Refusal(.unprocessableContent, .invalidRequest) }
        filter = try query.filterByFormula.map { (text) throws(Refusal) in
            guard let filter = RecordFilter(formula: text) else {
                throw Refusal(.unprocessableContent, .formulasNotSupported)
            }
            return filter
        }
        view = try query.view.map { (text) throws(Refusal) in
            guard let view = table.schema.view(idOrName: text) else {
                throw Refusal(.unprocessableContent, .viewNotFound(text))
            }
            return view
        }
        var keys: [RecordOrder.Key] = []
        for key in query.sort {
            let field = try Self.field(key.field, table)
            keys.append(.init(field: field, isDescending: key.direction == .descending))
        }
        sort = keys
        var names: Set<String> = []
        for text in query.fields { names.insert(try Self.field(text, table).name) }
        fieldNames = names.isEmpty ? nil : names
    }

    private static func field(
        _ idOrName: String, _ table: TableContents
    ) throws(Refusal) -> FieldSchema {
        guard let field = table.schema.field(idOrName: idOrName) else {
            throw Refusal(.unprocessableContent, .unknownFieldName(idOrName))
        }
        return field
    }

    /// What the listing walks over, if it begins now.
    func presentRecords(_ table: TableContents) -> [SimulatedRecord] {
        var records = view.map(table.records(of:)) ?? table.records
        if let filter {
            records = records.filter { filter.matches($0, lastModified: table.lastModified[$0.id]) }
        }
        return sort.isEmpty ? records : RecordOrder(keys: sort).sorted(records)
    }

    /// - Parameter revision: the base's revision when the listing began; fields that were renamed
    ///   since get their new names.
    func writer(_ table: TableContents, since revision: Int) -> RecordWriter {
        var newNames: [String: String] = [:]
        for rename in table.renames where rename.revision >= revision {
            for (first, later) in newNames where later == rename.oldName {
                newNames[first] = rename.newName
            }
            newNames[rename.oldName] = rename.newName
        }
        return RecordWriter(
            newNames: newNames, fieldNames: fieldNames,
            fieldIDs: query.returnFieldsByFieldID ? table.schema.fieldIDs : nil,
            commentCounts: query.recordMetadata.isEmpty ? nil : table.commentCounts)
    }
}

extension TableSchema {
    /// Field ids by field name.
    var fieldIDs: [String: String] {
        Dictionary(fields.map { ($0.name, $0.id.rawValue) }) { first, _ in first }
    }
}

extension AirtableErrorBody {
    static let formulasNotSupported = AirtableErrorBody(
        type: "INVALID_FILTER_BY_FORMULA",
        message: """
            The formula for filtering records is invalid: this simulator knows only ids and times.
            """)
}
