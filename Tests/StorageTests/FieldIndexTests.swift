import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

@Suite("Indexes over fields")
struct FieldIndexTests {
    private static let table = Fixture.table(
        1, "Things", [("Name", .singleLineText), ("Size", .number)])

    private static func records() -> [String] {
        (1...50).map {
            Fixture.record(
                $0, ["Name": .string("n\($0 % 5)"), "Size": .number(JSONNumber($0 % 10))])
        }
    }

    private static func indexes(_ base: BaseStore) throws -> Set<FieldIndexes.Item> {
        try base.read { Set(try FieldIndexes.Item.made($0.connection)) } ?? []
    }

    @Test("An index that is asked for is made once, used, kept by the next sync and by edits")
    func life() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let first = try Fixture.fill(base, [(Self.table, Self.records())])
        let fields = first.tables[0].fields
        func sizes() throws -> [String] {
            try Fixture.bodies(base) { query in
                query.conditions = [
                    .init(field: query.table.fields[1], operator: .eq, operands: ["3"])
                ]
            }
        }
        let before = try sizes()
        #expect(try Self.indexes(base).isEmpty && before.count == 5)
        func want(_ fields: [StoredField]) {
            first.generation.indexes.want(
                fields.map { FieldIndexes.Item(table: Self.table.id, field: $0.id) })
        }
        want(fields)
        want([fields[0]])
        #expect(try base.makeWantedIndexes() == 2)
        #expect(try base.makeWantedIndexes() == 0)
        #expect(try Self.indexes(base).count == 2)
        let plan = try base.read { session in
            try session.connection.text(
                "EXPLAIN QUERY PLAN SELECT aircache_key FROM \"Things\" AS t WHERE t.\"Size\" = 3")
        }
        #expect(plan.map { $0?.isEmpty } == false)
        #expect(try sizes() == before)
        let version = base.serving?.tables[0].version
        #expect(version == first.tables[0].version)

        var changes = ChangeSet()
        var change = ChangeSet.Table()
        change.pages = [try Fixture.page([Fixture.record(60, ["Size": 3])])]
        changes.tables[Self.table.id] = change
        _ = try base.apply(changes, at: Fixture.now)
        #expect(try sizes().count == 6)

        let second = try Fixture.fill(base, [(Self.table, Self.records())])
        #expect(try Self.indexes(base).count == 2)
        #expect(try sizes() == before)
        try second.generation.check()

        // A process that starts later knows what the file has, and the next sync keeps it.
        let later = try folder.store().base(Fixture.base)
        try Fixture.fill(later, [(Self.table, Self.records())])
        #expect(try Self.indexes(later).count == 2)
    }

    @Test("A table has no more than its number of indexes; fields that are gone have none")
    func limits() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let many = Fixture.table(1, "Things", (0..<40).map { ("F\($0)", FieldType.number) })
        let generation = try Fixture.fill(base, [(many, [])])
        generation.generation.indexes.want(
            generation.tables[0].fields.map { FieldIndexes.Item(table: many.id, field: $0.id) })
        #expect(try base.makeWantedIndexes() == StorageLimits.indexesPerTable)
        var fewer = many
        fewer.fields.removeFirst(38)
        try Fixture.fill(base, [(fewer, [])])
        #expect(try Self.indexes(base).isEmpty)
    }
}
