import AirtableAPI
import Foundation
import Logging
import Storage

/// The first hundred of all records, sorted by each kind of field: without an index, with one, and
/// with one right after a commit that renamed a record.
struct Sorts {
    let pages: SyntheticPages
    let folder: String

    private static let repetitions = 20
    private static let kinds = [
        ("Name", "a text"), ("Notes", "a long text"), ("Status", "a select"),
        ("Tags", "several selects"), ("Score", "a number"), ("Due", "a date"),
        ("Done", "a checkbox"), ("Owner", "a person"), ("Next", "a link"),
        ("Next name", "a lookup"), ("Label", "a formula's text"),
    ]

    func run() throws {
        let store = try Store(
            folder: DataFolder(path: folder + "/ingest-0"), logger: Logger(label: "bench"))
        let base = try store.base(pages.baseID)
        guard let lock = try store.acquireWriterLock() else { return }
        defer { lock.release() }
        print(
            "sorts, one thread, first 100 of \(pages.ids.count), milliseconds (worst of both ways)")
        print("  kind                     no index    index   after a commit")
        let bare = try commits(base)
        for (name, kind) in Self.kinds {
            let before = try worst(1) { try once(base, name, $0) }
            // Both directions were asked for, and may be in the making in the background.
            try base.makeWantedIndexes()
            let with = try worst { try once(base, name, $0) }
            let after = try worst { isDescending in
                try commit(base)
                return try once(base, name, isDescending)
            }
            print(
                "  " + kind.padding(toLength: 22, withPad: " ", startingAt: 0)
                    + [before, with, after].map { String(format: "%10.2f", $0 * 1_000) }.joined())
        }
        report("one commit without indexes", String(format: "%.2f ms", bare * 1_000))
        report("and with them", String(format: "%.2f ms", try commits(base) * 1_000))
    }

    /// The larger of the medians of both directions.
    private func worst(
        _ repetitions: Int = repetitions, _ time: (Bool) throws -> Double
    ) throws -> Double {
        try [false, true].map { isDescending in
            median(try (0..<repetitions).map { _ in try time(isDescending) })
        }.max() ?? 0
    }

    private func once(_ base: BaseStore, _ name: String, _ isDescending: Bool) throws -> Double {
        var count: Int?
        let time = try seconds {
            count = try base.read { session in
                var query = RecordQuery(table: session.contents.tables[0])
                guard let field = query.table.field(idOrName: name) else { return 0 }
                query.limit = 100
                query.wantsTotal = false
                query.sort = [.init(field: field, isDescending: isDescending)]
                return try session.list(query) { _ in }.count
            }
        }
        precondition(count == min(100, pages.ids.count), "\(name) gave \(count ?? 0) records")
        return time
    }

    private func commits(_ base: BaseStore) throws -> Double {
        median(try (0..<Self.repetitions).map { _ in try seconds { try commit(base) } })
    }

    /// Gives a record another name.
    private func commit(_ base: BaseStore) throws {
        let id = pages.ids[Int.random(in: pages.ids.indices)]
        let body = try base.read { try $0.record(id, table: $0.contents.tables[0]) } ?? nil
        var record = try JSONValue(parsing: body ?? [])
        guard case .object(var object) = record, case .object(var cells)? = object["fields"]
        else { return }
        cells["Name"] = .string("Record \(Int.random(in: 1...999_999))")
        object["fields"] = .object(cells)
        record = .object(object)
        var change = ChangeSet.Table()
        change.pages = [try RecordPage(parsingRecord: record.bytes)]
        var changes = ChangeSet()
        changes.tables[pages.table.id] = change
        _ = try base.apply(changes, at: Date())
    }
}
