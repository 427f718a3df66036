import AirtableAPI
import AirtableClient
import FoundationEssentials
import Storage

/// The changes of one run of a `ChangeSource`, as they come together round by round.
struct Gathering {
    private let source: ChangeSource
    private let copy: ChangeSource.Copy
    var position: PayloadPosition
    var currentAt: Date?
    private(set) var schema: BaseSchema
    private var summary = PayloadSummary()
    private var tables: [TableID: ChangeSet.Table] = [:]
    private var removed: [TableID: Set<RecordID>] = [:]
    /// Tables that Airtable refused to give: they are gone, or will be at the next look.
    private var refusals: [TableID: AirtableClientError] = [:]

    init(source: ChangeSource, copy: ChangeSource.Copy, position: PayloadPosition) {
        self.source = source
        self.copy = copy
        self.position = position
        schema = copy.schema
    }

    var recordCount: Int { summary.recordCount }

    /// - Throws: `AirtableClientError` when a table was refused that is still there.
    func result() throws -> GatheredChanges {
        if let refusal = refusals.first { throw refusal.value }
        var changes = ChangeSet()
        changes.schema = schema == copy.schema ? nil : schema
        changes.tables = tables
        for (table, records) in removed {
            changes.tables[table, default: ChangeSet.Table()].removed = records.sorted()
        }
        changes.position = position
        changes.currentAt = currentAt
        return GatheredChanges(
            changes: changes, payloads: summary.payloadCount,
            newestPayloadAt: summary.timestamp.flatMap(WireTime.date))
    }

    /// Fetches what payloads name.
    ///
    /// - Returns: whether all that came is just what the payloads foretold.
    mutating func take(_ fresh: PayloadSummary, isFirst: Bool) async throws -> Bool {
        summary.merge(fresh)
        var wanted = fresh
        var wholes: Set<TableID> = []
        if fresh.needsSchema {
            let before = schema
            schema = try await source.airtable.baseSchema(source.base)
            wholes = Self.reloaded(from: before, to: schema)
            // What was fetched under the old names is fetched again under the new ones.
            if !isFirst, before != schema {
                wanted = summary
                wholes.formUnion(tables.filter(\.value.isWhole).keys)
            }
        }
        let isForetold = try await fetch(wanted, wholes)
        return isFirst && !fresh.needsSchema && isForetold
    }

    /// Tables whose cells may have changed although no payload names their records: a field got
    /// another type or other options, or one came that Airtable fills by itself.
    static func reloaded(from old: BaseSchema, to new: BaseSchema) -> Set<TableID> {
        var tables: Set<TableID> = []
        for table in new.tables {
            guard let before = old.table(table.id) else {
                tables.insert(table.id)
                continue
            }
            let known = Dictionary(before.fields.map { ($0.id, $0) }) { first, _ in first }
            let needsReload = table.fields.contains { field in
                guard let former = known[field.id] else { return field.type.isFilledByAirtable }
                return !field.keepsCells(of: former)
            }
            if needsReload { tables.insert(table.id) }
        }
        return tables
    }

    private mutating func fetch(
        _ wanted: PayloadSummary, _ wholes: Set<TableID>
    ) async throws -> Bool {
        let present = Set(schema.tables.map(\.id))
        tables = tables.filter { present.contains($0.key) }
        removed = removed.filter { present.contains($0.key) }
        refusals = refusals.filter { present.contains($0.key) }
        var plans: [FetchPlan] = []
        for id in present {
            let table = wanted.tables[id] ?? PayloadSummary.Table()
            for record in table.destroyed { removed[id, default: []].insert(record) }
            let isWhole =
                wholes.contains(id)
                || FetchPlan.isWholeCheaper(
                    changed: table.changed.count, records: copy.count(id))
            if isWhole {
                plans.append(FetchPlan(table: id, records: nil))
            } else if !table.changed.isEmpty {
                plans.append(FetchPlan(table: id, records: table.changed.sorted()))
            }
        }
        guard plans.reduce(0, { $0 + $1.size(copy) }) <= SyncLimits.changedRecords else {
            throw ChangeGap(
                description: "a change touches more records than are fetched one by one")
        }
        var isForetold = true
        for fetched in try await fetchAll(plans) {
            try take(fetched, wanted, &isForetold)
        }
        return isForetold
    }

