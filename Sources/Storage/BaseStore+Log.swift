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

    /// The ids of a table's records; empty where there is no such table.
    package func ids(of table: TableID) throws -> Set<String> {
        try read { session in
            guard let table = session.contents.table(table.rawValue) else { return [] }
            return try session.ids(of: table)
        } ?? []
    }
}
