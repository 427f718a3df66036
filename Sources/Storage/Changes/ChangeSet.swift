package import AirtableAPI
package import FoundationEssentials

/// What is to be applied to a copy, all of it or nothing.
package struct ChangeSet: Sendable {
    /// What changed in one table.
    package struct Table: Sendable {
        /// Records as Airtable gives them now. Of one that is there twice the last counts.
        package var pages: [RecordPage] = []
        /// Records that Airtable no longer has, whatever the pages say.
        package var removed: [RecordID] = []
        /// Whether `pages` hold every record of the table, so that all others are gone.
        package var isWhole = false

        package init() {}

        var isEmpty: Bool { pages.isEmpty && removed.isEmpty && !isWhole }
    }

    /// The base's schema, where it may have moved. Records are named by it.
    package var schema: BaseSchema?
    package var tables: [TableID: Table] = [:]
    /// Where the payloads go on after this; nil for changes that stem from none.
    package var position: PayloadPosition?
    /// The generation that the changes were gathered for; nil for any.
    package var generation: Int?
    /// The copy is at least as new as this afterwards; nil where nothing is known of the rest.
    package var currentAt: Date?

    package init() {}

    /// Whether there is anything worth a commit: that a quiet base was looked at is written now and
    /// then alone.
    func isNews(to contents: GenerationContents) -> Bool {
        if tables.values.contains(where: { !$0.isEmpty }) { return true }
        if schema.map({ $0 != contents.schema }) ?? false { return true }
        if let position, position != contents.position { return true }
        let age = (currentAt ?? .distantPast).timeIntervalSince(contents.syncedAt)
        return age >= StorageLimits.quietCommitInterval
    }

    /// Records named in it, those that are gone included.
    package var recordCount: Int {
        tables.values.reduce(0) { sum, table in
            sum + table.removed.count + table.pages.reduce(0) { $0 + $1.records.count }
        }
    }
}

/// Which records of which tables were touched: for a standby that is filled meanwhile.
struct TouchedRecords: Sendable {
    enum Table: Sendable {
        case some(Set<String>)
        case all
    }

    private(set) var tables: [TableID: Table] = [:]

    mutating func add(_ table: TableID, _ ids: some Sequence<String>) {
        guard case .some(var known) = tables[table] ?? .some([]) else { return }
        tables[table] = nil
        known.formUnion(ids)
        tables[table] = known.count > StorageLimits.touchedRecordsPerTable ? .all : .some(known)
    }

    mutating func addAll(_ table: TableID) { tables[table] = .all }

    mutating func formUnion(_ other: TouchedRecords) {
        for (table, records) in other.tables {
            switch records {
            case .all: addAll(table)
            case .some(let ids): add(table, ids)
            }
        }
    }
}
