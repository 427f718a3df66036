import AirtableAPI
import FoundationEssentials
import Storage

/// `GET /api/tables`: what the base holds.
enum TablesController {
    static func list(_ call: Call) throws -> Answer {
        try call.allowParameters()
        return try BaseAnswer.json(call) { generation in
            ["tables": .array(generation.tables.map(json))]
        }
    }

    /// A table as lists and statistics tell it.
    static func json(_ table: StoredTable) -> JSONValue {
        [
            "id": .string(table.id.rawValue), "name": .string(table.name),
            "key": .string(table.key), "recordCount": .number(JSONNumber(table.recordCount)),
            "version": .number(JSONNumber(literal: String(table.version))),
            "changedAt": Timestamp.json(table.changedAt),
        ]
    }
}
