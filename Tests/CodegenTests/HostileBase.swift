import AirtableAPI
import Codegen

/// A base whose names break whatever can be broken, with every type of field.
enum HostileBase {
    /// Names of tables, fields and choices alike.
    static let names = [
        "", " ", "🎉", "👩‍👧", "価格", "2nd Phone", "class", "Class", "self", "None", "Type", "init",
        "default", "constructor", "__proto__", "prototype", "toString", "hasOwnProperty",
        "hashValue", "rawValue", "airtableID", "other", "id", "ID", "createdTime", "fields",
        "description", "model_config", "model dump", "json", "copy", "schema", "list", "str", "int",
        "any", "string", "Record", "Fields", "Write", "Projects Record", "A B", "A  B", "a b",
        "*/ alert(1) /*", "// x", "# type: ignore", "\"\"\"", "'''", "\"", "'", "`", "${x}",
        "`${x}`",
        "\\", "\\u0041", "\\(x)", "\\\"", "line\nbreak", "cr\r\nlf", "tab\t", "nul\u{0}",
        "\u{1b}[31m",
        "\u{2028}", "\u{2029}", "\u{202E}rtl", "\u{FEFF}bom", "\u{E0041}tag", "</script>", "<!--",
        "%s %d {0}", "a/b", "a.b", "a,b", "x?y&z=1", "é", "Total €", "Total $", "\u{301}mark", "-",
        "_",
        "0", "true", "null", "Connection", "tables", "Tables", "page", "sort", "Date", "String",
        String(repeating: "long ", count: 60), "Cells", "Hash", "Encode",
    ]

    static func make() -> SampleBase {
        let types = fieldTypes
        // Every name is once a table's, and in the first table each is a field's.
        let tables = names.enumerated().map { position, name in
            let fieldNames = position == 0 ? names : ["Name", name == "Name" ? "Other" : name]
            return TableSchema(
                id: tableID(position), name: name, primaryFieldID: FieldID("fld0"),
                description: name,
                fields: fieldNames.enumerated().map { number, fieldName in
                    let type = types[(position + number) % types.count]
                    return FieldSchema(
                        id: FieldID("fld\(position)x\(number)"), name: fieldName, type: type.type,
                        rawOptions: type.options, description: name + fieldName)
                })
        }
        let records = tables.map { table in
            let cells = JSONObject(
                table.fields.compactMap { field in
                    types.first { $0.type == field.type }?.cell.map { (field.name, $0) }
                })
            let record: JSONValue = [
                "id": "rec00000000000001", "createdTime": "2026-01-01T00:00:00.000Z",
                "fields": .object(cells),
            ]
            return [record]
        }
        let described = DescribedBase(
            id: BaseID("appHostile0000001"), name: "*/ \"\"\" \\(x) `${y}`\n# type: ignore",
            schema: BaseSchema(tables: tables + [empty]),
            tableKeys: Dictionary(
                uniqueKeysWithValues: tables.enumerated().map { ($1.id, "key\($0)") }))
        return SampleBase("hostile", described, records: records + [[]])
    }

    /// Airtable has no table without fields, but nothing that is generated may rely on that.
    private static let empty = TableSchema(
        id: TableID("tblEmpty000000001"), name: "Empty", primaryFieldID: FieldID("fldNone"),
        fields: [])

    private static func tableID(_ position: Int) -> TableID { TableID("tbl\(position)") }

    private static var choices: JSONValue {
        [
            "choices": .array(
                names.enumerated().map { ["id": .string("sel\($0)"), "name": .string($1)] })
        ]
    }

    private static func result(_ type: String, _ options: JSONValue = [:]) -> JSONValue {
        ["isValid": true, "result": ["type": .string(type), "options": options]]
    }

    private static var fieldTypes: [(type: FieldType, options: JSONValue?, cell: JSONValue?)] {
        let collaborator: JSONValue = ["id": "usr1", "email": "a@example.com"]
        return [
            (.singleLineText, nil, "text"), (.multilineText, nil, "a\nb"),
            (.richText, nil, "**a**"),
            (.email, nil, "a@example.com"), (.url, nil, "https://example.com"),
            (.phoneNumber, nil, "1"), (.number, ["precision": 1], 1.5), (.percent, nil, 0.5),
            (.currency, nil, 12), (.duration, nil, 90), (.rating, ["max": 5], 3),
            (.checkbox, nil, true), (.date, nil, "2026-01-31"),
            (.dateTime, nil, "2026-01-31T08:00:00.000Z"),
            (.singleSelect, choices, "*/ alert(1) /*"),
            (.multipleSelects, choices, ["", "\\(x)", "`${x}`"]),
            (.externalSyncSource, choices, "__proto__"),
            (.singleCollaborator, nil, collaborator), (.createdBy, nil, collaborator),
            (.lastModifiedBy, nil, collaborator), (.multipleCollaborators, nil, [collaborator]),
            (
                .multipleRecordLinks, ["linkedTableId": "tbl3", "isReversed": false],
                ["rec00000000000001"]
            ),
            (
                .multipleAttachments, nil,
                [["id": "att1", "url": "https://example.com/a", "filename": "a.png", "size": 1]]
            ),
            (.barcode, nil, ["text": "1"]), (.button, nil, ["label": "x", "url": nil]),
            (.aiText, nil, ["state": "generated", "isStale": false, "value": "x"]),
            (.autoNumber, nil, 7), (.count, nil, 0), (.manualSort, nil, "a"),
            (.createdTime, result("date"), "2026-01-31"),
            (.lastModifiedTime, result("dateTime"), "2026-01-31T08:00:00Z"),
            (.formula, result("number"), ["specialValue": "NaN"]),
            (.rollup, result("date"), ["2026-01-31"]),
            (
                .multipleLookupValues, result("multipleSelects", choices),
                ["class", nil, ["error": "#ERROR!"]]
            ),
            (FieldType("fromTheFuture"), ["x": 1], ["anything": [1, "x", nil]]),
        ]
    }
}
