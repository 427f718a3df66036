import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

@Suite("Search")
struct SearchTests {
    private let folder: TemporaryFolder
    private let base: BaseStore
    private static let table: TableSchema = {
        var table = Fixture.table(
            1, "Things",
            [
                ("Name", .singleLineText), ("Size", .number), ("Tags", .multipleSelects),
                ("Owner", .singleCollaborator), ("Files", .multipleAttachments),
            ])
        table.fields.append(
            FieldSchema(
                id: FieldID(Fixture.id("fld", 9)), name: "Link", type: .multipleRecordLinks,
                rawOptions: ["linkedTableId": .string(Fixture.id("tbl", 1))]))
        return table
    }()

    init() throws {
        folder = try TemporaryFolder()
        base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(Self.table, Self.records)])
    }

    private static let records = [
        Fixture.record(1, ["Name": "Café crème, large", "Size": 42]),
        Fixture.record(2, ["Name": "coffee", "Tags": ["Light roast", "crema"]]),
        Fixture.record(
            3, ["Owner": ["id": "usrCoffee", "name": "Ada Lovelace", "email": "ada@x.example"]]),
        Fixture.record(
            4, ["Files": [["id": "att1", "url": "https://coffee.example", "filename": "Menü.pdf"]]]),
        Fixture.record(5, ["Link": [.string(Fixture.id("rec", 1))]]),
        Fixture.record(6, ["Name": "a\u{0}nul \u{1F642} AND OR NOT"]),
    ]

    private func found(_ text: String) throws -> [Int] {
        try Fixture.bodies(base) { $0.search = text }.map {
            Int($0.dropFirst(#"{"id":"rec"#.count).prefix(14))!
        }
    }

    @Test("Words are found by their beginnings, whatever case and accents, all of them")
    func words() throws {
        let cases: [(String, [Int])] = [
            ("coffee", [2]), ("COF", [2]), ("cafe", [1]), ("crem", [1, 2]), ("creme large", [1]),
            ("large cafe", [1]), ("\"creme large\"", [1]), ("\"large creme\"", []), ("42", [1]),
            ("light", [2]), ("ada", [3]), ("usrCoffee", []), ("menu", [4]), ("offee", []),
            ("rec000", []), ("nul", [6]), ("and", [6]), ("", []), ("   ", []), ("\"", []),
        ]
        for (text, numbers) in cases { #expect(try found(text) == numbers, "\(text)") }
    }

    @Test("No text is a command, and none fails")
    func odd() throws {
        let odd = [
            "AND", "NOT cafe", "cafe OR coffee", "text:cafe", "caf*", "^cafe", "NEAR(cafe large)",
            "\"unended", "a\"b\"c", "(", ")", "{}", "-", "+", "'; DROP TABLE search; --", "a\u{0}b",
            "🙂", String(repeating: "x ", count: 10_000), String(repeating: "\"", count: 999),
            "\"\u{301}a", "\"\u{200D}e\u{301}", "search MATCH", "rank", "\u{FFFD}", "e\u{301}",
            "1e308", "٣", "½",
        ]
        for text in odd { _ = try found(text) }
        var random = SplitMix(state: 5)
        for _ in 0..<300 {
            let characters = Array(
                "a\"*^:()-+{} ANDORNEAR,\\\u{0}é🙂'\u{301}\u{200D}".unicodeScalars)
            let text = (0..<12).map { _ in
                String(characters[Int(random.next() % UInt64(characters.count))])
            }
            _ = try found(text.joined())
        }
    }

    @Test("Every commit, switch and rollback is seen at once")
    func currency() throws {
        #expect(try found("coffee") == [2])
        try change(
            [Fixture.record(7, ["Name": "Coffee beans"]), Fixture.record(2, [:])], removed: [1])
        #expect(try found("coffee") == [7])
        #expect(try found("cafe") == [])
        try Fixture.fill(
            base, [(Self.table, [Fixture.record(7, ["Name": "tea"]), Self.records[1]])])
        #expect(try found("coffee") == [2])
        #expect(try found("tea") == [7])
        _ = try base.rollback(at: Fixture.now)
        #expect(try found("coffee") == [7])
        try base.resume()
        try change([Fixture.record(8, ["Name": "coffee"])], removed: [])
        #expect(try found("coffee") == [7, 8])
        try Fixture.fill(base, [(Self.table, [Fixture.record(9, ["Name": "coffee"])])])
        #expect(try found("coffee") == [9])
    }

    @Test("Searches go with filters, sorts and pages")
    func pages() throws {
        let many = (10...300).map {
            Fixture.record($0, ["Name": .string($0 % 2 == 0 ? "even \($0)" : "odd \($0)")])
        }
        try Fixture.fill(base, [(Self.table, many)])
        var numbers: [Int] = []
        var start = RecordQuery.Start.offset(0)
        while true {
            let page = try #require(
                try base.read { session in
                    var query = RecordQuery(table: session.contents.tables[0])
                    query.search = "even"
                    query.sort = [.init(field: query.table.fields[0], isDescending: true)]
                    query.start = start
                    query.limit = 40
                    return try Fixture.list(session, query)
                })
            #expect(page.listing.total == 146)
            numbers += page.bodies.map { Int($0.dropFirst(10).prefix(14))! }
            guard let next = page.listing.nextToken else { break }
            start = .token(next)
        }
        #expect(numbers.count == 146 && Set(numbers).count == 146)
    }

    private func change(_ records: [String], removed: [Int]) throws {
        let changes = try Fixture.change(Self.table, put: records, removed: removed)
        _ = try base.apply(changes, at: Fixture.now)
    }
}
