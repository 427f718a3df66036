import AirtableAPI
import FoundationEssentials
import Storage

/// A refresh job as it is told.
enum RunJSON {
    static func json(_ run: SyncRun) -> JSONValue {
        var failure: JSONValue = .null
        if let reason = run.failure {
            failure = [
                "message": .string(reason.message),
                "hint": reason.hint.map { .string($0) } ?? .null,
            ]
        }
        return [
            "job": .string(run.id), "base": .string(run.base),
            "trigger": .string(run.trigger.rawValue), "status": .string(run.state.rawValue),
            "requestedAt": Timestamp.json(run.requestedAt),
            "startedAt": Timestamp.json(run.startedAt),
            "finishedAt": Timestamp.json(run.finishedAt), "seconds": seconds(run),
            "progress": [
                "tablesDone": .number(JSONNumber(run.progress.tablesDone)),
                "tablesTotal": .number(JSONNumber(run.progress.tablesTotal)),
                "records": .number(JSONNumber(run.progress.records)),
                "calls": .number(JSONNumber(run.progress.calls)),
            ],
            "generation": run.generation.map { .number(JSONNumber($0)) } ?? .null,
            "failure": failure,
        ]
    }

    private static func seconds(_ run: SyncRun) -> JSONValue {
        guard let start = run.startedAt, let end = run.finishedAt else { return .null }
        let milliseconds = (end.timeIntervalSince(start) * 1_000).rounded()
        return .number(JSONNumber(max(0, milliseconds / 1_000)))
    }
}
