import AirtableAPI
import Storage
import Sync

/// How it stands with a base's attachments, as `/api/stats` tells it.
enum AttachmentStatusJSON {
    static func json(_ files: AttachmentFiles, _ base: BaseID) throws -> JSONValue {
        let status = try files.status(base)
        return [
            "mode": .string(status.mode.rawValue),
            "files": .number(JSONNumber(status.totals.named)),
            "storedFiles": .number(JSONNumber(status.totals.stored)),
            "storedBytes": .number(JSONNumber(status.totals.storedBytes)),
            "maximumBytes": status.maximumBytes.map { .number(JSONNumber($0)) } ?? .null,
            "failingFiles": .number(JSONNumber(status.totals.failing)),
            "failures": .array(status.failing.map(json)),
        ]
    }

    private static func json(_ entry: AttachmentEntry) -> JSONValue {
        [
            "id": .string(entry.key.id.rawValue),
            "size": .string(entry.key.rendition.rawValue),
            "table": .string(entry.place.table.rawValue),
            "record": .string(entry.place.record.rawValue),
            "field": .string(entry.place.field.rawValue),
            "attempts": .number(JSONNumber(entry.failures)),
            "reason": entry.failure.map { .string($0) } ?? .null,
            "nextAttemptAt": Timestamp.json(entry.nextAttemptAt),
        ]
    }
}
