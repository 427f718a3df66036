import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

@Suite("Names and cells that are hard to hold")
struct NamesAndCellsTests {
    @Test("Tables and fields of any name survive, each under its own SQL name and key")
    func names() throws {
        let names = [
            "Name", "name", "NAME", "", " ", "id", "createdTime", "aircache_key", "a\"b", "a'b",
            "nul\0in", "🙂", "数据", String(repeating: "n", count: 300), "sqlite_master",
            "aircache_base", "select", "x;DROP TABLE y", "Name!", "name?",
        ]
        let fields = names.map { ($0, FieldType.singleLineText) }
        let tables = names.enumerated().map { Fixture.table($0 + 1, $1, fields) }
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let cells = JSONObject(names.map { ($0, .string("v:" + $0)) })
        let record = Fixture.record(1, .object(cells))
        let generation = try Fixture.fill(base, tables.map { ($0, [record]) })
        #expect(Set(generation.tables.map(\.key)).count == names.count)
        #expect(generation.tables.allSatisfy { !$0.key.isEmpty })
        #expect(Set(generation.tables.map { $0.sqlName.lowercased() }).count == names.count)
        for table in generation.tables {
            #expect(generation.table(table.id.rawValue)?.id == table.id)
            #expect(generation.table(table.key)?.id == table.id)
            for field in table.fields {
                let found = try base.read { session in
                    var query = RecordQuery(table: table)
                    query.conditions = [
                        .init(field: field, operator: .eq, operands: ["v:" + field.name])
                    ]
                    return try Fixture.list(session, query).bodies
                }
                #expect(found == [record], "field '\(field.name)' of '\(table.name)'")
            }
        }
    }

    @Test("Keys follow the rule; what would clash gets the id, whatever the order")
    func keys() {
        let named = [
            (id: "tblAAAAAAAAAAAAAA1", name: "My Table"), (id: "tblB", name: "my-table"),
            (id: "tblC", name: "Other 2"), (id: "tblD", name: "…"),
        ]
        #expect(
            Naming.keys(named) == ["mytabletblaaaaaaaaaaaaaa1", "mytabletblb", "other2", "tbld"])
        #expect(Naming.keys(named.reversed()) == Naming.keys(named).reversed())
    }

    @Test("Cells of every odd kind come out as they went in")
    func cells() throws {
        let odd = [
            #"{"N":9007199254740993}"#, #"{"N":12345678901234567890}"#, #"{"N":1e400}"#,
            #"{"N":-0.10}"#, ##"{"N":{"error":"#ERROR!"}}"##, #"{"N":{"specialValue":"NaN"}}"#,
            #"{"T":"\u0000\u00e9\ud83d\ude42\ud800"}"#, #"{"T":"a\/b\\\"c"}"#, #"{ "T" : "x" }"#,
            #"{"Unknown":[1,{"a":null}]}"#, "{}", #"{"T":""}"#, #"{"L":[]}"#,
            #"{"L":"not a list"}"#, #"{"B":true}"#,
            "{\"T\":\"" + String(repeating: "é", count: 100_000) + "\"}",
        ]
        let records = odd.enumerated().map { index, fields in
            """
            {"id":"\(Fixture.id("rec", index))","createdTime":"2024-01-02T03:04:05.000Z", \
            "fields":\(fields)}
            """
        }
        let table = Fixture.table(
            1, "Odd",
            [("N", .number), ("T", .multilineText), ("L", .multipleSelects), ("B", .checkbox)])
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(table, records)])
        #expect(try Fixture.bodies(base) == records)
        // No odd cell may break a filter or a sort over its column.
        for (field, operation, operand) in [
            ("N", RecordQuery.Operator.gt, "0"), ("T", .ilike, "*É*"), ("L", .eq, "x"),
            ("L", .cs, "not a list"), ("B", .is, "true"),
        ] {
            let count = try Fixture.bodies(base) { query in
                let stored = query.table.field(idOrName: field)!
                query.conditions = [
                    .init(field: stored, operator: operation, operands: [operand])
                ]
                query.sort = [.init(field: stored, isDescending: true)]
            }.count
            #expect(count == ["N": 3, "T": 2, "L": operation == .cs ? 1 : 0, "B": 1][field])
        }
    }

    @Test("A table of 500 fields")
    func manyFields() throws {
        let fields = (0..<500).map { ("Field \($0)", FieldType.number) }
        let table = Fixture.table(1, "Wide", fields)
        let cells = JSONObject(fields.enumerated().map { ($1.0, .number(JSONNumber($0))) })
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let record = Fixture.record(1, .object(cells))
        try Fixture.fill(base, [(table, [record])])
        let found = try Fixture.bodies(base) { query in
            query.conditions = [
                .init(field: query.table.fields[499], operator: .eq, operands: ["499"])
            ]
        }
        #expect(found == [record])
    }
}
