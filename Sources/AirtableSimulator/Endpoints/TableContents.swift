import AirtableAPI
import FoundationEssentials

/// A table of a base as it is at one moment.
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
    private let views: [ViewID: [RecordID]]

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
    }

    /// The records of a view in its order: the whole table, unless the view has records of its own.
    func records(of view: ViewSchema) -> [SimulatedRecord] {
        guard let ids = views[view.id] else { return records }
        let byID = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }
}
