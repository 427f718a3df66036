import AirtableAPI
import Foundation
import Logging
import Storage

/// Filters, sorts and searches through `BaseStore.read`, on one thread; every answer is checked.
struct Queries {
    let pages: SyntheticPages
    let folder: String

    private static let repetitions = 20

    func run() throws {
        let store = try Store(
            folder: DataFolder(path: folder + "/ingest-0"), logger: Logger(label: "bench"))
        let base = try store.base(pages.baseID)
        let fields = pages.table.fields
        guard let number = fields.first(where: { $0.type == .number }),
            let text = fields.first(where: { $0.type == .singleLineText }),
            let day = fields.first(where: { $0.type == .date || $0.type == .dateTime })
        else { return }
        let one = try value(base, text)
        print("queries, one thread, of \(pages.ids.count) records")
        func filter(_ formula: String) -> (inout RecordQuery) throws -> Void {
            { query in
                query.filter = try RecordFilter(
                    formula: formula, table: query.table, now: Date())
            }
        }
        let compiled = "AND({\(text.name)}='\(one)', {\(number.name)}>=0)"
        let evaluated = "LEN({\(text.name)})>1000"
        try first("filter, no index", base, filter(compiled))
        try total("filter, no index, count", base, filter(compiled))
        try total("evaluated formula, none matches, count", base, filter(evaluated))
        try first("sort by a text", base) { $0.sort = [.init(field: Self.field(text, $0))] }
        try first("sort by a date, no index", base) {
            $0.sort = [.init(field: Self.field(day, $0))]
        }
        try pageAfterPage("sort by a text, each of the next pages", base, text)
        try search(base, one)
        guard let lock = try store.acquireWriterLock() else { return }
        defer { lock.release() }
        let making = try seconds { try base.makeWantedIndexes() }
        report("making the indexes asked for", Self.milliseconds(making))
        try first("filter, with index", base, filter(compiled))
        try total("filter, with index, count", base, filter(compiled))
        try first("sort by a date, with index", base) {
            $0.sort = [.init(field: Self.field(day, $0))]
        }
    }

    private static func field(_ field: FieldSchema, _ query: RecordQuery) -> StoredField {
        guard let found = query.table.field(idOrName: field.id.rawValue) else {
            preconditionFailure("\(field.name) is missing")
        }
        return found
    }

    private func value(_ base: BaseStore, _ field: FieldSchema) throws -> String {
        let body = try base.read { session -> [UInt8]? in
            try session.record(pages.ids[pages.ids.count / 2], table: session.contents.tables[0])
        }
        let cells = try JSONValue(parsing: (body ?? nil) ?? [])["fields"]
        return cells?[field.name]?.string ?? ""
    }

    /// The first hundred matches.
    private func first(
        _ name: String, _ base: BaseStore, _ change: (inout RecordQuery) throws -> Void
    ) throws {
        try measure(name, base) { query in
            try change(&query)
            query.wantsTotal = false
        }
    }

    /// All matches are counted: each time for a page that was not seen before.
    private func total(
        _ name: String, _ base: BaseStore, _ change: (inout RecordQuery) throws -> Void
    ) throws {
        try measure(name, base, change)
    }

    private func measure(
        _ name: String, _ base: BaseStore, _ change: (inout RecordQuery) throws -> Void
    ) throws {
        var times: [Double] = []
        for step in 0..<Self.repetitions {
            times.append(
                try seconds {
                    _ = try base.read { session in
                        var query = RecordQuery(table: session.contents.tables[0])
                        query.limit = 100
                        // Another query each time, so that nothing is remembered.
                        query.maxRecords = 1_000_000 + step
                        try change(&query)
                        return try session.list(query) { _ in }.count
                    }
                })
        }
        report(name, Self.milliseconds(median(times)))
    }

    private func pageAfterPage(
        _ name: String, _ base: BaseStore, _ field: FieldSchema
    ) throws {
        var start = RecordQuery.Start.offset(0)
        var times: [Double] = []
        var count = 0
        while true {
            var listing: RecordListing?
            times.append(
                try seconds {
                    listing = try base.read { session in
                        var query = RecordQuery(table: session.contents.tables[0])
                        query.limit = 100
                        query.wantsTotal = false
                        query.sort = [.init(field: Self.field(field, query))]
                        query.start = start
                        return try session.list(query) { _ in }
                    }
                })
            count += listing?.count ?? 0
            guard let next = listing?.nextToken else { break }
            start = .token(next)
        }
        precondition(count == pages.ids.count, "\(count) records came")
        report(name, Self.milliseconds(median(times)))
        report("the second page, which sorts all", Self.milliseconds(times.dropFirst().first ?? 0))
    }

    private func search(_ base: BaseStore, _ text: String) throws {
        func once() throws -> Double {
            try seconds {
                _ = try base.read { session in
                    var query = RecordQuery(table: session.contents.tables[0])
                    query.search = text
                    query.limit = 100
                    query.wantsTotal = false
                    return try session.list(query) { _ in }.count
                }
            }
        }
        report("first search, which makes the index", Self.milliseconds(try once()))
        report(
            "search", Self.milliseconds(median(try (0..<Self.repetitions).map { _ in try once() })))
    }

    private static func milliseconds(_ seconds: Double) -> String {
        "\((seconds * 100_000).rounded() / 100) ms"
    }
}
