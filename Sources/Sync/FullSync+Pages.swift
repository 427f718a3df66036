import AirtableAPI
import AirtableClient
import Storage

extension FullSync {
    /// Reads all tables, several at a time: the large ones of last time first.
    ///
    /// - Returns: the refusal of a table, which may mean that it is gone: the schema tells.
    /// - Throws: any other failure of any table, at once.
    func fill(_ rebuild: Rebuild) async throws -> AirtableClientError? {
        let progress = ProgressReport(tables: rebuild.schema.tables.count, report: report)
        let sizes = Dictionary(
            (rebuild.from?.contents.tables ?? []).map { ($0.id, $0.recordCount) },
            uniquingKeysWith: { first, _ in first })
        let tables = rebuild.schema.tables.map(\.id)
            .sorted { sizes[$0] ?? 0 > sizes[$1] ?? 0 }
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, table) in tables.enumerated() {
                    if index >= SyncLimits.tablesInParallel { try await group.next() }
                    group.addTask { try await fill(rebuild, table, progress) }
                }
                try await group.waitForAll()
            }
            return nil
        } catch let error as AirtableClientError
            where error.code == .forbidden || error.code == .notFound
        {
            return error
        }
    }

    /// Reads one table, page by page in order.
    private func fill(
        _ rebuild: Rebuild, _ table: TableID, _ progress: ProgressReport
    ) async throws {
        var records = 0
        let last = rebuild.from?.contents.tables.first { $0.id == table }?.recordCount
        for try await event in airtable.recordPages(
            base: base, table: table, expectedRecords: last)
        {
            switch event {
            case .page(let page):
                try await storageQueue.run { try rebuild.insert(page, table: table) }
                records += page.records.count
                progress.received(page.records.count)
            case .restarted:
                try await storageQueue.run { try rebuild.restart(table: table) }
                progress.received(-records)
                records = 0
            }
        }
        progress.finishedTable()
    }
}
