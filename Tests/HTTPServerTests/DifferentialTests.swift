import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPTypes
import Testing

@testable import HTTPServer

/// Random lists, asked of the copy and of the simulator: the same records in the same order, cell by
/// cell and page by page, and the same errors.
@Suite(.serialized) struct DifferentialTests {
    /// `AIRCACHE_TEST_QUERIES=20000` asks more.
    static let count =
        ProcessInfo.processInfo.environment["AIRCACHE_TEST_QUERIES"].flatMap { Int($0) } ?? 4_000

    /// `AIRCACHE_TEST_SEED=612` asks that query alone, once more.
    static let onlySeed =
        ProcessInfo.processInfo.environment["AIRCACHE_TEST_SEED"].flatMap { UInt64($0) }

    static let dataFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/data/cmip7-release").path

    @Test("a base with every field type answers as Airtable does")
    func syntheticBase() async throws {
        let base = EveryTypeBase.make(records: 120, tables: 2, seed: 5)
        let types = Set(base.schema.tables[0].fields.map(\.type))
        #expect(types.isSuperset(of: FieldType.known))
        try defineViews(of: base)
        try await compare(try await CompatibleBase(base), count: Self.count, seed: 1)
    }

    /// Gives each table views with a filter, an order, and some records by hand.
    private func defineViews(of base: SimulatedBase) throws {
        for table in base.schema.tables {
            let name = table.id.rawValue
            for view in ["Filtered", "Sorted", "By hand"] { try base.addView(name: view, to: name) }
            try base.define(
                SimulatedView(filterByFormula: "{Stars}>2"), view: "Filtered", of: name)
            try base.define(
                SimulatedView(
                    filterByFormula: "{Name}!='Record 7'",
                    sort: [.init(field: "Status", direction: .descending)]),
                view: "Sorted", of: name)
            let records = base.records(table.id).map(\.id)
            try base.define(
                SimulatedView(records: records.suffix(20) + records.prefix(20).reversed()),
                view: "By hand", of: name)
        }
    }

    @Test(
        "a real base answers as Airtable does",
        .enabled(
            if: FileManager.default.fileExists(atPath: dataFolder + "/base.json"),
            "the folder shared/data/cmip7-release is not here"))
    func realBase() async throws {
        let base = try #require(try BaseFolder.load(Self.dataFolder).first)
        try await compare(try await CompatibleBase(base), count: Self.count / 4, seed: 1_000_000)
    }

    @Test("what the copy cannot answer is asked of Airtable, or refused where that is off")
    func questions() async throws {
        let base = SyntheticBase.make(records: 12, seed: 3)
        let table = base.schema.tables[0]
        let path = "/v0/\(base.id)/\(table.id)"
        let view = try #require(table.views.first)
        let queries = [
            "?recordMetadata[]=commentCount", "?filterByFormula=LAST_MODIFIED_TIME()%3E0",
            "?view=\(view.id)",
        ]
        for forwards in [true, false] {
            let both = try await CompatibleBase(base, forwards: forwards)
            for query in queries {
                let before = both.airtable.counts.total
                let found = try await both.copy(.get, path + query, nil)
                let asked = both.airtable.counts.total - before
                #expect(asked == (forwards ? 1 : 0), "\(query)")
                let expected = try await both.truth(.get, path + query, nil)
                if forwards {
                    let (left, right) = try (found.json["records"], expected.json["records"])
                    #expect(left == right, "\(query)")
                } else {
                    #expect(found.status == 422)
                    #expect(try found.json == AirtableErrorBody.invalidRequest.json)
                }
            }
            let unknown = try await both.copy(.get, path + "?view=No+such", nil)
            #expect(unknown.status == 422)
            #expect(try unknown.json == AirtableErrorBody.viewNotFound("No such").json)
        }
    }

    /// What came of some of the queries.
    private struct Outcome: Sendable {
        var failures: [String] = []
        var records = 0
    }

