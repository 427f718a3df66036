import AirtableAPI
import AirtableSimulator
import Foundation
import Sync
import Testing

/// Listings of a view that end after the view's list was read again.
@Suite("A listing of a view keeps the list that it began with", .serialized)
struct ViewListingTests {
    /// A listing of pages of three records: where it begins, and how a page names the next one.
    struct Listing: Sendable {
        let target: String
        /// The parameter that takes the token, and the member of the answer that has it.
        let parameter: String
        let next: String

        init(_ server: PassingServer, _ view: String, native: Bool, _ more: String) {
            let path = native ? "/api/tables/\(server.table.id)" : server.path
            target = path + "?pageSize=3&view=\(QueryString.encode(view))" + more
            parameter = native ? "cursor" : "offset"
            next = native ? "nextCursor" : "offset"
        }

        func page(
            _ server: PassingServer, after token: String?
        ) async throws -> (ids: [String], token: String?, answer: RawAnswer) {
            let rest = token.map { "&\(parameter)=\(QueryString.encode($0))" } ?? ""
            let answer = try await server.send("GET", target + rest)
            let json = try answer.json()
            let ids = (json["records"]?.array ?? []).compactMap { $0["id"]?.string }
            return (ids, json[next]?.string, answer)
        }
    }

    /// Parameters that keep all records, and the order that they give.
    static let orders: [(native: String, direct: String, isReversed: Bool)] = [
        ("", "", false),
        ("&Number=gte.0", "&filterByFormula=LEN(%7BName%7D)%3E0", false),
        ("&sort=Number", "&sort%5B0%5D%5Bfield%5D=Number", true),
    ]

    /// Runs `body` with a view that shows twelve records, the last one first.
    private static func run(
        _ body: @escaping @Sendable (PassingServer, ViewSchema, [String]) async throws -> Void
    ) async throws {
        let base = SyntheticBase.make(records: 80, tables: 2, seed: 9)
        let table = base.schema.tables[0]
        let view = try #require(table.views.first)
        let shown = Array(base.records(table.id).prefix(12).reversed()).map(\.id)
        base.setRecords(shown, of: view.id)
        try await PassingServer.run(base) { server in
            try await body(server, view, shown.map(\.rawValue))
        }
    }

    /// The listed records are done with: they leave the view, and its list is read again.
    private static func leave(
        _ ids: [String], _ server: PassingServer, _ view: ViewSchema, _ left: inout [String]
    ) async throws {
        for id in ids {
            let write = try await server.send(
                "PATCH", server.path + "/\(id)", #"{"fields":{"Notes":"done"}}"#)
            #expect(write.status == 200)
        }
        left.removeAll { ids.contains($0) }
        server.base.setRecords(left.map { RecordID($0) }, of: view.id)
        server.time.advance(by: 31)
        let read = try await server.send(
            "GET", server.path + "?view=\(QueryString.encode(view.name))")
        #expect(read.headers["x-aircache-view-age"] == "0")
        let now = (try read.json()["records"]?.array ?? []).compactMap { $0["id"]?.string }
        #expect(now == left)
    }

    @Test(
        "who has each page's records leave the view gets every record once",
        arguments: [true, false], 0..<3)
    func leaving(native: Bool, order: Int) async throws {
        try await Self.run { server, view, shown in
            let parameters = Self.orders[order]
            let listing = Listing(
                server, view.name, native: native,
                native ? parameters.native : parameters.direct)
            var left = shown
            var seen: [String] = []
            var token: String?
            repeat {
                let page = try await listing.page(server, after: token)
                #expect(page.answer.status == 200, "\(page.answer.text)")
                #expect(
                    page.answer.headers["x-aircache-view-age"] == String(seen.count / 3 * 31),
                    "the age of the list that the listing began with")
                seen += page.ids
                token = page.token
                try await Self.leave(page.ids, server, view, &left)
            } while token != nil && seen.count < 30
            #expect(seen == (parameters.isReversed ? shown.reversed() : shown))
            #expect(left.isEmpty)
        }
    }

    @Test("a list that is not kept any more ends the listing", arguments: [true, false])
    func expired(native: Bool) async throws {
        try await Self.run { server, view, shown in
            let listing = Listing(server, view.id.rawValue, native: native, "")
            var left = shown
            let first = try await listing.page(server, after: nil)
            let token = try #require(first.token)
            server.time.advance(by: 3_600)
            let still = try await listing.page(server, after: token)
            #expect(still.ids == Array(shown[3..<6]), "the table stood still, and so did the list")
            try await Self.leave(first.ids, server, view, &left)
            server.time.advance(by: 601)
            let late = try await listing.page(server, after: token)
            #expect(late.answer.status == (native ? 400 : 422))
            let error = native ? "invalid_cursor" : "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"
            #expect(late.answer.text.contains(error))
            let anew = try await listing.page(server, after: nil)
            #expect(anew.ids == Array(left[..<3]))
        }
    }
}
