import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

@Suite("Airtable's order")
struct SortOrderTests {
    /// A field type with cells in ascending order; cells on one line are equal in order.
    struct Case: Sendable, CustomTestStringConvertible {
        let type: FieldType
        var options: JSONValue?
        let ascending: [[JSONValue?]]

        var testDescription: String { type.rawValue }
    }

    private static let choices: JSONValue = [
        "choices": [
            ["id": "selA", "name": "Zebra"], ["id": "selB", "name": "apple"],
            ["id": "selC", "name": "Mango"],
        ]
    ]
    private static let text: JSONValue = ["result": ["type": "singleLineText"]]
    private static let number: JSONValue = ["result": ["type": "number"]]

    static let cases: [Case] = [
        Case(
            type: .singleLineText,
            ascending: [
                [nil, .string("")], ["\u{1}"], ["!"], ["10"], ["2"], ["[\"x\"]"], ["A"], ["a"],
                ["a\u{0}"],
                ["a b"], ["AB"], ["ab"], ["Z"], ["z"], ["{\"error\":\"e\"}"],
                ["Äpfel"], ["äpfel"], ["Ω"], ["🙂"],
            ]),
        Case(
            type: .number,
            ascending: [
                [nil], [.number(JSONNumber(literal: "-1e308"))], [.number(JSONNumber(-2.5))],
                [.number(JSONNumber(0)), .number(JSONNumber(literal: "-0.0"))],
                [.number(JSONNumber(2))], [.number(JSONNumber(10))],
                [.number(JSONNumber(literal: "9007199254740993"))],
                [.number(JSONNumber(literal: "1e308"))],
            ]),
        Case(type: .checkbox, ascending: [[nil, false], [true]]),
        Case(type: .date, ascending: [[nil], ["1999-12-31"], ["2024-02-29"], ["2024-03-01"]]),
        Case(
            type: .singleSelect, options: choices,
            ascending: [[nil], ["Zebra"], ["apple"], ["Mango"], ["gone"]]),
        Case(
            type: .multipleSelects, options: choices,
            ascending: [
                [nil, []], [["Zebra"]], [["Zebra", "apple"]], [["Zebra", "Mango"]], [["apple"]],
                [["Mango", "Zebra"]], [["gone"]],
            ]),
        Case(
            type: .singleCollaborator,
            ascending: [
                [nil], [["id": "usr3", "name": "Ada"]], [["id": "usr2", "name": "bob"]],
                [["id": "usr1", "email": "c@x.example"]],
            ]),
        Case(
            type: .multipleAttachments,
            ascending: [
                [nil], [[["id": "att9", "url": "https://a.example", "filename": "a.png"]]],
                [[["id": "att1", "url": "https://b.example", "filename": "B.png"]]],
            ]),
        Case(
            type: .multipleLookupValues, options: text,
            ascending: [[nil], [["a"]], [["a", "b"]], [["B"]]]),
        Case(
            type: .multipleLookupValues,
            options: ["result": ["type": "singleSelect", "options": choices]],
            ascending: [[nil, []], [["apple"]], [["apple", "Zebra"]], [["Mango"]], [["Zebra"]]]),
        Case(
            type: .multipleLookupValues,
            options: ["result": ["type": "multipleSelects", "options": choices]],
            ascending: [[nil, [nil]], [["apple"]], [["apple", "Zebra"]], [["Zebra", "apple"]]]),
        // By the texts 0:10, 10:00, 2:00 and 3:00.
        Case(
            type: .multipleLookupValues,
            options: ["result": ["type": "duration", "options": ["durationFormat": "h:mm"]]],
            ascending: [[nil], [[600]], [[36_000]], [[7_200]], [[nil, 10_800]]]),
        // By the texts #ERROR!, 1/3/2025, 12/1/2024 and 2/1/2024.
        Case(
            type: .multipleLookupValues,
            options: [
                "result": ["type": "date", "options": ["dateFormat": ["format": "l"]]]
            ],
            ascending: [
                [nil], [[["error": "#ERROR!"]]], [["2025-01-03"]], [["2024-12-01"]],
                [["2024-02-01"]],
            ]),
        Case(
            type: .multipleLookupValues, options: ["result": ["type": "multipleAttachments"]],
            ascending: [
                [nil], [[["id": "att9", "url": "https://b.example", "filename": "a.png"]]],
                [[["id": "att1", "url": "https://a.example", "filename": "B.png"]]],
            ]),
        Case(
            type: .formula, options: text,
            // Texts that are written like lists and errors, and a list and an error.
            ascending: [
                [nil, ["error": "#ERROR!"]], [["12"]], ["[\"12\"]"], ["[12]"], ["[12] x"], ["a"],
                ["B"], ["{\"error\":\"#ERROR!\"}"],
            ]),
        Case(
            type: .formula, options: ["result": ["type": "singleSelect", "options": choices]],
            ascending: [[nil], ["Zebra"], ["apple"]]),
        Case(
            type: .rollup, options: number,
            ascending: [
                [nil, ["specialValue": "NaN"]], [["specialValue": "-Infinity"]],
                [.number(JSONNumber(2))], [.number(JSONNumber(10))],
                [["specialValue": "Infinity"]],
            ]),
        Case(type: .barcode, ascending: [[nil], [["text": "a"]], [["text": "B"]]]),
        Case(
            type: .multipleRecordLinks,
            options: ["linkedTableId": .string(Fixture.id("tbl", 2))],
            ascending: [[nil], [[link(3)]], [[link(3), link(2)]], [[link(2)]], [[link(1)]]]),
    ]