    private func compare(_ both: CompatibleBase, count: Int, seed: UInt64) async throws {
        let workers = ProcessInfo.processInfo.activeProcessorCount
        let tables = both.base.schema.tables
        let samples = tables.map { RandomQueries.Samples($0, both.base.records($0.id)) }
        let outcome = try await withThrowingTaskGroup(of: Outcome.self) { tasks in
            for worker in 0..<workers {
                tasks.addTask {
                    var outcome = Outcome()
                    for number in stride(from: worker, to: count, by: workers) {
                        if let only = Self.onlySeed, only != seed + UInt64(number) { continue }
                        let table = number % tables.count
                        var queries = RandomQueries(samples[table], seed: seed + UInt64(number))
                        let query = queries.next()
                        let found = try await difference(both, tables[table], query, number)
                        outcome.records += found.records
                        guard let difference = found.0 else { continue }
                        outcome.failures.append(
                            "seed \(seed + UInt64(number)), \(tables[table].name), "
                                + "\(query.json.text): \(difference)")
                        if outcome.failures.count == 5 { break }
                    }
                    return outcome
                }
            }
            return try await tasks.reduce(into: Outcome()) { whole, part in
                whole.failures += part.failures
                whole.records += part.records
            }
        }
        for failure in outcome.failures { Issue.record("\(failure)") }
        print("\(count) queries over '\(both.base.name)' gave \(outcome.records) records")
        if Self.onlySeed != nil { return }
        #expect(outcome.records > count, "hardly a query gave records")
    }

    /// What differs; nil where both answer alike to the end.
    private func difference(
        _ both: CompatibleBase, _ table: TableSchema, _ query: ListRecordsQuery, _ number: Int
    ) async throws -> (String?, records: Int) {
        let isPost = number % 3 == 0
        var (ours, theirs) = (query, query)
        var records = 0
        // The first pages and the way from one to the next are enough of long lists.
        for page in 1...6 {
            let found = try await ask(ours, table, both, isPost, both.copy)
            let expected = try await ask(theirs, table, both, isPost, both.truth)
            guard found.status == expected.status else {
                return ("page \(page): \(found.text) in place of \(expected.text)", records)
            }
            let (left, right) = (found.json["records"], expected.json["records"])
            guard left == right, expected.status == 200 || found.json == expected.json else {
                let cell = Self.firstDifference(left, right)
                return (
                    "page \(page): \(cell ?? "\(found.text) in place of \(expected.text)")", records
                )
            }
            records += right?.array?.count ?? 0
            ours.offset = found.json["offset"]?.string
            theirs.offset = expected.json["offset"]?.string
            guard (ours.offset == nil) == (theirs.offset == nil) else {
                return ("page \(page): another page follows one of them alone", records)
            }
            if ours.offset == nil { break }
        }
        return (nil, records)
    }

    /// The first record that is another one, or else its first cell; nil where neither is found.
    private static func firstDifference(_ left: JSONValue?, _ right: JSONValue?) -> String? {
        for (found, expected) in zip(left?.array ?? [], right?.array ?? []) where found != expected
        {
            guard let id = expected["id"]?.string, found["id"] == expected["id"] else {
                return
                    "\(found["id"]?.text ?? "none") in place of \(expected["id"]?.text ?? "none")"
            }
            let cells = [found, expected].map { $0["fields"]?.object ?? [:] }
            for name in cells.flatMap({ $0.members.map(\.0) })
            where cells[0][name] != cells[1][name] {
                let texts = cells.map { $0[name]?.text ?? "nothing" }
                return "\(id), '\(name)': \(texts[0]) in place of \(texts[1])"
            }
        }
        return nil
    }

    private struct Page {
        let status: Int
        let json: JSONValue

        var text: String { "\(status) " + String(json.text.prefix(600)) }
    }

    private func ask(
        _ query: ListRecordsQuery, _ table: TableSchema, _ both: CompatibleBase, _ isPost: Bool,
        _ send: (HTTPRequest.Method, String, JSONValue?) async throws -> CompatibleBase.Reply
    ) async throws -> Page {
        let path = "/v0/\(both.base.id)/\(table.id)"
        let reply =
            isPost
            ? try await send(
                .post, path + "/listRecords?" + query.localeQueryString.text, query.json)
            : try await send(.get, path + "?" + query.queryString.text, nil)
        return Page(status: reply.status, json: try JSONValue(parsing: reply.body))
    }
}
