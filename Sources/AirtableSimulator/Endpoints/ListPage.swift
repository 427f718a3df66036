import AirtableAPI
import HTTPTypes

/// A list request whose parameters were found good.
struct ListPage: Sendable {
    let query: ListRecordsQuery
    let size: Int
    private let view: ViewSchema?
    private let filter: RecordFilter?
    /// The names of the fields to return; nil for all.
    private let fieldNames: Set<String>?

    private let texts: CellTexts?

    /// - Throws: the 422 that Airtable answers to a bad parameter.
    init(_ query: ListRecordsQuery, _ table: TableContents) throws(Refusal) {
        self.query = query
        size = query.pageSize ?? AirtableLimits.recordsPerPage
        guard (1...AirtableLimits.recordsPerPage).contains(size), query.maxRecords ?? 1 > 0,
            query.recordMetadata.allSatisfy({ $0 == "commentCount" })
        else { throw Refusal(.unprocessableContent, .invalidRequest) }
        texts = try CellTexts(query, table)
        filter = try query.filterByFormula.flatMap { (text) throws(Refusal) in
            text.isEmpty ? nil : try RecordFilter(text, table)
        }
        view = try query.view.map { (text) throws(Refusal) in
            guard let view = table.schema.view(idOrName: text) else {
                throw Refusal(.unprocessableContent, .viewNotFound(text))
            }
            return view
        }
        for key in query.sort { _ = try Self.field(key.field, table) }
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
        if let filter { records = filter.matching(records, table) }
        return RecordOrder(query.sort, table).sorted(records)
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
            commentCounts: query.recordMetadata.isEmpty ? nil : table.commentCounts, texts: texts)
    }
}

extension TableSchema {
    /// Field ids by field name.
    var fieldIDs: [String: String] {
        Dictionary(fields.map { ($0.name, $0.id.rawValue) }) { first, _ in first }
    }
}

extension TableContents {
    /// The records of a view in its order.
    fileprivate func records(of view: ViewSchema) -> [SimulatedRecord] {
        guard let definition = views[view.id] else { return records }
        var shown = records
        if let ids = definition.records {
            let byID = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
            shown = ids.compactMap { byID[$0] }
        }
        // A filter whose field has gone filters no more.
        if let formula = definition.filterByFormula,
            let filter = try? RecordFilter(formula, self)
        {
            shown = filter.matching(shown, self)
        }
        return RecordOrder(definition.sort, self).sorted(shown)
    }
}
