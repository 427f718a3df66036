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
        /// How it is kept current between full syncs; nil where that was never done.
        package let live: Live?
        package let tables: [Table]

        init(store: BaseStore, lastRun: SyncRun?, live: Live?, at now: Date) {
            self.live = live
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

    /// How a base is kept current by changes.
    package struct Live: Sendable, Encodable {
        package let webhook: String?
        package let webhookExpiresAt: Date?
        /// The number of the payload to ask for next.
        package let cursor: Int?
        package let lastNotificationAt: Date?
        package let lastPullAt: Date?
        package let lastPayloadAt: Date?
        /// From a change in Airtable to its arrival in the copy.
        package let lagSeconds: Double?
        /// Why a full sync has to close a gap, and since when.
        package let gap: String?
        package let gapSince: Date?
        package let gaps: Int
        /// Why changes could not be fetched, and what to do about it.
        package let failure: String?
        package let hint: String?

        /// Nil for a base that has no webhook and never had one.
        init?(_ base: BaseID, _ store: Store) throws {
            let state = try store.liveState(base)
            let stored = try store.webhook(base)
            guard stored != nil || state != LiveState() else { return nil }
            webhook = stored?.id.rawValue
            webhookExpiresAt = stored?.expiresAt
            cursor = try store.base(base).serving?.contents.position?.cursor
            lastNotificationAt = state.lastNotificationAt
            lastPullAt = state.lastPullAt
            lastPayloadAt = state.lastPayloadAt
            lagSeconds = state.lag
            gap = state.gap
            gapSince = state.gapSince
            gaps = state.gaps
            failure = state.failure?.message
            hint = state.failure?.hint
        }
    }

    package let dataFolder: String
    /// The calendar month, in UTC, that the calls are of.
    package let month: String
    package let callsThisMonth: Int
    /// How many there will be at the end of the month, at the pace so far.
    package let callsForecast: Int
    /// How the settings want bases to be kept current.
    package let mode: String
    package let bases: [Base]
}
