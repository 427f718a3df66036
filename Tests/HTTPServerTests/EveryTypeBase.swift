import AirtableAPI
import AirtableSimulator

/// A synthetic base whose tables have fields of every type that Airtable knows, one that it may
/// invent, and computed cells that went wrong.
enum EveryTypeBase {
    static func make(records: Int, tables: Int, seed: UInt64) -> SimulatedBase {
        let base = SyntheticBase.make(records: records, tables: tables, seed: seed)
        var schema = base.schema
        var random = SeededGenerator(seed: seed)
        var contents: [TableID: [SimulatedRecord]] = [:]
        for index in schema.tables.indices {
            let table = schema.tables[index]
            let linked = base.schema.tables[(index + 1) % tables]
            schema.tables[index].fields += fields(linked, index)
            let others = base.records(linked.id)
            contents[table.id] = base.records(table.id).enumerated().map { row, record in
                var cells = record.cells
                let other = row < others.count ? others[row].cells : nil
                for (name, cell) in Self.cells(record, other, &random) { cells[name] = cell }
                return SimulatedRecord(
                    id: record.id, createdTime: record.createdTime, cells: cells)
            }
        }
        return SimulatedBase(
            id: base.id, name: base.name + " with every type", schema: schema, records: contents,
            seed: seed)
    }

    private static let sources = ["Calendar", "accounts", "Ärzte"]

    private static func fields(_ linked: TableSchema, _ index: Int) -> [FieldSchema] {
        func result(_ type: String, _ options: JSONValue = [:]) -> JSONValue {
            ["isValid": true, "result": ["type": .string(type), "options": options]]
        }
        let time: JSONValue = [
            "dateFormat": ["name": "european", "format": "D/M/YYYY"],
            "timeFormat": ["name": "12hour", "format": "h:mma"], "timeZone": "Europe/Berlin",
        ]
        let choices = JSONValue.array(
            sources.enumerated().map {
                ["id": .string("selSource00000\($0)"), "name": .string($1)]
            })
        let modified: JSONValue = [
            "isValid": true, "referencedFieldIds": [],
            "result": ["type": "dateTime", "options": time],
        ]
        func options(_ name: String) -> JSONValue {
            linked.field(idOrName: name)?.rawOptions ?? [:]
        }
        let described: [(String, FieldType, JSONValue?)] = [
            ("Created by", .createdBy, nil), ("Modified", .lastModifiedTime, modified),
            ("Open", .button, nil),
            ("Summary", .aiText, ["prompt": [], "referencedFieldIds": []]),
            ("Source", .externalSyncSource, ["choices": choices]),
            ("Position", .manualSort, nil), ("Hologram", FieldType("hologram"), nil),
            ("Ratio", .formula, result("number", ["precision": 2])),
            ("Deadline", .formula, result("dateTime", time)), ("Mixed", .formula, nil),
            ("Next text", .rollup, result("singleLineText")),
            ("Next due", .rollup, result("date", options("Due"))),
            ("Next scores", .multipleLookupValues, result("number", ["precision": 3])),
            ("Next days", .multipleLookupValues, result("dateTime", options("Seen at"))),
            ("Next tags", .multipleLookupValues, result("multipleSelects", options("Tags"))),
            ("Next owner", .multipleLookupValues, result("singleCollaborator")),
            ("Next links", .multipleLookupValues, result("multipleRecordLinks", options("Next"))),
            ("Next files", .multipleLookupValues, result("multipleAttachments")),
        ]
        return described.enumerated().map { position, field in
            let digits = String(1_000 + index * 100 + position)
            return FieldSchema(
                id: FieldID("fldEveryType00" + digits.suffix(3)), name: field.0, type: field.1,
                rawOptions: field.2)
        }
    }

    private static func cells(
        _ record: SimulatedRecord, _ linked: JSONObject?, _ random: inout SeededGenerator
    ) -> [(String, JSONValue)] {
        let number = Int.random(in: 1...9, using: &random)
        let person: JSONValue = [
            "id": .string("usrEveryType00000\(number)"), "email": "someone@example.com",
            "name": .string(number % 2 == 0 ? "Zoë \(number)" : "anna \(number)"),
        ]
        var cells: [(String, JSONValue)] = [
            ("Created by", person), ("Modified", .string(record.createdTime)),
            (
                "Open",
                [
                    "label": .string("Open \(number)"),
                    "url": .string("https://example.com/\(number)"),
                ]
            ),
            ("Position", .string("a\(number)")),
            ("Mixed", number % 3 == 0 ? .string("\(number) x") : .number(JSONNumber(number))),
            ("Ratio", ratio(number)),
        ]
        if number > 2 {
            cells.append(
                (
                    "Summary",
                    number == 3
                        ? [
                            "state": "error", "errorType": "emptyDependency", "isStale": true,
                            "value": nil,
                        ]
                        : [
                            "state": "generated", "isStale": false,
                            "value": .string("About \(number)"),
                        ]
                ))
            cells.append(("Source", .string(sources[number % 3])))
            cells.append(("Hologram", number % 2 == 0 ? ["depth": 3] : "flat"))
            cells.append(
                (
                    "Deadline", number == 4 ? ["error": "#ERROR!"] : .string(record.createdTime)
                ))
        }
        return cells + looked(up: linked ?? [:])
    }

    private static func ratio(_ number: Int) -> JSONValue {
        switch number {
        case 1: ["specialValue": "NaN"]
        case 2: ["specialValue": "Infinity"]
        case 3: ["error": "#ERROR!"]
        default: .number(JSONNumber(Double(number) / 4))
        }
    }

    /// What the fields of the linked record give.
    private static func looked(up linked: JSONObject) -> [(String, JSONValue)] {
        let lists = [
            ("Next scores", "Score"), ("Next days", "Seen at"), ("Next tags", "Tags"),
            ("Next owner", "Owner"), ("Next links", "Next"), ("Next files", "Files"),
        ]
        var cells = lists.compactMap { name, source in
            linked[source].map { (name, JSONValue.array($0.array ?? [$0])) }
        }
        if let text = linked["Name"] { cells.append(("Next text", text)) }
        if let day = linked["Due"] { cells.append(("Next due", day)) }
        return cells
    }
}
