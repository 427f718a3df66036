import AirtableAPI
import AirtableClient
import Storage

/// Compares the ids of one table with Airtable's: cheap, since one cell of each record is enough.
struct Reconciliation: Sendable {
    let base: BaseID
    let airtable: Airtable

    /// The ids that Airtable lists.
    func ids(of table: TableSchema) async throws -> Set<String> {
        var query = ListRecordsQuery()
        query.fields = [table.primaryFieldID.rawValue]
        var ids: Set<String> = []
        for try await event in airtable.recordPages(base: base, table: table.id, query: query) {
            switch event {
            case .page(let page): ids.formUnion(page.records.map { page.text($0.id) })
            case .restarted: ids = []
            }
        }
        return ids
    }

    /// What of the ids that only one side has is really so: they are asked for one by one, since
    /// records may have come or gone between the two looks.
    ///
    /// - Parameters:
    ///   - suspects: ids that only Airtable or only the copy had.
    ///   - copy: ids that the copy has now.
    /// - Returns: the change that mends it, and how many records differed.
    func mend(
        _ suspects: Set<String>, of table: TableID, copy: Set<String>
    ) async throws -> (change: ChangeSet.Table, differences: Int) {
        var change = ChangeSet.Table()
        change.pages = try await airtable.records(
            base: base, table: table, ids: suspects.sorted().map { RecordID($0) })
        let found = Set(change.pages.flatMap { page in page.records.map { page.text($0.id) } })
        let gone = suspects.subtracting(found)
        change.removed = gone.sorted().map { RecordID($0) }
        let differences =
            found.subtracting(copy).count + gone.intersection(copy).count
        return (change, differences)
    }
}
