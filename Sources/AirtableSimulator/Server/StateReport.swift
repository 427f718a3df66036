import AirtableAPI
import Synchronization

extension SimulatedAirtable {
    /// What `GET /_simulator/state` answers: bases with revisions and counts, and request counts.
    /// Tokens are counted, not told.
    var stateJSON: JSONValue {
        let (tokenCount, iteratorCount) = state.withLock { ($0.tokens.count, $0.iterators.count) }
        let faults = faultCounts.map { ($0.key.rawValue, JSONValue.number(JSONNumber($0.value))) }
        return [
            "bases": .array(bases.map { $0.json(counts(of: $0.id)) }),
            "requests": counts.json,
            "faults": .object(JSONObject(faults.sorted { $0.0 < $1.0 })),
            "tokens": .number(JSONNumber(tokenCount)),
            "iterators": .number(JSONNumber(iteratorCount)),
        ]
    }
}

extension SimulatedBase {
    fileprivate func json(_ counts: RequestCounts) -> JSONValue {
        let (schema, present) = state.withLock { ($0.schema, $0.baseState) }
        let tables = schema.tables.map { table -> JSONValue in
            let contents = present.tables[table.id]
            return [
                "id": .string(table.id.rawValue), "name": .string(table.name),
                "records": .number(JSONNumber(contents?.count ?? 0)),
                "digest": .string(String(contents?.digest ?? 0, radix: 16)),
            ]
        }
        return [
            "id": .string(id.rawValue), "name": .string(name),
            "revision": .number(JSONNumber(present.revision)), "tables": .array(tables),
            "requests": counts.json,
        ]
    }
}

extension RequestCounts {
    var json: JSONValue {
        let statuses = byStatus.sorted { $0.key < $1.key }.map {
            (String($0.key), JSONValue.number(JSONNumber($0.value)))
        }
        return [
            "total": .number(JSONNumber(total)),
            "peakPerSecond": .number(JSONNumber(peakPerSecond)),
            "byStatus": .object(JSONObject(statuses)),
        ]
    }
}
