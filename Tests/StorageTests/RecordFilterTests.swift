import AirtableAPI
import FormulaLanguage
import FoundationEssentials
import Testing

@testable import Storage

@Suite("Formulas as filters")
struct RecordFilterTests {
    private let folder: TemporaryFolder
    private let base: BaseStore

    init() throws {
        folder = try TemporaryFolder()
        base = try folder.store().base(Fixture.base)
        let table = Fixture.table(
            1, "Things", [("Name", .singleLineText), ("Day", .dateTime), ("Text", .multilineText)])
        let records = (1...300).map { number in
            Fixture.record(
                number,
                [
                    "Name": .string("n\(number % 3)"), "Day": "2026-01-01T00:00:00.000Z",
                    "Text": .string(String(repeating: "ab", count: 500)),
                ])
        }
        try Fixture.fill(base, [(table, records)])
    }

    @Test("Evaluation stops when the time is up")
    func deadline() throws {
        let formula =
            "LEN(SUBSTITUTE(SUBSTITUTE(REPT({Text}, 200), 'a', 'bb'), 'b', 'cc')) < 0"
        let start = ContinuousClock.now
        let error = #expect(throws: StorageError.self) {
            try base.read(timeLimit: .milliseconds(50)) { session in
                var query = RecordQuery(table: session.contents.tables[0])
                query.filter = try RecordFilter(
                    formula: formula, table: query.table, now: Fixture.now)
                return try session.list(query) { _ in }
            }
        }
        #expect(error?.code == .interrupted)
        #expect(start.duration(to: .now) < .seconds(10))
        #expect(try Fixture.bodies(base).count == 300)
    }

    @Test(
        "A formula that exceeds the limits for a record fails as a whole, and leaves no record out",
        arguments: [
            "LEN(REPT({Text}, 2000)) > 0", "NOT(LEN(REPT({Text}, 2000)))",
            "ISERROR(REPT({Text}, 2000))", "AND({Name}='n1', LEN(REPT({Text}, 2000)) > 0)",
            "OR({Name}='n1', LEN(REPT('a', 2000000)) > 0)",
        ])
    func tooCostly(formula: String) throws {
        let error = #expect(throws: StorageError.self) {
            let filter = try filter(formula)
            return try Fixture.bodies(base) { $0.filter = filter }
        }
        #expect(error?.code == .formulaTooCostly)
    }

    @Test(
        "A formula that is nested deeper than SQLite reads is answered all the same",
        arguments: [1, 2, 18, 19, 20, 21, 30, 35, 60, 99])
    func nested(levels: Int) throws {
        var (negations, mixed) = ("{Name}='n1'", "{Name}='n1'")
        for level in 0..<levels {
            negations = "NOT(\(negations))"
            mixed = level % 2 == 0 ? "AND(\(mixed), TRUE())" : "OR(\(mixed), FALSE())"
        }
        let (some, all) = try (filter(negations), filter(mixed))
        // Every third of 300 records has the name.
        #expect(try Fixture.bodies(base) { $0.filter = all }.count == 100)
        let expected = levels % 2 == 0 ? 100 : 200
        #expect(try Fixture.bodies(base) { $0.filter = some }.count == expected)
    }

    @Test("What decides before the limits are reached counts")
    func notReached() throws {
        let filter = try filter("AND({Name}='n7', LEN(REPT({Text}, 2000)) > 0)")
        #expect(try Fixture.bodies(base) { $0.filter = filter }.isEmpty)
    }

    private func filter(_ formula: String) throws -> RecordFilter {
        let table = try #require(base.serving?.tables.first)
        return try RecordFilter(formula: formula, table: table, now: Fixture.now)
    }

    @Test("All pages of a listing take the first page's present for NOW()")
    func present() throws {
        let before = try #require(try? Date("2025-12-31T23:59:59Z", strategy: .iso8601))
        let after = before.addingTimeInterval(10)
        func page(_ start: RecordQuery.Start, _ now: Date) throws -> RecordListing? {
            try base.read { session in
                var query = RecordQuery(table: session.contents.tables[0])
                query.filter = try RecordFilter(
                    formula: "AND(IS_AFTER({Day}, NOW()), NOT({Name}='n1'))", table: query.table,
                    now: now)
                query.start = start
                query.limit = 150
                return try session.list(query) { _ in }
            }
        }
        #expect(try page(.offset(0), after)?.total == 0)
        let first = try #require(try page(.offset(0), before))
        #expect(first.total == 200)
        let token = try #require(first.nextToken)
        #expect(try page(.token(token), after)?.count == 50)
    }

    @Test("What cannot be answered exactly is refused, and faults are told")
    func refusals() throws {
        let table = try #require(base.serving?.tables.first)
        func filter(_ formula: String) throws {
            _ = try RecordFilter(formula: formula, table: table, now: Fixture.now)
        }
        let missing = #expect(throws: StorageError.self) {
            try filter("LAST_MODIFIED_TIME() > '2024-01-01'")
        }
        #expect(missing?.code == .noModificationTime)
        let unknown = #expect(throws: FormulaError.self) { try filter("{Nope} = 1") }
        #expect(unknown?.code == .unknownField)
        #expect(throws: FormulaError.self) { try filter("AND(") }
        try filter("{name} = 'n1'")
    }
}
