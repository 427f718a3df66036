import AirtableAPI

/// Short ways to write schemas down.
struct SchemaBuilder {
    private(set) var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func tableID() -> TableID { TableID(random.identifier(TableID.prefix)) }
    mutating func fieldID() -> FieldID { FieldID(random.identifier(FieldID.prefix)) }
    mutating func viewID() -> ViewID { ViewID(random.identifier(ViewID.prefix)) }

    mutating func field(
        _ name: String, _ type: FieldType, _ options: JSONValue? = nil, description: String? = nil
    ) -> FieldSchema {
        FieldSchema(
            id: fieldID(), name: name, type: type, rawOptions: options, description: description)
    }

    /// A table whose first field is its primary one, with a grid view of all fields.
    mutating func table(
        _ name: String, id: TableID, fields: [FieldSchema], description: String? = nil,
        views: [(name: String, type: String)] = []
    ) -> TableSchema {
        let visible = fields.map(\.id)
        var all = [ViewSchema(id: viewID(), name: "Grid view", visibleFieldIDs: visible)]
        for view in views {
            all.append(
                ViewSchema(
                    id: viewID(), name: view.name, type: view.type,
                    visibleFieldIDs: view.type == "grid" ? Array(visible.prefix(5)) : nil))
        }
        return TableSchema(
            id: id, name: name, primaryFieldID: fields[0].id, description: description,
            fields: fields, views: all)
    }

    mutating func choices(_ names: [String]) -> JSONValue {
        let colors = ["blueLight2", "greenLight2", "yellowLight2", "redLight2", "purpleLight2"]
        var items: [JSONValue] = []
        for (index, name) in names.enumerated() {
            items.append([
                "id": .string(random.identifier(ChoiceID.prefix)), "name": .string(name),
                "color": .string(colors[index % colors.count]),
            ])
        }
        return ["choices": .array(items)]
    }
}

/// The options of field types, as Airtable writes them.
enum Options {
    static func precision(_ digits: Int) -> JSONValue {
        ["precision": JSONValue(integerLiteral: digits)]
    }
    static func currency(_ symbol: String) -> JSONValue {
        ["precision": 2, "symbol": .string(symbol)]
    }
    static let duration: JSONValue = ["durationFormat": "h:mm"]
    static let rating: JSONValue = ["icon": "star", "max": 5, "color": "yellowBright"]
    static let checkbox: JSONValue = ["icon": "check", "color": "greenBright"]
    static let date: JSONValue = ["dateFormat": ["name": "iso", "format": "YYYY-MM-DD"]]
    static let dateTime: JSONValue = [
        "dateFormat": ["name": "iso", "format": "YYYY-MM-DD"],
        "timeFormat": ["name": "24hour", "format": "HH:mm"], "timeZone": "utc",
    ]
    static let attachments: JSONValue = ["isReversed": false]
    static let createdTime: JSONValue = ["result": result("dateTime", dateTime)]
    static let lastModifiedTime: JSONValue = [
        "isValid": true, "referencedFieldIds": [], "result": result("dateTime", dateTime),
    ]

    static func result(_ type: String, _ options: JSONValue? = nil) -> JSONValue {
        var object: JSONObject = ["type": .string(type)]
        object["options"] = options
        return .object(object)
    }

    static func links(to table: TableID, inverse: FieldID?, isSingle: Bool = false) -> JSONValue {
        var object: JSONObject = [
            "linkedTableId": .string(table.rawValue), "isReversed": false,
            "prefersSingleRecordLink": .bool(isSingle),
        ]
        object["inverseLinkFieldId"] = inverse.map { .string($0.rawValue) }
        return .object(object)
    }

    static func lookup(_ link: FieldID, _ field: FieldID, result: JSONValue) -> JSONValue {
        [
            "isValid": true, "recordLinkFieldId": .string(link.rawValue),
            "fieldIdInLinkedTable": .string(field.rawValue), "result": result,
        ]
    }

    static func rollup(_ link: FieldID, _ field: FieldID, result: JSONValue) -> JSONValue {
        var object = lookup(link, field, result: result).object ?? [:]
        object["referencedFieldIds"] = []
        return .object(object)
    }

    static func count(_ link: FieldID) -> JSONValue {
        ["isValid": true, "recordLinkFieldId": .string(link.rawValue)]
    }

    static func formula(_ text: String, _ fields: [FieldID], result: JSONValue) -> JSONValue {
        [
            "isValid": true, "formula": .string(text),
            "referencedFieldIds": .array(fields.map { .string($0.rawValue) }), "result": result,
        ]
    }
}
