import AirtableAPI
package import FoundationEssentials
import Storage

/// How a data folder stands, as `aircache status --json` prints it.
package struct CopyStatus: Sendable, Encodable {
    package struct Table: Sendable, Encodable {
        package let id: String
        package let name: String
        package let key: String
        package let records: Int
        package let changedAt: Date
    }

    package struct Base: Sendable, Encodable {
        package let id: String
        /// Nil before the first sync, as is everything that a generation tells.
        package let name: String?
        package let generation: Int?
        package let syncedAt: Date?
        package let ageSeconds: Int?
        package let bytes: Int64?
        /// The generation that a rollback would serve.
        package let previousGeneration: Int?
        /// Why the base is not synced until a refresh is asked for.
        package let pausedBecause: String?
        /// Why an older generation serves than should.
        package let degradedBecause: String?
        package let lastRun: RunProgress?
        package let tables: [Table]

        init(store: BaseStore, lastRun: SyncRun?, at now: Date) {
            let serving = store.serving
            id = store.id.rawValue
            name = serving?.baseName
            generation = serving?.number
            syncedAt = serving?.syncedAt
            ageSeconds = serving.map { Int(max(0, now.timeIntervalSince($0.syncedAt))) }
            bytes = serving?.fileBytes
            previousGeneration = store.previousNumber
            pausedBecause = store.pause?.reason
            degradedBecause = store.degradation
            self.lastRun = lastRun.map(RunProgress.init)
            tables = (serving?.tables ?? []).map { table in
                Table(
                    id: table.id.rawValue, name: table.name, key: table.key,
                    records: table.recordCount, changedAt: table.changedAt)
            }
        }

        package var records: Int { tables.reduce(0) { $0 + $1.records } }
    }

    package let dataFolder: String
    /// The calendar month, in UTC, that the calls are of.
    package let month: String
    package let callsThisMonth: Int
    package let bases: [Base]
}
