import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Storage
import Sync

/// `/health`, `/livez` and `/readyz`: for people and for whatever restarts and routes. No token.
enum HealthController {
    static func live() -> Answer {
        .json(["status": "alive"])
    }

    static func ready(_ call: Call) throws -> Answer {
        let waiting = try call.instance.bases.filter { base in
            try call.instance.store.base(base).serving == nil
        }
        guard waiting.isEmpty else {
            throw HTTPServerError(
                .noGeneration,
                Call.listing(waiting.map(\.rawValue), of: "Bases that were not synced yet:"),
                hint: "The first sync is under way or waits for Airtable; see /health.")
        }
        return .json(["status": "ready"])
    }

    static func health(_ call: Call) throws -> Answer {
        let bases = try call.instance.bases.map { try BaseHealth($0, call.instance) }
        let status =
            bases.contains { $0.status == .starting }
            ? BaseHealth.Status.starting
            : bases.contains { $0.status == .degraded } ? .degraded : .ok
        return .json([
            "status": .string(status.rawValue),
            "version": .string(call.instance.settings.version),
            "bases": .array(bases.map(\.json)),
        ])
    }
}

/// How one base is.
struct BaseHealth {
    enum Status: String {
        case ok
        /// Data is served, but it is paused, older than it should be, or changes may be missing.
        case degraded
        /// No data yet.
        case starting
    }

    let status: Status
    let json: JSONValue

    init(_ id: BaseID, _ instance: ServedInstance) throws {
        let base = try instance.store.base(id)
        let failure = try instance.store.runs(base: id, limit: 5)
            .first { $0.finishedAt != nil }?.failure
        let serving = base.serving
        let sync = try instance.syncEngine.status(id)
        let live = try LiveJSON(id, sync, instance.store)
        let isSound =
            base.pause == nil && base.degradation == nil && failure == nil && !live.isDegraded
        status = serving == nil ? .starting : isSound ? .ok : .degraded
        var object: JSONObject = [
            "id": .string(id.rawValue), "status": .string(status.rawValue),
            "generation": (serving?.number).map { .number(JSONNumber($0)) } ?? .null,
            "syncedAt": Timestamp.json(serving?.syncedAt),
            "age": serving.map { generation in
                .number(JSONNumber(Timestamp.age(of: generation.syncedAt, at: instance.wallNow())))
            } ?? .null,
            "paused": (base.pause?.reason).map { .string($0) } ?? .null,
            "degradation": base.degradation.map { .string($0) } ?? .null,
            "lastError": LiveJSON.failure(failure),
        ]
        object["mode"] = .string(sync.mode.rawValue)
        object["callsThisMonth"] = .number(JSONNumber(sync.callsThisMonth))
        object["callsForecast"] = .number(JSONNumber(sync.forecast))
        object["live"] = live.json ?? .null
        json = .object(object)
    }
}
