import AirtableAPI
import FoundationEssentials
import Storage
import Sync

/// `GET /api/stats`: everything countable about the instance and its bases.
enum StatsController {
    static func stats(_ call: Call) throws -> Answer {
        try call.allowParameters()
        let instance = call.instance
        let bases = call.namesBase ? [call.base] : instance.bases
        return .json([
            "instance": [
                "version": .string(instance.settings.version),
                "startedAt": Timestamp.json(instance.startedAt),
                "uptime": .number(
                    JSONNumber(Timestamp.age(of: instance.startedAt, at: instance.wallNow()))),
                "memoryBytes": ProcessMemory.residentBytes.map { .number(JSONNumber($0)) } ?? .null,
                "eventStreams": .number(JSONNumber(instance.feeds.openStreams)),
            ],
            "fastLane": fastLane(instance.lane),
            "notifications": instance.receiver.json,
            "bases": .array(try bases.map { try json($0, instance) }),
        ])
    }

    private static func fastLane(_ lane: LaneService) -> JSONValue {
        let answers = lane.answers
        return [
            "fromMemory": .number(JSONNumber(answers.again)),
            "fromSQLite": .number(JSONNumber(answers.fresh)),
            "cacheBytes": .number(JSONNumber(lane.cache.bytes)),
        ]
    }

    private static func json(_ id: BaseID, _ instance: ServedInstance) throws -> JSONValue {
        let base = try instance.store.base(id)
        let sync = try instance.syncEngine.status(id)
        let runs = try instance.store.runs(base: id, limit: instance.limits.runsInStats)
        let serving = base.serving
        var object: JSONObject = [
            "id": .string(id.rawValue), "name": (serving?.baseName).map { .string($0) } ?? .null,
            "mode": .string(sync.mode.rawValue), "isWriter": .bool(sync.isWriter),
            "isReadOnly": .bool(instance.store.isReadOnly),
            "generation": number(serving?.number),
            "previousGeneration": number(base.previousNumber),
            "syncedAt": Timestamp.json(serving?.syncedAt),
            "age": number(
                serving.map { Timestamp.age(of: $0.syncedAt, at: instance.wallNow()) }),
            "fileBytes": number((serving?.fileBytes).map { Int($0) }),
            "paused": paused(base.pause),
            "degradation": base.degradation.map { .string($0) } ?? .null,
            "nextDueAt": Timestamp.json(sync.nextDueAt),
            "callsThisMonth": number(sync.callsThisMonth), "monthlyBudget": number(sync.budget),
            "callsForecast": number(sync.forecast),
        ]
        object["attachments"] =
            try instance.files.map { try AttachmentStatusJSON.json($0, id) } ?? .null
        object["live"] = try LiveJSON(id, sync, instance.store).json ?? .null
        object["currentRun"] = sync.current.map(RunJSON.json) ?? .null
        object["lastRuns"] = .array(runs.filter { $0.finishedAt != nil }.map(RunJSON.json))
        object["tables"] = .array(serving?.tables.map(TablesController.json) ?? [])
        return .object(object)
    }

    private static func paused(_ pause: Pause?) -> JSONValue {
        guard let pause else { return .null }
        return ["reason": .string(pause.reason), "since": Timestamp.json(pause.since)]
    }

    private static func number(_ value: Int?) -> JSONValue {
        value.map { .number(JSONNumber($0)) } ?? .null
    }
}
