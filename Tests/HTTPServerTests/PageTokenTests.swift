import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// Where a page begins is told by clients, who can write anything: no number in it ends the server.
@Suite("Page tokens that nobody was given", .serialized) struct PageTokenTests {
    /// A listing with more pages.
    struct Listing: Sendable, CustomTestStringConvertible {
        let airtable: String
        let native: String

        var testDescription: String { airtable.isEmpty ? "plain" : airtable }
    }

    private static let view = "view="
    private static let clock = "filterByFormula=IS_AFTER(TODAY(),{Seen at})"

    private static let listings = [
        Listing(airtable: "", native: ""),
        Listing(airtable: "filterByFormula={Number}%3E0", native: "Number=gt.0"),
        Listing(airtable: clock, native: clock),
        Listing(
            airtable: "filterByFormula=LEN(FROMNOW({Seen at})%26NOW())",
            native: "filterByFormula=LEN(TONOW({Seen at})%26TODAY())"),
        Listing(airtable: "sort[0][field]=Name", native: "sort=Name"),
        Listing(
            airtable: "sort[0][field]=Number&sort[0][direction]=desc&sort[1][field]=Notes",
            native: "sort=-Number,Notes"),
        Listing(airtable: view, native: view),
        Listing(airtable: view + "&" + clock, native: view + "&" + clock),
        Listing(airtable: view + "&sort[0][field]=Name", native: view + "&sort=Name"),
        Listing(airtable: "maxRecords=30", native: "q=record"),
    ]

    private static let numbers: [Int64] = [
        .min, .min + 1, -8_640_000_000_000_001, -8_640_000_000_000_000, -1, 0, 1, 1 << 20, 1 << 53,
        8_640_000_000_000_000, 8_640_000_000_000_001, .max - 1, .max,
    ]
    private static let extremes: [String] =
        numbers.map { String($0) } + ["1e400", "0.5", "-0", "9223372036854775808", "\"1\"", "null"]

