import AirtableAPI
import FormulaLanguage
import FoundationEssentials

/// A table of a base as it is at one moment, and the names of the records that it links to.
struct TableContents: Sendable {
    let schema: TableSchema
    /// By ascending id.
    let records: [SimulatedRecord]
    let revision: Int
    /// The fields of this table that were renamed so far, oldest first.
    let renames: [SimulatedBase.Rename]
    /// When records were last changed; those that never were are not in it.
    let lastModified: [RecordID: Date]
    let commentCounts: [RecordID: Int]
    let views: [ViewID: SimulatedView]
    let now: Date
    private let tables: [TableID: SimulatedTable]
    /// The primary fields of all tables.
    private let primaries: [(table: TableID, field: FieldSchema)]

    /// Nil where the base has no such table.
    init?(_ state: SimulatedBase.State, table: String) {
        guard let schema = state.schema.table(idOrName: table),
            let contents = state.tables[schema.id]
        else { return nil }
        self.schema = schema
        records = contents.records
        revision = state.revision
        renames = state.renames.filter { $0.table == schema.id }
        lastModified = state.lastModified[schema.id] ?? [:]
        commentCounts = state.comments.mapValues(\.count)
        views = state.views
        now = state.wallNow()
        tables = state.tables
        primaries = state.schema.tables.compactMap { table in
            table.primaryField.map { (table.id, $0) }
        }
    }

    /// The text of a record's primary field, as cells that link to it show it; nil where the base
    /// has no such record.
    ///
    /// - Parameter texts: how cells are written.
    func name(of record: String, as texts: CellText = CellText()) -> String? {
        let id = RecordID(record)
        for (table, field) in primaries {
            guard let record = tables[table]?.record(id) else { continue }
            // A primary field is no link, so that nothing in it has a name to look up.
            return texts.text(
                of: record.cells[field.name] ?? .null, configuration: field.configuration
            ) { _ in nil }
        }
        return nil
    }
}