    /// Links to records whose names run against their ids.
    private static func link(_ number: Int) -> JSONValue { .string(Fixture.id("rec", number)) }

    private static let people = Fixture.table(2, "People", [("Name", .singleLineText)])
    private static let names = [(1, "Zoe"), (2, "bert"), (3, "Anna")].map { number, name in
        Fixture.record(number, ["Name": .string(name)])
    }

    @Test(
        "Each field type sorts as Airtable sorts it, both ways; ties keep their order",
        arguments: cases)
    func order(_ item: Case) throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        var table = Fixture.table(1, "Things", [("Name", .singleLineText)])
        table.fields.append(
            FieldSchema(
                id: FieldID(Fixture.id("fld", 9)), name: "F", type: item.type,
                rawOptions: item.options))
        // The records' own order is another one than that of their cells.
        let cells = item.ascending.enumerated().flatMap { rank, cells in cells.map { (rank, $0) } }
        var random = SplitMix(state: 7)
        let order = (0..<cells.count * 2).map { $0 % cells.count }
            .map { ($0, random.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
        let records = order.enumerated().map { number, cell in
            Fixture.record(
                number,
                .object(cells[cell].1.map { JSONObject([("F", $0)]) } ?? JSONObject()))
        }
        try Fixture.fill(base, [(table, records), (Self.people, Self.names)])
        for isDescending in [false, true] {
            let sorted = try Fixture.bodies(base) { query in
                query.sort = [.init(field: query.table.fields[1], isDescending: isDescending)]
            }
            let expected = order.indices.sorted { one, other in
                let ranks = (cells[order[one]].0, cells[order[other]].0)
                if ranks.0 != ranks.1 {
                    return isDescending ? ranks.0 > ranks.1 : ranks.0 < ranks.1
                }
                return one < other
            }.map { records[$0] }
            #expect(sorted == expected)
        }
    }

    @Test("Links sort by the names that they have now, also where a table has very many")
    func renamedLink() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        var table = Fixture.table(1, "Things", [("Name", .singleLineText)])
        table.fields.append(
            FieldSchema(
                id: FieldID(Fixture.id("fld", 9)), name: "F", type: .multipleRecordLinks,
                rawOptions: ["linkedTableId": .string(Fixture.id("tbl", 2))]))
        let records = (1...3).map { Fixture.record($0, ["F": [Self.link($0)]]) }
        try Fixture.fill(base, [(table, records), (Self.people, Self.names)])
        func sorted() throws -> [String] {
            try Fixture.bodies(base) { $0.sort = [.init(field: $0.table.fields[1])] }
        }
        #expect(try sorted() == [records[2], records[1], records[0]])
        var changes = ChangeSet()
        var change = ChangeSet.Table()
        change.pages = [try Fixture.page([Fixture.record(1, ["Name": "Aaron"])])]
        changes.tables[Self.people.id] = change
        _ = try base.apply(changes, at: Fixture.now)
        #expect(try sorted() == [records[0], records[2], records[1]])
        let names = try base.read { session in
            try session.names(of: ["rec", Fixture.id("rec", 1)], in: Self.people.id)
        }
        #expect(names == [Fixture.id("rec", 1): "Aaron"])
    }

    @Test("Names that are written like JSON are texts; a list and an error are not")
    func namesLikeJSON() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        var people = Self.people
        people.fields = [
            FieldSchema(
                id: people.fields[0].id, name: "Name", type: .formula, rawOptions: Self.text)
        ]
        let cells: [JSONValue] = [.string("[!]"), ["2"], ["error": "#ERROR!"]]
        let named = cells.enumerated().map { Fixture.record($0 + 1, ["Name": $1]) }
        var table = Fixture.table(1, "Things", [("Name", .singleLineText)])
        table.fields.append(
            FieldSchema(
                id: FieldID(Fixture.id("fld", 9)), name: "F", type: .multipleRecordLinks,
                rawOptions: ["linkedTableId": .string(people.id.rawValue)]))
        let records = (1...3).map { Fixture.record($0, ["F": [Self.link($0)]]) }
        let serving = try Fixture.fill(base, [(table, records), (people, named)])
        func names() throws -> [String?] {
            let ids = (1...3).map { Fixture.id("rec", $0) }
            let names = try base.read { try $0.names(of: ids, in: people.id) } ?? [:]
            return ids.map { names[$0] }
        }
        func sorted() throws -> [String] {
            try Fixture.bodies(base) { $0.sort = [.init(field: $0.table.fields[1])] }
        }
        #expect(try names() == ["[!]", "2", "#ERROR!"])
        #expect(try sorted() == [records[2], records[1], records[0]])
        serving.generation.indexes.want([
            FieldIndexes.Item(
                sorting: serving.tables[0].fields[1], of: serving.tables[0], isDescending: false)
        ])
        #expect(try base.makeWantedIndexes() == 1)
        #expect(try sorted() == [records[2], records[1], records[0]])
        // The column has the same text for a list and for a text that is written like it.
        var changes = ChangeSet()
        var change = ChangeSet.Table()
        change.pages = [
            try Fixture.page([Fixture.record(2, ["Name": .string(#"["2"]"#)])])
        ]
        changes.tables[people.id] = change
        _ = try base.apply(changes, at: Fixture.now)
        #expect(try names() == ["[!]", #"["2"]"#, "#ERROR!"])
        #expect(try sorted() == [records[2], records[0], records[1]])
    }
}