    @Test("every number at its extremes, in each kind of listing", arguments: listings)
    func extremes(of listing: Listing) async throws {
        let base = SyntheticBase.make(records: 60, tables: 1, seed: 9)
        let view = try #require(base.schema.tables[0].views.first)
        base.setRecords(base.records(base.schema.tables[0].id).map(\.id), of: view.id)
        try await PassingServer.run(base) { server in
            let pages = [
                (server.path + "?pageSize=2&", listing.airtable, "offset", [200, 422]),
                (
                    "/api/tables/\(server.table.id)?pageSize=2&", listing.native, "cursor",
                    [200, 400]
                ),
            ]
            for (path, query, name, statuses) in pages {
                let target =
                    path + Self.encoded(query.replacing(Self.view, with: "view=\(view.id)"))
                let first = try await server.send("GET", target)
                #expect(first.status == 200, "\(first.text)")
                let body = try first.json()
                let text = try #require(
                    (body["offset"] ?? body["nextCursor"])?.string, "\(target): \(first.text)")
                let next = target + "&\(name)="
                #expect(try await server.send("GET", next + text).status == 200)
                var refusals = 0
                for token in try Self.forged(text) {
                    let answer = try await server.send("GET", next + token)
                    #expect(statuses.contains(answer.status), "\(target): \(answer.text)")
                    #expect(throws: Never.self) { try answer.json() }
                    if answer.status != 200 { refusals += 1 }
                }
                // Counts and times that there are not.
                #expect(refusals > 20, "\(target)")
            }
        }
    }

    @Test("a count and a time that no listing has are refused in the form of each interface")
    func refusal() async throws {
        try await PassingServer.run { server in
            for (path, name, status, says) in [
                (server.path + "?", "offset", 422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"),
                ("/api/tables/\(server.table.id)?", "cursor", 400, "invalid_cursor"),
            ] {
                let target = path + "pageSize=2&" + Self.encoded(Self.clock)
                let body = try await server.send("GET", target).json()
                let text = try #require((body["offset"] ?? body["nextCursor"])?.string)
                for (place, number) in [(3, "-1"), (5, "9223372036854775807"), (6, "\(Int64.min)")]
                {
                    let token = try Self.forged(text, place, number)
                    let answer = try await server.send("GET", target + "&\(name)=" + token)
                    #expect(answer.status == status)
                    #expect(answer.text.contains(says), "\(answer.text)")
                }
            }
        }
    }

    @Test("every other number that a client may send, at its extremes")
    func parameters() async throws {
        let base = EveryTypeBase.make(records: 20, tables: 1, seed: 3)
        try await PassingServer.run(base) { server in
            let list = "/api/tables/\(server.table.id)?"
            let page = server.path + "?"
            let cases = [
                list + "page=#", list + "pageSize=#", list + "limit=#", list + "cursor=#",
                list + "page=1000000000000&pageSize=1000", list + "page=#&pageSize=1000",
                list + "modifiedAfter=#-01-01", list + "modifiedAfter=#-01-01T00:00:00Z",
                list + "modifiedAfter=2026-01-01T00:00:00.#Z", list + "Number=gt.#",
                list + "Number=in.(#,#)", list + "Seen+at=lt.#-01-01", list + "sort=-#",
                list + "filterByFormula=%7BNumber%7D%3C#",
                list + "filterByFormula=%7BName%7D=%22%22%26#",
                "/api/changes?since=#.#", "/api/changes?since=0.#", "/api/changes?limit=#",
                page + "pageSize=#", page + "maxRecords=#", page + "limit=#", page + "offset=#",
                page + "offset=itr#/rec#", page + "sort[#][field]=Name", page + "fields[#]=Name",
                page + "filterByFormula=%7BName%7D=%22%22%26#",
            ]
            for number in Self.extremes.prefix(while: { $0 != "-0" }) {
                for target in cases.map({ $0.replacing("#", with: number) }) {
                    let answer = try await server.send("GET", target)
                    #expect((200..<500).contains(answer.status), "\(target): \(answer.text)")
                }
                for body in [#"{"pageSize":#}"#, #"{"maxRecords":#}"#, ##"{"offset":"#"}"##] {
                    let answer = try await server.send(
                        "POST", server.path + "/listRecords", body.replacing("#", with: number))
                    #expect((200..<500).contains(answer.status), "\(body): \(answer.text)")
                }
            }
        }
    }

    // MARK: Forging

    /// Only what cannot stand in a request's line.
    private static func encoded(_ query: String) -> String {
        query.replacing(" ", with: "%20").replacing("{", with: "%7B").replacing("}", with: "%7D")
    }

    /// The token with each of its numbers at each extreme, and its sort values as others.
    private static func forged(_ text: String) throws -> [String] {
        var tokens: [String] = []
        for place in 0..<7 {
            for number in extremes { tokens.append(try forged(text, place, number)) }
        }
        for number in extremes {
            tokens.append(try forged(text, numbers: { $0.map { _ in number } }))
        }
        let nan = #"{"r":"\#(Double.nan.bitPattern)"}"#
        let infinity = #"{"r":"\#((-Double.infinity).bitPattern)"}"#
        for mark in extremes + [nan, infinity, #"{"b":"AA"}"#, #"{"d":"x"}"#, "[[]]"] {
            tokens.append(try forged(text, marks: { $0.map { _ in mark } }))
        }
        return tokens
    }

    private static func forged(_ text: String, _ place: Int, _ number: String) throws -> String {
        try forged(
            text,
            numbers: { numbers in
                var numbers = numbers
                numbers[place] = number
                return numbers
            })
    }

    private static func forged(
        _ text: String, numbers: ([String]) -> [String] = { $0 },
        marks: ([String]) -> [String] = { $0 }
    ) throws -> String {
        let isAirtable = text.hasPrefix("itr")
        let token = isAirtable ? String(text.dropFirst(3).dropLast("/rec".count)) : text
        let plain = token.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        let bytes = try #require(Data(base64Encoded: plain + padding))
        let parts = try #require(try JSONValue(parsing: Array(bytes)).array)
        let lists = [1, 3].map { parts[$0].array?.map(\.text) ?? [] }
        let json =
            "[\(parts[0].text),[\(numbers(lists[0]).joined(separator: ","))],\(parts[2].text),"
            + "[\(marks(lists[1]).joined(separator: ","))]]"
        let made = Data(json.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return isAirtable ? "itr\(made)/rec" : made
    }
}
