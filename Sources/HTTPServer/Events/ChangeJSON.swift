import AirtableAPI
import FoundationEssentials
import Storage

/// A change as `/api/changes` and `/api/events` tell it.
struct ChangeJSON {
    /// The state that tables have their names from.
    let contents: GenerationContents?
    /// What stands in values from before in place of Airtable's addresses of attachments; nil for
    /// Airtable's own.
    var addresses: AttachmentAddresses?

    /// - Parameter hasPrevious: whether the values from before come along.
    func object(_ entry: ChangeEntry, hasPrevious: Bool) -> JSONValue {
        var object: JSONObject = [
            "cursor": .string(entry.cursor.description), "type": .string(entry.kind.rawValue),
            "at": Timestamp.json(entry.at),
        ]
        if let table = entry.table {
            let name = contents?.table(table.rawValue)?.name
            object["table"] = [
                "id": .string(table.rawValue), "name": name.map { .string($0) } ?? .null,
            ]
        }
        object["record"] = entry.record.map { .string($0.rawValue) }
        for (name, value) in entry.detail.members where name != "previous" || hasPrevious {
            object[name] = name == "previous" ? addresses?.rewritten(value) ?? value : value
        }
        return .object(object)
    }

    /// Whether the values from before name attachments.
    static func namesAttachments(_ entry: ChangeEntry) -> Bool {
        guard let previous = entry.detail["previous"] else { return false }
        return !AttachmentAddresses.attachments(in: previous).isEmpty
    }

    /// What a reader gets whose cursor does not fit the log: read everything anew, go on at `next`.
    static func reset(_ next: ChangeCursor, at now: Date) -> JSONValue {
        [
            "cursor": .string(next.description), "type": .string(resetType),
            "at": Timestamp.json(now),
        ]
    }

    static let resetType = "reset"
}

/// Which changes a reader wants, and how much of them.
struct ChangeFilter: Sendable, Hashable {
    /// Nil for all tables and for what concerns the whole base.
    var table: TableID?
    var hasPrevious = false

    func contains(_ entry: ChangeEntry) -> Bool {
        guard let table else { return true }
        return Self.subjects(of: entry).contains(table)
    }

    /// The tables that an entry is about: its own, or those whose schema moved.
    static func subjects(of entry: ChangeEntry) -> Set<TableID> {
        if let table = entry.table { return [table] }
        let tables = entry.detail["tables"]?.array ?? []
        return Set(tables.compactMap { $0["id"]?.string.map { TableID($0) } })
    }
}
