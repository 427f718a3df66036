import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

/// Random change sets, schema edits and rebuilds on a store and on a dictionary: always the same.
@Suite("Change sets against a model", .timeLimit(.minutes(10)))
struct ChangeModelTests {
    struct Model {
        var schema: BaseSchema
        /// By table and record number: cells by field id.
        var records: [TableID: [Int: [FieldID: Int]]] = [:]
        var nextID = 100

        func bodies(_ table: TableSchema) -> [String] {
            (records[table.id] ?? [:]).sorted { $0.key < $1.key }.map { number, cells in
                body(table, number, cells)
            }
        }

        func body(_ table: TableSchema, _ number: Int, _ cells: [FieldID: Int]) -> String {
            var object = JSONObject()
            for field in table.fields {
                object[field.name] = cells[field.id].map { .number(JSONNumber($0)) }
            }
            return Fixture.record(number, .object(object))
        }
    }

    @Test("equal after every step", arguments: 0..<60)
    func agreement(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let folder = try TemporaryFolder()
        let store = try folder.store()
        let base = try store.base(Fixture.base)
        var model = Model(
            schema: BaseSchema(tables: [
                Fixture.table(1, "One", [("Name", .number), ("A", .number), ("B", .number)]),
                Fixture.table(2, "Two", [("Name", .number), ("A", .number)]),
            ]))
        for table in model.schema.tables {
            model.records[table.id] = [:]
            for number in 1...20 {
                model.records[table.id]?[number * 10] = Self.cells(table, &random)
            }
        }
        try Fixture.fill(base, model.schema.tables.map { ($0, model.bodies($0)) })
        for step in 0..<25 {
            switch random.next() % 8 {
            case 0: try Self.rebuild(base, &model, &random)
            case 1, 2: try Self.editSchema(base, &model, &random)
            default:
                let changes = try Self.change(&model, &random)
                _ = try base.apply(changes, at: Fixture.now)
            }
            try Self.expectEqual(base, model, "seed \(seed), step \(step)")
        }
    }

    static func cells(_ table: TableSchema, _ random: inout SplitMix) -> [FieldID: Int] {
        var cells: [FieldID: Int] = [:]
        for field in table.fields where random.next() % 4 > 0 {
            cells[field.id] = Int(random.next() % 100)
        }
        return cells
    }

    /// Changes the model, and says so in a change set.
    static func change(_ model: inout Model, _ random: inout SplitMix) throws -> ChangeSet {
        var changes = ChangeSet()
        for table in model.schema.tables where random.next() % 3 > 0 {
            var put: [String] = []
            var change = ChangeSet.Table()
            for _ in 0..<(random.next() % 6) {
                let number = Int(random.next() % 250)
                if random.next() % 3 == 0 {
                    model.records[table.id]?[number] = nil
                    change.removed.append(RecordID(Fixture.id("rec", number)))
                    put.removeAll { $0.contains(Fixture.id("rec", number)) }
                } else {
                    let cells = Self.cells(table, &random)
                    model.records[table.id]?[number] = cells
                    put.removeAll { $0.contains(Fixture.id("rec", number)) }
                    // What is removed is gone, whatever the pages say.
                    change.removed.removeAll { $0.rawValue == Fixture.id("rec", number) }
                    put.append(model.body(table, number, cells))
                }
            }
            if random.next() % 5 == 0 {
                change.isWhole = true
                put = model.bodies(table)
            }
            change.pages = [try Fixture.page(put)]
            changes.tables[table.id] = change
        }
        return changes
    }

    static func editSchema(
        _ base: BaseStore, _ model: inout Model, _ random: inout SplitMix
    ) throws {
        var schema = model.schema
        let table = Int(random.next() % UInt64(schema.tables.count))
        let id = schema.tables[table].id
        model.nextID += 1
        switch random.next() % 7 {
        case 0 where schema.tables.count < 4:
            let new = Fixture.table(model.nextID, "T\(model.nextID)", [("Name", .number)])
            schema.tables.append(new)
            model.records[new.id] = [:]
        case 1 where schema.tables.count > 2:
            model.records[id] = nil
            schema.tables.remove(at: table)
        case 2: schema.tables[table].name = "T\(model.nextID)"
        case 3:
            schema.tables[table].fields.append(
                FieldSchema(
                    id: FieldID(Fixture.id("fld", model.nextID)), name: "F\(model.nextID)",
                    type: .number))
        case 4 where schema.tables[table].fields.count > 2:
            let gone = schema.tables[table].fields.remove(at: 1)
            for number in model.records[id]?.keys.sorted() ?? [] {
                model.records[id]?[number]?[gone.id] = nil
            }
        case 5 where schema.tables[table].fields.count > 2:
            let name = schema.tables[table].fields[1].name
            schema.tables[table].fields[1].name = schema.tables[table].fields[2].name
            schema.tables[table].fields[2].name = name
        default: schema.tables[table].fields[0].name = "f\(model.nextID)"
        }
        model.schema = schema
        var changes = try change(&model, &random)
        changes.schema = schema
        _ = try base.apply(changes, at: Fixture.now)
    }

    /// A full sync whose pages are older than what is applied meanwhile.
    static func rebuild(
        _ base: BaseStore, _ model: inout Model, _ random: inout SplitMix
    ) throws {
        let rebuild = try base.beginRebuild(schema: model.schema, name: "Test", at: Fixture.now)
        let pages = model.schema.tables.map { ($0.id, model.bodies($0)) }
        _ = try base.apply(change(&model, &random), at: Fixture.now)
        for (table, records) in pages {
            try rebuild.insert(Fixture.page(records), table: table)
        }
        _ = try base.apply(change(&model, &random), at: Fixture.now)
        _ = try rebuild.finish(at: Fixture.now)
    }

    static func expectEqual(_ base: BaseStore, _ model: Model, _ comment: Comment) throws {
        let serving = try #require(base.serving)
        #expect(serving.schema == model.schema, comment)
        for table in model.schema.tables {
            let stored = try #require(serving.table(table.id.rawValue), comment)
            let expected = model.bodies(table)
            let found = try serving.read { try Fixture.list($0, RecordQuery(table: stored)) }
            // Cells may stand in another order after a rename: values count.
            let parsed = try found.bodies.map { try JSONValue(parsing: $0) }
            #expect(try parsed == expected.map { try JSONValue(parsing: $0) }, comment)
            #expect(found.listing.total == expected.count, comment)
            guard let field = stored.fields.last else { continue }
            var query = RecordQuery(table: stored)
            query.conditions = [.init(field: field, operator: .gte, operands: ["50"])]
            let count = try serving.read { try Fixture.list($0, query).bodies.count }
            let wanted = model.records[table.id]?.values.count { $0[field.id] ?? 0 >= 50 }
            #expect(count == wanted, comment)
        }
    }
}

/// SplitMix64: one seed, one sequence.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
