import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

/// Lists sorted by indexes, against a sort of the records' JSON that shares nothing with them: after
/// random edits, new names of linked records, deletions, new schemas and new generations.
@Suite("Stored orders")
struct StoredOrderTests {
    @Test("Every page is that of a naive sort, whatever happened before", arguments: 0..<12)
    func agreement(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var model = SortModel(seed: seed)
        let base = try folder.store().base(Fixture.base)
        for number in 1...60 { model.put(number * SortModel.gap) }
        for number in 1...8 { model.rename(number) }
        try Fixture.fill(base, model.contents)
        for step in 0..<14 {
            try makeIndexes(base, model)
            try expectOrder(base, model, "seed \(seed), step \(step)")
            switch model.random.next() % 8 {
            case 0:
                let rebuild = try base.beginRebuild(
                    schema: model.schema, name: "Test", at: Fixture.now)
                for (table, records) in model.contents {
                    try rebuild.insert(Fixture.page(records), table: table.id)
                }
                try rebuild.complete()
                _ = try base.apply(model.change(), at: Fixture.now)
                _ = try rebuild.finish(at: Fixture.now)
            case 1: _ = try base.apply(model.crowd(), at: Fixture.now)
            case 2: _ = try base.apply(model.newSchema(), at: Fixture.now)
            default: _ = try base.apply(model.change(), at: Fixture.now)
            }
            try expectOrder(base, model, "seed \(seed), after step \(step)")
        }
        try base.serving?.generation.check()
    }

    private func makeIndexes(_ base: BaseStore, _ model: SortModel) throws {
        let serving = try #require(base.serving)
        serving.generation.indexes.want(items(serving))
        try base.makeWantedIndexes()
        let made = try serving.generation.newest { session in
            Set(try FieldIndexes.Item.made(session.connection))
        }
        #expect(made == Set(items(serving)))
    }

    private func items(_ serving: Snapshot) -> [FieldIndexes.Item] {
        serving.tables[0].fields.flatMap { field in
            [false, true].map {
                FieldIndexes.Item(sorting: field, of: serving.tables[0], isDescending: $0)
            }
        }
    }

    private func expectOrder(
        _ base: BaseStore, _ model: SortModel, _ comment: Comment
    ) throws {
        for (index, field) in model.schema.tables[0].fields.enumerated() {
            for isDescending in [false, true] {
                let expected = model.sorted(by: field, isDescending: isDescending)
                func found(_ limit: Int?, _ offset: Int) throws -> [String] {
                    try Fixture.bodies(base) { query in
                        query.sort = [
                            .init(field: query.table.fields[index], isDescending: isDescending)
                        ]
                        query.limit = limit
                        query.start = .offset(offset)
                        query.wantsTotal = false
                    }
                }
                let page = try found(7, 5)
                #expect(page == Array(expected.dropFirst(5).prefix(7)), "\(comment), \(field.name)")
                #expect(try found(nil, 0) == expected, "\(comment), \(field.name)")
            }
        }
    }

    @Test("A page comes from the index alone, in both directions")
    func plans() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let model = SortModel(seed: 1)
        let serving = try Fixture.fill(base, model.contents)
        try makeIndexes(base, model)
        try serving.generation.newest { session in
            let table = session.contents.tables[0]
            for field in table.fields {
                for isDescending in [false, true] {
                    let sort = RecordQuery.SortKey(field: field, isDescending: isDescending)
                    let index = try #require(try SortIndex(sort, table, session.connection))
                    let names = session.generation.linkedNames.reader(session)
                    let order = SortExpression(sort, of: table, names: names) { _ in 0 }.order
                    let sql =
                        index.places
                        ?? "SELECT t.aircache_key FROM \(index.source) ORDER BY \(order), t.aircache_key"
                    let rows = try SQLiteStatement(
                        session.connection, "EXPLAIN QUERY PLAN \(sql) LIMIT 10")
                    var plan: [String] = []
                    while try rows.step() { plan.append(rows.text(3) ?? "") }
                    #expect(plan.count == 1 && plan[0].contains(index.name), "\(plan)")
                }
            }
        }
    }

    @Test("Sorts by several fields, and texts with one long beginning, are told apart")
    func ties() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let table = Fixture.table(1, "Things", [("Name", .singleLineText), ("Size", .number)])
        let beginning = String(repeating: "x", count: StorageLimits.placeBytes)
        let records = (0..<40).map { number in
            Fixture.record(
                number,
                [
                    "Name": .string(beginning + "\(number * 7 % 4)"),
                    "Size": .number(JSONNumber(number * 3 % 10)),
                ])
        }
        let serving = try Fixture.fill(base, [(table, records)])
        let fields = serving.tables[0].fields
        serving.generation.indexes.want([
            FieldIndexes.Item(sorting: fields[0], of: serving.tables[0], isDescending: true)
        ])
        #expect(try base.makeWantedIndexes() == 1)
        let found = try Fixture.bodies(base) { query in
            query.sort = [.init(field: fields[0], isDescending: true), .init(field: fields[1])]
        }
        let expected = (0..<40).sorted { one, other in
            let (left, right) = (one * 7 % 4, other * 7 % 4)
            if left != right { return left > right }
            return (one * 3 % 10, one) < (other * 3 % 10, other)
        }
        #expect(found == expected.map { records[$0] })
    }
}
