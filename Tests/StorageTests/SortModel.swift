import AirtableAPI

@testable import Storage

/// A table with fields of every kind of order and one that it links to, in memory, with random edits.
struct SortModel {
    /// Ids of records are so far apart at first.
    static let gap = 1 << 26

    var random: SplitMix
    private(set) var schema: BaseSchema
    private var cells: [Int: JSONObject] = [:]
    private var names: [Int: String] = [:]
    private var choices = ["Zebra", "apple", "Mango"]

    init(seed: UInt64) {
        random = SplitMix(state: seed)
        schema = BaseSchema(tables: [])
        schema = BaseSchema(tables: [
            things, Fixture.table(2, "People", [("Name", .singleLineText)]),
        ])
    }

    private var things: TableSchema {
        let choices: JSONValue = [
            "choices": .array(
                choices.map { ["id": .string("sel\($0)"), "name": .string($0)] })
        ]
        let links: JSONValue = ["linkedTableId": .string(Fixture.id("tbl", 2))]
        let fields: [(String, FieldType, JSONValue?)] = [
            ("Name", .singleLineText, nil), ("Size", .number, nil), ("Done", .checkbox, nil),
            ("Choice", .singleSelect, choices), ("Link", .multipleRecordLinks, links),
            (
                "Links", .multipleLookupValues,
                ["result": ["type": "multipleRecordLinks", "options": links]]
            ),
            ("Text", .formula, ["result": ["type": "singleLineText"]]),
        ]
        var table = Fixture.table(1, "Things", fields.map { ($0.0, $0.1) })
        table.fields = zip(table.fields, fields).map { field, from in
            FieldSchema(id: field.id, name: from.0, type: from.1, rawOptions: from.2)
        }
        return table
    }

    var contents: [(TableSchema, [String])] {
        [
            (schema.tables[0], cells.sorted { $0.key < $1.key }.map { body($0.key) }),
            (schema.tables[1], names.sorted { $0.key < $1.key }.map { name($0.key) }),
        ]
    }

    private func body(_ number: Int) -> String {
        Fixture.record(number, .object(cells[number] ?? [:]))
    }

    private func name(_ number: Int) -> String {
        Fixture.record(number, names[number]!.isEmpty ? [:] : ["Name": .string(names[number]!)])
    }

    // MARK: Edits

    private mutating func pick<T>(_ values: [T]) -> T {
        values[Int(random.next() % UInt64(values.count))]
    }

    private mutating func text() -> String {
        let long = String(repeating: "x", count: StorageLimits.placeBytes)
        return pick(["a", "A", "b", "ä", "Ä", "a\u{0}", "B a", "10", "2", long])
            + pick(["", "1", "é"])
    }

    private mutating func link() -> JSONValue {
        .string(Fixture.id("rec", Int(random.next() % 10)))
    }

    mutating func put(_ number: Int) {
        var record = JSONObject()
        if random.next() % 5 > 0 { record["Name"] = .string(text()) }
        if random.next() % 5 > 0 { record["Size"] = .number(JSONNumber(Int(random.next() % 9))) }
        if random.next() % 3 > 0 { record["Done"] = true }
        if random.next() % 5 > 0 { record["Choice"] = .string(pick(choices)) }
        if random.next() % 5 > 0 {
            record["Link"] = .array((0...random.next() % 3).map { _ in link() })
        }
        if random.next() % 5 > 0 { record["Links"] = .array([link(), link()]) }
        if random.next() % 5 > 0 {
            record["Text"] =
                random.next() % 4 == 0 ? ["error": "#ERROR!"] : .string(text())
        }
        cells[number] = record
    }

    mutating func rename(_ number: Int) { names[number] = pick(["", text(), text()]) }

    /// Puts, removes and renames some records.
    mutating func change() throws -> ChangeSet {
        var (own, linked) = (ChangeSet.Table(), ChangeSet.Table())
        var (puts, renames): (Set<Int>, Set<Int>) = ([], [])
        for _ in 0..<random.next() % 5 {
            let number = pick(cells.keys.sorted() + [Int(random.next() % 70) * Self.gap + 1])
            if cells[number] != nil, random.next() % 3 == 0 {
                cells[number] = nil
                puts.remove(number)
                own.removed.append(RecordID(Fixture.id("rec", number)))
            } else if !own.removed.contains(RecordID(Fixture.id("rec", number))) {
                put(number)
                puts.insert(number)
            }
        }
        for _ in 0..<random.next() % 4 {
            let number = Int(random.next() % 10)
            let id = RecordID(Fixture.id("rec", number))
            if names[number] != nil, random.next() % 3 == 0 {
                names[number] = nil
                renames.remove(number)
                linked.removed.append(id)
            } else if !linked.removed.contains(id) {
                rename(number)
                renames.insert(number)
            }
        }
        own.pages = [try Fixture.page(puts.sorted().map(body))]
        linked.pages = [try Fixture.page(renames.sorted().map(name))]
        return ChangeSet(own, linked, schema)
    }

    /// So many records between two others that all get new keys.
    mutating func crowd() throws -> ChangeSet {
        let start = Int(random.next() % 50) * Self.gap + Int(random.next() % 1_000) * 32
        let numbers = (1...24).map { start + (1 << (25 - $0)) }
        for number in numbers { put(number) }
        var own = ChangeSet.Table()
        own.pages = [try Fixture.page(numbers.map(body))]
        return ChangeSet(own, ChangeSet.Table(), schema)
    }

    /// Another order of the choices or another name of a table, and some edits.
    mutating func newSchema() throws -> ChangeSet {
        if random.next() % 2 == 0 {
            choices.append(choices.removeFirst())
            schema.tables[0] = things
        } else {
            schema.tables[1].name = pick(["People", "Persons", "Folk"])
        }
        var changes = try change()
        changes.schema = schema
        return changes
    }

    // MARK: The order

    /// The records' bodies.
    func sorted(by field: FieldSchema, isDescending: Bool) -> [String] {
        cells.keys.sorted { one, other in
            let (left, right) = (key(one, field.name), key(other, field.name))
            if left != right { return (left < right) != isDescending }
            return one < other
        }.map(body)
    }

    /// Blank before all others, then numbers, then texts in small letters and as they are.
    private struct Key: Comparable {
        var number = -1
        var texts: [[UInt8]] = []

        static func < (one: Key, other: Key) -> Bool {
            if one.number != other.number { return one.number < other.number }
            for (left, right) in zip(one.texts, other.texts) where left != right {
                return left.lexicographicallyPrecedes(right)
            }
            return false
        }
    }

    private func key(_ number: Int, _ field: String) -> Key {
        func key(_ text: String) -> Key {
            Key(number: 0, texts: [Array(text.lowercased().utf8), Array(text.utf8)])
        }
        guard let cell = cells[number]?[field] else { return Key() }
        switch field {
        case "Size": return Key(number: cell.integer ?? 0)
        case "Done": return Key(number: 1)
        case "Choice": return Key(number: choices.firstIndex(of: cell.string ?? "") ?? 9)
        case "Link", "Links":
            let texts = (cell.array ?? []).map { id in
                names.first { Fixture.id("rec", $0.key) == id.string }?.value ?? id.string ?? ""
            }
            return key(texts.joined(separator: ", "))
        default: return cell.string.map(key) ?? Key()
        }
    }
}

extension ChangeSet {
    fileprivate init(_ own: Table, _ linked: Table, _ schema: BaseSchema) {
        self.init()
        tables = [schema.tables[0].id: own, schema.tables[1].id: linked]
    }
}
