package import AirtableAPI
import AirtableClient
package import FoundationEssentials
import Logging
import Storage
import Synchronization

/// The records of a view, in its order.
package struct ViewList: Sendable {
    package let ids: [String]
    /// The version of its table that it belongs to; less than any where the table moved while the
    /// list was read.
    package let version: Int64
    /// When the reading of its first page began.
    package let readAt: Date
    /// Why it could not be read again although it should have been; nil when all is well.
    package fileprivate(set) var failure: String?
}

/// The lists of views' records.
///
/// Airtable tells neither a view's filter nor when its list changes. So a list is read on first use,
/// belongs to the version of its table that it was read at, and is read again, by whoever wants it
/// then, once the table has moved on and the list is older than `SyncSettings.viewMaxAge`.
package final class ViewLists: Sendable {
    fileprivate struct Key: Hashable {
        let base: BaseID
        let table: TableID
        /// The view's id where the copy knows it, else what was asked for.
        let view: String
    }

    fileprivate struct Entry {
        var list: ViewList?
        /// What Airtable said to the last reading when it refused.
        var refusal: AirtableAnswer?
        var refusedAt = Date.distantPast
        var usedAt: Date
        var use: UInt64
        let gate = TaskGate()
    }

    fileprivate struct State {
        var entries: [Key: Entry] = [:]
        var uses: UInt64 = 0
    }

    private let store: Store
    private let bases: [BaseID]
    private let airtable: Airtable
    private let settings: SyncSettings
    private let wallNow: @Sendable () -> Date
    private let logger: Logger
    private let state = Mutex(State())

    init(
        store: Store, bases: [BaseID], airtable: Airtable, settings: SyncSettings,
        wallNow: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.store = store
        self.bases = bases
        self.airtable = airtable
        self.settings = settings
        self.wallNow = wallNow
        self.logger = logger
    }

    /// The list of a view: the one that is kept, or one that is read now.
    ///
    /// Of several who want a list at once one reads it. Where it cannot be read again, the old one
    /// is given, with its age and the reason. Where nothing is asked for requests, full syncs alone
    /// read lists: that of a view which was wanted since, however old it is.
    ///
    /// - Parameters:
    ///   - table: one of the copy's.
    ///   - view: its id or name.
    /// - Throws: `ViewRefused` with Airtable's answer, as for a view that does not exist;
    ///   `PassingError` when the list could not be read, or may not be; `CancellationError`.
    package func list(base: BaseID, table: TableID, view: String) async throws -> ViewList {
        guard bases.contains(base) else { throw PassingError.unknownBase }
        let schema = try store.base(base).serving?.schema.table(table)
        let known =
            schema?.views.first { $0.id.rawValue == view }
            ?? schema?.views.first { $0.name == view }
        let key = Key(base: base, table: table, view: known?.id.rawValue ?? view)
        guard settings.forwardsQuestions else {
            guard known != nil, let list = wanted(key) else { throw PassingError.forwardingOff }
            return list
        }
        if let list = try current(key) { return list }
        return try await gate(key).pass {
            // Somebody else may have read it meanwhile.
            if let list = try self.current(key) { return list }
            return try await self.read(key)
        }
    }

    /// The list that a full sync read; nil where none did. The next one does.
    private func wanted(_ key: Key) -> ViewList? {
        state.withLock { state in
            state.use(key, at: wallNow())
            state.trim(but: key)
            return state.entries[key]?.list
        }
    }

    /// The list that may be given now; nil when it has to be read.
    private func current(_ key: Key) throws -> ViewList? {
        let now = wallNow()
        let version = try version(key)
        let maxAge = settings.viewMaxAge.inSeconds
        let (list, refusal) = state.withLock { state -> (ViewList?, AirtableAnswer?) in
            state.use(key, at: now)
            guard let entry = state.entries[key] else { return (nil, nil) }
            let isRecent = (0..<maxAge).contains(now.timeIntervalSince(entry.refusedAt))
            return (entry.list, isRecent ? entry.refusal : nil)
        }
        if let refusal { throw ViewRefused(answer: refusal) }
        guard let list else { return nil }
        let age = now.timeIntervalSince(list.readAt)
        return list.version == version || (0..<maxAge).contains(age) ? list : nil
    }

    // MARK: With a full sync

    /// Lists that were read with the tables.
    struct Reading: Sendable {
        fileprivate let key: Key
        fileprivate let list: ViewList
    }

    /// Reads the lists of views that are in use, before a new generation serves.
    ///
    /// - Throws: `CancellationError`. A list that cannot be read is left as it is.
    func readInUse(_ base: BaseID, by airtable: Airtable) async throws -> [Reading] {
        let oldest = wallNow().addingTimeInterval(-SyncLimits.viewUse.inSeconds)
        let keys = state.withLock { state in
            state.entries.filter { key, entry in
                key.base == base && entry.usedAt >= oldest
                    && (entry.list != nil || !settings.forwardsQuestions)
            }.map(\.key)
        }
        var readings: [Reading] = []
        for key in keys {
            do {
                readings.append(Reading(key: key, list: try await fetch(key, by: airtable)))
            } catch let error as AirtableClientError {
                logger.info(
                    "a view's list could not be read with its table",
                    metadata: ["base": "\(base)", "table": "\(key.table)", "error": "\(error)"])
            }
        }
        return readings
    }

    /// Keeps lists that were read with the tables, now that the new generation serves. Where the
    /// table moved between, or payloads may have moved it, a list is older than the table.
    ///
    /// - Parameter former: the generation that served while they were read.
    func adopt(_ readings: [Reading], former: Generation?) {
        for reading in readings {
            let before = former?.contents.table(reading.key.table.rawValue)?.version
            let isOfTable = before == reading.list.version && !settings.mode.isLive
            let version = isOfTable ? (try? version(reading.key)) ?? nil : nil
            let list = ViewList(
                ids: reading.list.ids, version: version ?? ViewList.older,
                readAt: reading.list.readAt)
            keep(list, reading.key)
        }
    }

    private func version(_ key: Key) throws -> Int64? {
        try store.base(key.base).serving?.contents.table(key.table.rawValue)?.version
    }

    private func gate(_ key: Key) -> TaskGate {
        state.withLock { state in
            let entry = state.entries[key] ?? Entry(usedAt: wallNow(), use: state.uses)
            state.entries[key] = entry
            return entry.gate
        }
    }

    private func read(_ key: Key) async throws -> ViewList {
        let kept = state.withLock { $0.entries[key]?.list }
        do {
            let list = try await fetch(key, by: airtable.with(priority: .interactive))
            keep(list, key)
            return list
        } catch let error as AirtableClientError {
            if let answer = AirtableAnswer(error), answer.status == 422 || answer.status == 404 {
                state.withLock { state in
                    state.entries[key]?.list = nil
                    state.entries[key]?.refusal = answer
                    state.entries[key]?.refusedAt = wallNow()
                    state.trim(but: key)
                }
                throw ViewRefused(answer: answer)
            }
            guard var kept else { throw PassingError(error, isWrite: false) }
            kept.failure = error.message
            logger.info(
                "a view's list could not be read again",
                metadata: ["base": "\(key.base)", "table": "\(key.table)", "error": "\(error)"])
            return kept
        }
    }

    /// Reads a list: one cell of each record, a hundred records a call.
    private func fetch(_ key: Key, by airtable: Airtable) async throws -> ViewList {
        let readAt = wallNow()
        let before = try version(key)
        var query = ListRecordsQuery()
        query.view = key.view
        query.pageSize = AirtableLimits.recordsPerPage
        if let field = try store.base(key.base).serving?.schema.table(key.table)?.primaryFieldID {
            query.fields = [field.rawValue]
        }
        var ids: [String] = []
        let pages = airtable.recordPages(base: key.base, table: key.table, query: query)
        for try await event in pages {
            switch event {
            case .page(let page): ids += page.records.map { page.text($0.id) }
            case .restarted: ids = []
            }
            guard ids.count <= SyncLimits.viewListRecords else {
                throw AirtableClientError(
                    .refused, message: "The view has too many records to be listed here.",
                    hint: "Use a filter in place of the view.")
            }
        }
        let after = try version(key)
        return ViewList(
            ids: ids, version: before == after ? before ?? ViewList.older : ViewList.older,
            readAt: readAt)
    }

    /// Keeps a list; of many those go that were not used for longest.
    private func keep(_ list: ViewList, _ key: Key) {
        state.withLock { state in
            state.uses += 1
            state.entries[key, default: Entry(usedAt: wallNow(), use: state.uses)].list = list
            state.entries[key]?.refusal = nil
            state.trim(but: key)
        }
    }
}

extension ViewLists.State {
    /// Remembers that somebody wants a list.
    fileprivate mutating func use(_ key: ViewLists.Key, at now: Date) {
        uses += 1
        entries[key, default: ViewLists.Entry(usedAt: now, use: 0)].use = uses
        entries[key]?.usedAt = now
    }

    /// Of many lists those go that were not used for longest.
    fileprivate mutating func trim(but key: ViewLists.Key) {
        var total = entries.values.reduce(0) { $0 + ($1.list?.ids.count ?? 0) }
        for (other, entry) in entries.sorted(by: { $0.value.use < $1.value.use }) where other != key
        {
            guard total > SyncLimits.viewListRecords || entries.count > SyncLimits.viewLists else {
                break
            }
            total -= entry.list?.ids.count ?? 0
            entries[other] = nil
        }
    }
}

extension ViewList {
    /// A version that no table has.
    fileprivate static let older: Int64 = -1
}

/// Airtable does not give the list of a view, and says why.
package struct ViewRefused: Error, Sendable {
    package let answer: AirtableAnswer
}
