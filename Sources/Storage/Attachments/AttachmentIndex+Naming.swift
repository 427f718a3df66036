package import AirtableAPI
package import FoundationEssentials
import GRDB

/// What bringing the index up to a copy came to.
package struct AttachmentDifference: Hashable, Sendable {
    /// Files that were not known.
    package var added = 0
    /// Files that no record names any more.
    package var gone = 0
    /// Files that are named again, or otherwise.
    package var changed = 0

    package init(added: Int = 0, gone: Int = 0, changed: Int = 0) {
        self.added = added
        self.gone = gone
        self.changed = changed
    }

    package var isEmpty: Bool { added + gone + changed == 0 }
}

extension AttachmentIndex {
    /// Makes the index name just what a copy of a base names.
    ///
    /// It reads first and writes what differs, so that nothing is written where nothing changed.
    /// What went stays for a while: see `removeGone`.
    package func adopt(
        _ named: [AttachmentID: NamedAttachment], of base: BaseID, at now: Date
    ) throws -> AttachmentDifference {
        let known = try metadata.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, rendition, base, tableID, record, field, filename, type, size, blob,
                        blobSize, failures, failure, nextAttemptAt, goneSince
                    FROM attachments WHERE base = ?
                    """, arguments: [base.rawValue]
            ).compactMap(entry)
        }
        var added = Set(
            named.values.flatMap { named in
                named.attachment.renditions.map { AttachmentKey(named.attachment.id, $0) }
            })
        var gone: [AttachmentKey] = []
        var changed: [AttachmentKey] = []
        for entry in known {
            guard added.remove(entry.key) != nil, let now = named[entry.key.id] else {
                if entry.goneSince == nil { gone.append(entry.key) }
                continue
            }
            if !entry.says(now) { changed.append(entry.key) }
        }
        let difference = AttachmentDifference(
            added: added.count, gone: gone.count, changed: changed.count)
        guard !difference.isEmpty else { return difference }
        try metadata.write { database in
            for key in added {
                if let named = named[key.id] { try Self.add(key, named, at: now, database) }
            }
            for key in changed {
                if let named = named[key.id] { try Self.change(key, named, database) }
            }
            for key in gone {
                try database.execute(
                    sql: """
                        UPDATE attachments SET goneSince = ?
                        WHERE id = ? AND rendition = ? AND base = ?
                        """,
                    arguments: [
                        now.timeIntervalSince1970, key.id.rawValue, key.rendition.rawValue,
                        base.rawValue,
                    ])
            }
        }
        return difference
    }

    /// A file that another base names already is on disk under the same identity.
    private static func add(
        _ key: AttachmentKey, _ named: NamedAttachment, at now: Date, _ database: Database
    ) throws {
        let (file, place) = (named.attachment, named.place)
        let twin = try Row.fetchOne(
            database,
            sql: """
                SELECT blob, blobSize FROM attachments
                WHERE id = ? AND rendition = ? AND blob IS NOT NULL LIMIT 1
                """, arguments: [key.id.rawValue, key.rendition.rawValue])
        let (blob, blobSize): (String?, Int?) = (twin?["blob"], twin?["blobSize"])
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO attachments (id, rendition, base, tableID, record, field,
                    filename, type, size, blob, blobSize, usedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                key.id.rawValue, key.rendition.rawValue, place.base.rawValue,
                place.table.rawValue, place.record.rawValue, place.field.rawValue, file.filename,
                file.type, key.rendition == .original ? file.size : nil, blob, blobSize,
                now.timeIntervalSince1970,
            ])
    }

    /// A new name, place or size. What Airtable completed meanwhile is worth another attempt.
    private static func change(
        _ key: AttachmentKey, _ named: NamedAttachment, _ database: Database
    ) throws {
        let (file, place) = (named.attachment, named.place)
        try database.execute(
            sql: """
                UPDATE attachments SET tableID = ?, record = ?, field = ?, filename = ?, type = ?,
                    size = ?, goneSince = NULL, nextAttemptAt = 0
                WHERE id = ? AND rendition = ? AND base = ?
                """,
            arguments: [
                place.table.rawValue, place.record.rawValue, place.field.rawValue, file.filename,
                file.type, key.rendition == .original ? file.size : nil, key.id.rawValue,
                key.rendition.rawValue, place.base.rawValue,
            ])
    }
}

extension Attachment {
    /// The renditions that can be had.
    package var renditions: [Rendition] {
        Rendition.allCases.filter { urls[$0] != nil }
    }
}

extension AttachmentEntry {
    fileprivate func says(_ named: NamedAttachment) -> Bool {
        goneSince == nil && place == named.place && filename == named.attachment.filename
            && type == named.attachment.type
            && (key.rendition != .original || size == named.attachment.size)
    }
}
