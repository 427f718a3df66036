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

    static let dataFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/data/cmip7-release").path

    @Test("a base with every field type answers as Airtable does")
    func syntheticBase() async throws {
        let base = SyntheticBase.make(records: 120, tables: 2, seed: 5)
        try await compare(try await CompatibleBase(base), count: Self.count, seed: 1)
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

    private func compare(_ both: CompatibleBase, count: Int, seed: UInt64) async throws {
        var failures = 0
        var kept = 0
        for number in 0..<UInt64(count) {
            let tables = both.base.schema.tables
            let table = tables[Int(number) % tables.count]
            var queries = RandomQueries(table, both.base.records(table.id), seed: seed + number)
            let query = queries.next()
            let (difference, records) = try await difference(both, table, query, Int(number))
            kept += records
            guard let difference else { continue }
            failures += 1
            Issue.record(
                "seed \(seed + number), \(table.name), \(query.json.text): \(difference)")
            if failures == 10 { return }
        }
        print("\(count) queries over '\(both.base.name)' gave \(kept) records")
        #expect(kept > count, "hardly a query gave records")
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
                return ("page \(page): \(found.text) in place of \(expected.text)", records)
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
