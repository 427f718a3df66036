import AirtableAPI
import FoundationEssentials
import Storage

/// `GET /api/bases`: the bases of this instance, the default one first.
enum BasesController {
    static func list(_ call: Call) throws -> Answer {
        try call.allowParameters()
        let bases = try call.instance.bases.enumerated().map { position, id -> JSONValue in
            let serving = try call.instance.store.base(id).serving
            return [
                "id": .string(id.rawValue),
                "name": (serving?.baseName).map { .string($0) } ?? .null,
                "isDefault": .bool(position == 0),
                "generation": (serving?.number).map { .number(JSONNumber($0)) } ?? .null,
                "syncedAt": Timestamp.json(serving?.syncedAt),
                "tables": (serving?.tables.count).map { .number(JSONNumber($0)) } ?? .null,
            ]
        }
        return .json(["bases": .array(bases)])
    }
}
