import AirtableAPI
import AirtableSimulator
import Testing

@Suite("Demo base") struct DemoBaseTests {
    private let base = DemoBase.make()

    @Test("it is the same each time, and another with another seed")
    func seeds() {
        let again = DemoBase.make()
        #expect(again.id == base.id && again.schema == base.schema)
        #expect(again.baseState == base.baseState)
        #expect(DemoBase.make(seed: 2).baseState.tables != base.baseState.tables)
    }

    @Test("it has the promised size and every common field type")
    func size() {
        #expect(base.schema.tables.count >= 8 && base.recordCount >= 3_000)
        let types = Set(base.schema.tables.flatMap(\.fields).map(\.type))
        let missing = Set(FieldType.known).subtracting(types)
        #expect(missing == [.aiText, .externalSyncSource, .manualSort])
    }

    @Test("links go both ways, and computed cells agree with their sources")
    func consistency() {
        let checker = BaseChecker(base)
        #expect(checker.problems().isEmpty, "\(checker.problems().prefix(5))")
    }

    @Test("it has empty cells, long texts, special values, emoji and many scripts")
    func variety() throws {
        let records = base.schema.tables.flatMap { base.records($0.id) }
        let text = records.map { String(decoding: $0.json, as: UTF8.self) }.joined()
        for part in [
            "Соколов", "佐藤", "فاطمة", "Ελένη", "김", "शर्मा", "🎂", "\"specialValue\":\"NaN\"",
            "{\"error\":\"#ERROR!\"}",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.utf8.count > 1_000_000)
        #expect(records.contains { $0.json.count > 8_000 })
        for table in base.schema.tables {
            let names = base.records(table.id).map { Set($0.cells.names) }
            let isSometimesEmpty = table.fields.contains { field in
                names.contains { !$0.contains(field.name) }
            }
            #expect(isSometimesEmpty, "\(table.name)")
            let used = names.reduce(Set()) { $0.union($1) }
            #expect(used == Set(table.fields.map(\.name)), "\(table.name)")
            let primary = try #require(table.primaryField?.name)
            #expect(names.allSatisfy { $0.contains(primary) }, "\(table.name)")
        }
    }
}
