import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

@Suite("Queries")
struct QueryTests {
    private let folder: TemporaryFolder
    private let base: BaseStore
    private let table = Fixture.table(
        1, "Things",
        [
            ("Name", .singleLineText), ("Size", .number), ("Tags", .multipleSelects),
            ("Done", .checkbox), ("Owner", .singleCollaborator),
        ])

    init() throws {
        folder = try TemporaryFolder()
        base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(table, Self.records(1...250))])
    }

    /// Every seventh name is empty, every third size too; tags and owners come in turn.
    private static func records(_ numbers: some Sequence<Int>) -> [String] {
        numbers.map { number in
            var cells = JSONObject()
            if number % 7 != 0 {
                cells["Name"] = .string((number % 2 == 0 ? "Item " : "item ") + "\(number % 20)")
            }
            if number % 3 != 0 { cells["Size"] = .number(JSONNumber(number % 10)) }
            cells["Tags"] = .array(["red", "green", "blue"].prefix(number % 4).map { .string($0) })
            if number % 5 == 0 { cells["Done"] = true }
            cells["Owner"] = [
                "id": .string("usr\(number % 2)"),
                "email": .string("o\(number % 2)@x.example"),
                "name": .string("Owner \(number % 2)"),
            ]
            return Fixture.record(number, .object(cells))
        }
    }

    private func numbers(
        _ field: String, _ operation: RecordQuery.Operator, _ operands: [String],
        isNegated: Bool = false
    ) throws -> [Int] {
        try Fixture.bodies(base) { query in
            query.conditions = [
                .init(
                    field: query.table.field(idOrName: field)!, isNegated: isNegated,
                    operator: operation, operands: operands)
            ]
        }.map(Self.number)
    }

    private static func number(_ body: String) -> Int {
        Int(body.dropFirst(#"{"id":"rec"#.count).prefix(14))!
    }

    @Test("Operators select what a plain reading of the records selects")
    func operators() throws {
        let all = 1...250
        #expect(try numbers("Size", .gte, ["8"]) == all.filter { $0 % 3 != 0 && $0 % 10 >= 8 })
        #expect(try numbers("Size", .lt, ["1"]) == all.filter { $0 % 3 != 0 && $0 % 10 < 1 })
        #expect(try numbers("Size", .neq, ["4"]) == all.filter { $0 % 3 == 0 || $0 % 10 != 4 })
        #expect(try numbers("Size", .is, ["null"]) == all.filter { $0 % 3 == 0 })
        #expect(
            try numbers("Size", .in, ["1", "2"])
                == all.filter { $0 % 3 != 0 && [1, 2].contains($0 % 10) })
        #expect(
            try numbers("Name", .eq, ["item 3"]) == all.filter { $0 % 7 != 0 && $0 % 20 == 3 })
        #expect(
            try numbers("Name", .like, ["item*"]) == all.filter { $0 % 7 != 0 && $0 % 2 == 1 })
        #expect(
            try numbers("Name", .ilike, ["ITEM _"]) == all.filter { $0 % 7 != 0 && $0 % 20 < 10 })
        #expect(try numbers("Tags", .eq, ["green"]) == all.filter { $0 % 4 >= 2 })
        #expect(try numbers("Tags", .cs, ["red", "blue"]) == all.filter { $0 % 4 == 3 })
        #expect(
            try numbers("Tags", .cs, ["red"], isNegated: true) == all.filter { $0 % 4 == 0 })
        #expect(try numbers("Done", .eq, ["true"]) == all.filter { $0 % 5 == 0 })
        #expect(try numbers("Done", .is, ["false"]) == all.filter { $0 % 5 != 0 })
        #expect(try numbers("Owner", .eq, ["o1@x.example"]) == all.filter { $0 % 2 == 1 })
    }

    @Test("An operand that does not fit is refused by name")
    func invalidOperands() {
        for (field, operation, operand) in [
            ("Size", RecordQuery.Operator.gt, "many"), ("Done", .eq, "maybe"),
            ("Done", .gt, "1"), ("Name", .is, "fine"),
        ] {
            let error = #expect(throws: StorageError.self) {
                try numbers(field, operation, [operand])
            }
            #expect(error?.code == .invalidOperand)
            #expect(error?.message.contains(field) == true)
        }
    }

    @Test(
        "Pages by token hand out every record once, in one order, for any sort and page size",
        arguments: [[], ["Name"], ["-Name"], ["Size", "-Name"], ["-Done", "Size"], ["-Tags"]])
    func pages(_ sort: [String]) throws {
        func query(_ session: ReadSession, _ size: Int?) -> RecordQuery {
            let table = session.contents.tables[0]
            var query = RecordQuery(table: table)
            query.limit = size
            query.sort = sort.map { key in
                let name = key.hasPrefix("-") ? String(key.dropFirst()) : key
                return .init(field: table.field(idOrName: name)!, isDescending: key.hasPrefix("-"))
            }
            return query
        }
        let whole = try base.read { try Fixture.list($0, query($0, nil)).bodies } ?? []
        #expect(whole.count == 250 && Set(whole).count == 250)
        for size in [1, 7, 100, 249, 250, 1_000] {
            var start = RecordQuery.Start.offset(0)
            var gathered: [String] = []
            while true {
                let page = try #require(
                    try base.read { session in
                        var query = query(session, size)
                        query.start = start
                        return try Fixture.list(session, query)
                    })
                gathered += page.bodies
                #expect(page.listing.total == 250)
                guard let next = page.listing.nextToken else { break }
                start = .token(next)
            }
            #expect(gathered == whole, "page size \(size)")
        }
        let tail = try base.read { session in
            var query = query(session, 10)
            query.start = .offset(245)
            return try Fixture.list(session, query).bodies
        }
        #expect(tail == Array(whole.suffix(5)))
    }

    @Test("A token goes on in the next generation, also when its record is gone")
    func tokenAcrossSwitch() throws {
        func page(_ start: RecordQuery.Start) throws -> (bodies: [String], listing: RecordListing) {
            try #require(
                try base.read { session in
                    var query = RecordQuery(table: session.contents.tables[0])
                    query.limit = 100
                    query.start = start
                    return try Fixture.list(session, query)
                })
        }
        let first = try page(.offset(0))
        let token = RecordQuery.Start.token(try #require(first.listing.nextToken))
        try Fixture.fill(base, [(table, Self.records((2...250).filter { $0 != 100 }))])
        #expect(try page(token).bodies.map(Self.number) == Array(101...200))
    }

    @Test("A token of another query, and junk, are refused")
    func foreignTokens() throws {
        for text in ["", "junk", "W10", "eyJhIjoxfQ", "////"] {
            let error = #expect(throws: StorageError.self) {
                try Fixture.bodies(base) { $0.start = .token(text) }
            }
            #expect(error?.code == .invalidPageToken)
        }
        let token = try #require(
            try base.read { session in
                var query = RecordQuery(table: session.contents.tables[0])
                query.limit = 1
                return try session.list(query) { _ in }.nextToken
            } ?? nil)
        let error = #expect(throws: StorageError.self) {
            try Fixture.bodies(base) { query in
                query.start = .token(token)
                query.sort = [.init(field: query.table.fields[0])]
            }
        }
        #expect(error?.code == .invalidPageToken)
    }

    @Test("A query that runs too long is stopped")
    func timeLimit() throws {
        let error = #expect(throws: StorageError.self) {
            try base.read(timeLimit: .nanoseconds(1)) { session in
                var query = RecordQuery(table: session.contents.tables[0])
                query.sort = [.init(field: query.table.fields[0])]
                query.conditions = [
                    .init(field: query.table.fields[2], operator: .like, operands: ["*e*"])
                ]
                for _ in 0..<100 { _ = try session.list(query) { _ in } }
            }
        }
        #expect(error?.code == .interrupted)
        #expect(try Fixture.bodies(base).count == 250)
    }
}
