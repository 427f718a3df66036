package import AirtableAPI

extension BaseStore {
    /// The change log after a cursor.
    ///
    /// - Parameters:
    ///   - cursor: nil for the oldest entry that is kept.
    ///   - limit: at most `StorageLimits.entriesPerPage`.
    /// - Returns: nil before the first sync.
    package func changes(after cursor: ChangeCursor?, limit: Int) throws -> ChangePage? {
        let limit = min(limit, StorageLimits.entriesPerPage)
        while true {
            // A log and its history change together: read until nothing moved in between.
            let epoch = historyEpoch
            let page = try read { session in
                try session.changes(after: cursor, limit: limit, epoch: epoch)
            }
            if epoch == historyEpoch { return page }
        }
    }

    /// Where the change log ends; nil before the first sync.
    package func newestCursor() throws -> ChangeCursor? {
        // No history has a negative epoch, so the answer is a reset, which names the end.
        try changes(after: ChangeCursor(epoch: -1, sequence: 0), limit: 1)?.next
    }

    /// The records of a table that came into the copy after a cursor.
    ///
    /// - Returns: nil where the log does not tell.
    package func created(
        in table: TableID, after cursor: ChangeCursor
    ) throws -> Set<String>? {
        var ids: Set<String> = []
        var cursor = cursor
        while let page = try changes(after: cursor, limit: StorageLimits.entriesPerPage) {
            guard !page.isReset else { return nil }
            for entry in page.entries where entry.kind == .recordCreated && entry.table == table {
                if let record = entry.record { ids.insert(record.rawValue) }
            }
            guard page.hasMore else { return ids }
            cursor = page.next
        }
        return nil
    }

    /// The ids of a table's records; empty where there is no such table.
    package func ids(of table: TableID) throws -> Set<String> {
        try read { session in
            guard let table = session.contents.table(table.rawValue) else { return [] }
            return try session.ids(of: table)
        } ?? []
    }
}