    private func fetchAll(_ plans: [FetchPlan]) async throws -> [FetchPlan.Result] {
        let source = source
        return try await withThrowingTaskGroup(of: FetchPlan.Result.self) { group in
            for plan in plans { group.addTask { try await plan.run(source) } }
            var results: [FetchPlan.Result] = []
            for try await result in group { results.append(result) }
            return results
        }
    }

    private mutating func take(
        _ fetched: FetchPlan.Result, _ wanted: PayloadSummary, _ isForetold: inout Bool
    ) throws {
        let id = fetched.plan.table
        if let refusal = fetched.refusal {
            refusals[id] = refusal
            isForetold = false
            return
        }
        refusals[id] = nil
        let found = Set(
            fetched.pages.flatMap { page in
                page.records.map { RecordID(page.text($0.id)) }
            })
        removed[id, default: []].subtract(found)
        guard let records = fetched.plan.records else {
            // Pages of the whole table take the place of all that was fetched before.
            tables[id] = ChangeSet.Table()
            tables[id]?.pages = fetched.pages
            tables[id]?.isWhole = true
            isForetold = false
            return
        }
        tables[id, default: ChangeSet.Table()].pages += fetched.pages
        let missing = records.filter { !found.contains($0) }
        removed[id, default: []].formUnion(missing)
        if !missing.isEmpty { isForetold = false }
        guard isForetold, let table = schema.table(id), let summary = wanted.tables[id] else {
            isForetold = false
            return
        }
        let foretelling = Foretelling(table: table)
        for page in fetched.pages where isForetold {
            for slice in page.records where isForetold {
                let record = RecordID(page.text(slice.id))
                isForetold = try foretelling.isForetold(
                    Array(page.bytes[slice.whole]), summary.cells[record] ?? [:],
                    before: try copy.record(id, record))
            }
        }
    }
}

/// What to fetch of one table.
struct FetchPlan: Sendable {
    struct Result: Sendable {
        let plan: FetchPlan
        var pages: [RecordPage] = []
        /// Airtable does not give the table.
        var refusal: AirtableClientError?
    }

    let table: TableID
    /// Nil for the whole table.
    let records: [RecordID]?

    /// Whether all pages of a table cost fewer calls than the changed records by their ids.
    static func isWholeCheaper(changed: Int, records: Int) -> Bool {
        let size = AirtableLimits.recordsPerPage
        return (changed + size - 1) / size > max(1, (records + size - 1) / size)
    }

    func size(_ copy: ChangeSource.Copy) -> Int { records?.count ?? copy.count(table) }

    func run(_ source: ChangeSource) async throws -> Result {
        do {
            return Result(plan: self, pages: try await pages(source))
        } catch let error as AirtableClientError
            where error.code == .forbidden || error.code == .notFound
        {
            return Result(plan: self, refusal: error)
        }
    }

    private func pages(_ source: ChangeSource) async throws -> [RecordPage] {
        if let records {
            return try await source.airtable.records(
                base: source.base, table: table, ids: records)
        }
        return try await source.airtable.recordPages(base: source.base, table: table).all()
    }
}

extension FieldType {
    /// Whether cells of a new field have values although nobody wrote any.
    fileprivate var isFilledByAirtable: Bool {
        switch self {
        case .formula, .rollup, .multipleLookupValues, .count, .autoNumber, .createdTime,
            .lastModifiedTime, .createdBy, .lastModifiedBy, .button, .aiText, .externalSyncSource:
            true
        default: false
        }
    }
}

extension FieldSchema {
    /// Whether cells stay as they are when `former` becomes this field: the same type, and no
    /// options but more choices.
    fileprivate func keepsCells(of former: FieldSchema) -> Bool {
        if configuration == former.configuration { return true }
        guard type == former.type, case .choices(let now) = options,
            case .choices(let before) = former.options
        else { return false }
        let names = Dictionary(now.map { ($0.id, $0.name) }) { first, _ in first }
        return before.allSatisfy { names[$0.id] == $0.name }
    }
}
