import AirtableAPI
import Storage

/// `GET /api/mappings[/{table}]`: ids, names and keys of tables and fields.
enum MappingsController {
    static func all(_ call: Call) throws -> Answer {
        try call.allowParameters()
        return try BaseAnswer.json(call) { generation in
            ["tables": .array(generation.tables.map(json))]
        }
    }

    static func table(_ call: Call) throws -> Answer {
        try call.allowParameters()
        return try BaseAnswer.json(call) { generation in json(try call.table(in: generation)) }
    }

    private static func json(_ table: StoredTable) -> JSONValue {
        [
            "id": .string(table.id.rawValue), "name": .string(table.name),
            "key": .string(table.key),
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
