import AirtableAPI
import Storage

/// `GET /api/mappings[/{table}]`: ids, names and keys of tables and fields.
enum MappingsController {
    static func all(_ call: Call) throws -> Answer {
        try call.allowParameters()
        return try BaseAnswer.json(call) { generation in
            [
                "tables": .array(generation.tables.map(json)),
                "count": .number(JSONNumber(generation.tables.count)),
                "mappings": .array(generation.tables.map(summary)),
            ]
        }
    }

    static func table(_ call: Call) throws -> Answer {
        try call.allowParameters()
        return try BaseAnswer.json(call) { generation in json(try call.table(in: generation)) }
    }

    /// A table by the words that users of the system before this one know.
    private static func summary(_ table: StoredTable) -> JSONValue {
        [
            "id": .string(table.id.rawValue), "tableId": .string(table.id.rawValue),
            "originalName": .string(table.name), "normalizedName": .string(table.key),
            "primaryFieldId": .string(table.schema.primaryFieldID.rawValue),
            "fieldCount": .number(JSONNumber(table.fields.count)),
        ]
    }

    private static func json(_ table: StoredTable) -> JSONValue {
        [
            "id": .string(table.id.rawValue), "name": .string(table.name),
            "key": .string(table.key),
            "primaryFieldId": .string(table.schema.primaryFieldID.rawValue),
            "originalName": .string(table.name), "normalizedName": .string(table.key),
            "fields": .array(
                table.fields.map { field in
                    [
                        "id": .string(field.id.rawValue), "name": .string(field.name),
                        "key": .string(field.key), "type": .string(field.schema.type.rawValue),
                    ]
                }),
        ]
    }
}
