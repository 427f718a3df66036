import AirtableAPI
import AirtableClient
import FoundationEssentials
import Storage

/// Asks each table for the records that were modified or made since the last time.
///
/// It sees neither deletions nor cells that Airtable computes: those wait for the next full sync.
struct DeltaPoll: Sendable {
    let base: BaseID
    let airtable: Airtable

    /// - Parameters:
    ///   - since: when the last question was asked, or the full sync began.
    ///   - schema: the copy's.
    /// - Returns: nil when the schema moved, so that only a full sync can name the cells.
    /// - Throws: `AirtableClientError`.
    func changes(since: Date, schema: BaseSchema) async throws -> ChangeSet? {
        let now = try await airtable.baseSchema(base)
        guard now.fixesRecords(like: schema) else { return nil }
        var query = ListRecordsQuery()
        // Airtable's clock and ours may differ; what comes twice changes nothing.
        let time = WireTime.text(since.addingTimeInterval(-SyncLimits.deltaOverlap.inSeconds))
        query.filterByFormula = """
            OR(LAST_MODIFIED_TIME()>DATETIME_PARSE('\(time)'),\
            CREATED_TIME()>DATETIME_PARSE('\(time)'))
            """
        let wanted = query
        var changes = ChangeSet()
        changes.tables = try await withThrowingTaskGroup(
            of: (TableID, [RecordPage]).self
        ) { group in
            for table in schema.tables {
                group.addTask {
                    let listing = airtable.recordPages(base: base, table: table.id, query: wanted)
                    return (table.id, try await listing.all())
                }
            }
            var tables: [TableID: ChangeSet.Table] = [:]
            for try await (id, pages) in group where pages.contains(where: { !$0.records.isEmpty })
            {
                tables[id] = ChangeSet.Table()
                tables[id]?.pages = pages
            }
            return tables
        }
        return changes
    }

    /// The records that were made since.
    static func created(since: Date) -> ListRecordsQuery {
        var query = ListRecordsQuery()
        let time = WireTime.text(since.addingTimeInterval(-SyncLimits.deltaOverlap.inSeconds))
        query.filterByFormula = "CREATED_TIME()>DATETIME_PARSE('\(time)')"
        return query
    }
}
