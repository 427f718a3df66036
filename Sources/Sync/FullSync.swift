import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage

/// A full sync: every table of a base into a new generation, then the switch.
///
/// One table that fails fails the sync, and nothing switches. The schema is read again after the
/// last page: where it moved, pages of two schemas may stand side by side, and all begins anew.
struct FullSync: Sendable {
    let base: BaseID
    let store: BaseStore
    let airtable: Airtable
    let wallNow: @Sendable () -> Date
    let logger: Logger
    /// Told of each step forward.
    let report: @Sendable (SyncRun.Progress) -> Void

    func run() async throws -> Snapshot {
        // The steps by their numbers in ARCHITECTURE.md; 2 and 6 belong to incremental sync.
        // 1. The engine holds the writer lock.
        for attempt in 1...SyncLimits.schemaAttempts {
            let startedAt = wallNow()
            // 3.
            async let nameNow = name()
            let schema = try await airtable.baseSchema(base)
            let name = try await nameNow
            // 4.
            let rebuild = try store.beginRebuild(schema: schema, name: name, at: startedAt)
            do {
                // 5.
                let refusal = try await fill(rebuild)
                if try await airtable.baseSchema(base).fixesRecords(like: schema) {
                    if let refusal { throw refusal }
                    try Task.checkCancellation()
                    // 7. and 8.
                    return try rebuild.finish(at: wallNow())
                }
            } catch {
                rebuild.abandon()
                throw error
            }
            rebuild.abandon()
            logger.info(
                "the schema changed while the base was read", metadata: ["attempt": "\(attempt)"])
        }
        throw SyncError(
            .schemaUnstable,
            "The schema of '\(base)' changed during each of \(SyncLimits.schemaAttempts) attempts.",
            hint: "Refresh again when nobody alters tables or fields.")
    }

    /// The base's name, which is not part of the schema.
    private func name() async throws -> String {
        let known = store.serving?.baseName ?? base.rawValue
        do {
            return try await airtable.bases().first { $0.id == base }?.name ?? known
        } catch let error as AirtableClientError where error.code == .forbidden {
            // A token may see a base without the right to list bases.
            return known
        }
    }

    /// Reads all tables, several at a time: the large ones of last time first.
    ///
    /// - Returns: the refusal of a table, which may mean that it is gone: the schema tells.
    /// - Throws: any other failure of any table, at once.
    private func fill(_ rebuild: Rebuild) async throws -> AirtableClientError? {
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
        let last = rebuild.from?.tables.first { $0.id == table }?.recordCount
        for try await event in airtable.recordPages(
            base: base, table: table, expectedRecords: last)
        {
            switch event {
            case .page(let page):
                try rebuild.insert(page, table: table)
                records += page.records.count
                progress.received(page.records.count)
            case .restarted:
                try rebuild.restart(table: table)
                progress.received(-records)
                records = 0
            }
        }
        progress.finishedTable()
    }
}

extension BaseSchema {
    /// Whether records read under this schema and under `other` have the same form: the same
    /// tables, and in them the same fields by id, name, type and options.
    ///
    /// Views may have changed: they do not touch records.
    func fixesRecords(like other: BaseSchema) -> Bool {
        tables.count == other.tables.count
            && zip(tables, other.tables).allSatisfy { one, two in
                one.id == two.id && one.name == two.name
                    && one.primaryFieldID == two.primaryFieldID && one.fields == two.fields
            }
    }
}
