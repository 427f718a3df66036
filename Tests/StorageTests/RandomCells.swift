import AirtableAPI

@testable import Storage

/// A table with a field of every type, and random cells for it: odd ones more often than real ones.
struct RandomCells {
    static let linked = Fixture.table(2, "Linked", [("Name", .singleLineText)])
    static let linkedNames = ["Anna", "b,c", "", "Ärger", "anna", "10"]

    static var linkedRecords: [String] {
        linkedNames.enumerated().map { number, name in
            Fixture.record(number, name.isEmpty ? [:] : ["Name": .string(name)])
        }
    }

    private static let choices: JSONValue = [
        "choices": [["id": "selA", "name": "Zebra"], ["id": "selB", "name": "a"]]
    ]

    private static func result(_ type: String, _ options: JSONValue = [:]) -> JSONValue {
        ["result": ["type": .string(type), "options": options]]
    }

    private static let links: JSONValue = [
        "linkedTableId": .string(linked.id.rawValue)
    ]

    static let fields: [(name: String, type: FieldType, options: JSONValue?)] = [
        ("Name", .singleLineText, nil), ("Text", .multilineText, nil), ("Rich", .richText, nil),
        ("Mail", .email, nil), ("Num", .number, nil), ("Price", .currency, nil),
        ("Share", .percent, nil), ("Long", .duration, nil), ("Stars", .rating, nil),
        ("Auto", .autoNumber, nil), ("Many", .count, nil), ("Done", .checkbox, nil),
        ("Day", .date, nil), ("At", .dateTime, nil), ("Choice", .singleSelect, choices),
        ("Tags", .multipleSelects, choices), ("Link", .multipleRecordLinks, links),
        ("Files", .multipleAttachments, nil), ("Who", .singleCollaborator, nil),
        ("Team", .multipleCollaborators, nil), ("Code", .barcode, nil), ("Push", .button, nil),
        ("AI", .aiText, nil), ("Made", .createdTime, result("dateTime")),
        ("Changed", .lastModifiedTime, result("dateTime")),
        ("Text formula", .formula, result("singleLineText")),
        ("Number formula", .formula, result("number")),
        ("Date formula", .formula, result("dateTime")), ("Odd formula", .formula, nil),
        ("Sum", .rollup, result("number")),
        ("Texts", .multipleLookupValues, result("singleLineText")),
        ("Numbers", .multipleLookupValues, result("number")),
        ("Links", .multipleLookupValues, result("multipleRecordLinks", links)),
        ("New kind", FieldType("notYetKnown"), nil),
    ]

    static var table: TableSchema {
        var table = Fixture.table(1, "Things", [])
        table.fields = fields.enumerated().map { index, field in
            FieldSchema(
                id: FieldID(Fixture.id("fld", index)), name: field.name, type: field.type,
                rawOptions: field.options)
        }
        table.primaryFieldID = table.fields[0].id
        return table
    }

    static let texts = [
        "a", "A", "b", "abc", " ", "a b", "10", "0", "-1", "Zebra", "é", "e\u{301}", "🙂", "ß",
        "[\"a\"]", "{\"error\":\"#ERROR!\"}", "a\u{0}b", "2024-02-29", "true", "'", "\\",
    ]
    static let numbers = [
        "0", "-0.0", "1", "-1", "0.5", "10", "3", "1e308", "-1e308", "5e-324", "9007199254740993",
        "9007199254740992", "12345678901234567890", "0.1", "1.0",
    ]
    static let times = [
        "2024-02-29T00:00:00.000Z", "2024-02-29T12:34:56.789Z", "1969-12-31T23:59:59.999Z",
        "2024-03-01T00:00:00.000Z",
    ]

    var random: SplitMix

    mutating func pick<T>(_ values: [T]) -> T { values[Int(random.next() % UInt64(values.count))] }
    mutating func oneIn(_ count: UInt64) -> Bool { random.next() % count == 0 }

    mutating func record(_ number: Int) -> String {
        var cells = JSONObject()
        for field in Self.fields where !oneIn(3) {
            cells[field.name] = cell(field.type, field.options)
        }
        return Fixture.record(number, .object(cells))
    }

    private mutating func text() -> JSONValue { .string(pick(Self.texts)) }
    private mutating func number() -> JSONValue { .number(JSONNumber(literal: pick(Self.numbers))) }

    private mutating func list(_ element: (inout RandomCells) -> JSONValue) -> JSONValue {
        .array((0..<Int(random.next() % 4)).map { _ in element(&self) })
    }

    private mutating func person() -> JSONValue {
        oneIn(2) ? ["id": "usr1", "name": text()] : ["id": "usr2", "email": "a@x.example"]
    }

    private mutating func link() -> JSONValue {
        .string(Fixture.id("rec", Int(random.next() % UInt64(Self.linkedNames.count + 1))))
    }

    private mutating func fault() -> JSONValue {
        pick([
            ["error": "#ERROR!"], ["specialValue": "NaN"], ["specialValue": "Infinity"],
            ["specialValue": "-Infinity"],
        ])
    }

    private mutating func cell(_ type: FieldType, _ options: JSONValue?) -> JSONValue? {
        switch type {
        case .number, .currency, .percent, .duration, .rating, .autoNumber, .count: return number()
        case .checkbox: return true
        case .date: return .string(String(pick(Self.times).prefix(10)))
        case .dateTime, .createdTime, .lastModifiedTime: return .string(pick(Self.times))
        case .singleSelect: return pick(["Zebra", "a"])
        case .multipleSelects: return list { $0.pick(["Zebra", "a", "gone"]) }
        case .multipleRecordLinks: return list { $0.link() }
        case .multipleAttachments:
            return list { ["id": "att1", "url": "https://a.example", "filename": $0.text()] }
        case .singleCollaborator: return person()
        case .multipleCollaborators: return list { $0.person() }
        case .barcode: return ["text": text()]
        case .button: return ["label": text(), "url": nil]
        case .aiText: return ["state": "generated", "isStale": false, "value": text()]
        case .formula, .rollup:
            if oneIn(5) { return fault() }
            guard let result = options?["result"]?["type"]?.string else {
                return pick([text(), number(), true, list { $0.text() }])
            }
            return cell(FieldType(result), nil)
        case .multipleLookupValues:
            let result = FieldType(options?["result"]?["type"]?.string ?? "")
            return list { cells in
                if cells.oneIn(8) { return ["error": "#ERROR!"] }
                return result == .multipleRecordLinks
                    ? cells.link() : cells.cell(result, nil) ?? .null
            }
        case FieldType("notYetKnown"): return oneIn(2) ? text() : number()
        default: return text()
        }
    }
}
