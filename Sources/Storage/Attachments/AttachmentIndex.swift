package import AirtableAPI
package import FoundationEssentials
import GRDB
import Glibc

/// Which files attachments stand for, and where they are on disk.
///
/// The index stands in `metadata.sqlite` and so outlives generations: what was downloaded once is
/// never downloaded again. Contents are files under their hash; equal ones are stored once.
package struct AttachmentIndex: Sendable {
    let metadata: Metadata
    let folder: DataFolder
    /// Called after each step of storing a blob: tests stop there.
    let afterStep: @Sendable (BlobStep) -> Void

    private static let columns = """
        id, rendition, base, tableID, record, field, filename, type, size, blob, blobSize, failures,
        failure, nextAttemptAt, goneSince
        """

    // MARK: Looking

    /// What is known of a file; of several bases' one that is named, and on disk.
    package func entry(_ key: AttachmentKey) throws -> AttachmentEntry? {
        try metadata.read { database in
            try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Self.columns) FROM attachments WHERE id = ? AND rendition = ?
                    ORDER BY goneSince IS NOT NULL, blob IS NULL LIMIT 1
                    """,
                arguments: [key.id.rawValue, key.rendition.rawValue]
            ).flatMap(entry)
        }
    }

    /// Which files of these attachments are on disk.
    package func stored(_ ids: [AttachmentID]) throws -> Set<AttachmentKey> {
        let size = StorageLimits.attachmentsPerStatement
        return try metadata.read { database in
            var stored: Set<AttachmentKey> = []
            for start in stride(from: 0, to: ids.count, by: size) {
                let part = ids[start..<min(start + size, ids.count)].map(\.rawValue)
                let marks = Array(repeating: "?", count: part.count).joined(separator: ",")
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT id, rendition FROM attachments
                        WHERE blob IS NOT NULL AND id IN (\(marks))
                        """, arguments: StatementArguments(part))
                for row in rows {
                    guard let rendition = Attachment.Rendition(rawValue: row["rendition"]) else {
                        continue
                    }
                    stored.insert(AttachmentKey(AttachmentID(row["id"]), rendition))
                }
            }
            return stored
        }
    }

    /// Which of these attachments the copy names, as far as the index knows.
    package func named(_ ids: Set<AttachmentID>) throws -> Set<AttachmentID> {
        guard !ids.isEmpty else { return [] }
        return try metadata.read { database in
            try ids.filter { id in
                try Bool.fetchOne(
                    database,
                    sql: """
                        SELECT EXISTS (
                            SELECT 1 FROM attachments WHERE id = ? AND goneSince IS NULL)
                        """, arguments: [id.rawValue]) == true
            }
        }
    }

    /// Files of a base that are named, not on disk and due, those that failed least first.
    ///
    /// - Parameter limit: how many at most.
    package func waiting(_ base: BaseID, at now: Date, limit: Int) throws -> [AttachmentEntry] {
        try metadata.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.columns) FROM attachments
                    WHERE base = ? AND blob IS NULL AND goneSince IS NULL AND isLazy = 0
                        AND nextAttemptAt <= ?
                    ORDER BY nextAttemptAt, id LIMIT ?
                    """,
                arguments: [base.rawValue, now.timeIntervalSince1970, limit]
            ).compactMap(entry)
        }
    }

    /// When the next file becomes due; nil when none waits.
    package func nextAttempt(_ base: BaseID) throws -> Date? {
        try metadata.read { database in
            try Double.fetchOne(
                database,
                sql: """
                    SELECT min(nextAttemptAt) FROM attachments
                    WHERE base = ? AND blob IS NULL AND goneSince IS NULL AND isLazy = 0
                    """, arguments: [base.rawValue]
            ).map { Date(timeIntervalSince1970: $0) }
        }
    }

    /// Files of a base whose last attempt failed, the most tried first.
    package func failing(_ base: BaseID, limit: Int) throws -> [AttachmentEntry] {
        try metadata.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.columns) FROM attachments
                    WHERE base = ? AND blob IS NULL AND goneSince IS NULL AND failures > 0
                    ORDER BY failures DESC, id, rendition LIMIT ?
                    """, arguments: [base.rawValue, limit]
            ).compactMap(entry)
        }
    }

    package func totals(_ base: BaseID) throws -> AttachmentTotals {
        try metadata.read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS named, count(blob) AS stored,
                        coalesce(sum(blob IS NULL AND failures > 0), 0) AS failing,
                        (SELECT coalesce(sum(blobSize), 0) FROM (
                            SELECT DISTINCT blob, blobSize FROM attachments
                            WHERE base = :base AND blob IS NOT NULL)) AS bytes
                    FROM attachments WHERE base = :base AND goneSince IS NULL
                    """, arguments: ["base": base.rawValue])
            var totals = AttachmentTotals()
            guard let row else { return totals }
            totals.named = row["named"]
            totals.stored = row["stored"]
            totals.failing = row["failing"]
            totals.storedBytes = row["bytes"]
            return totals
        }
    }

    /// Bytes of all blobs that the index names.
    package func storedBytes() throws -> Int {
        try metadata.read { try Self.storedBytes($0) }
    }

    static func storedBytes(_ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT coalesce(sum(blobSize), 0) FROM (
                    SELECT DISTINCT blob, blobSize FROM attachments WHERE blob IS NOT NULL)
                """) ?? 0
    }

    // MARK: Storing

    /// Begins a download.
    ///
    /// - Returns: nil when another task or process downloads the same file.
    package func begin(_ key: AttachmentKey) throws -> PendingBlob? {
        try PendingBlob(key, in: folder)
    }

    /// Puts a whole download in its place and names it in the index.
    ///
    /// Moving and naming happen under the write lock of `metadata.sqlite`, as removing does: a blob
    /// cannot be removed between the two. A crash in between leaves a file that nobody names.
    package func store(_ pending: PendingBlob, as key: AttachmentKey, at now: Date) throws -> Blob {
        let (hash, size) = try pending.synchronize()
        afterStep(.synchronized)
        let path = folder.blobPath(hash)
        let parent = folder.blobsPath + "/" + hash.prefix(2)
        let isNew = access(parent, F_OK) != 0
        try folder.make(parent)
        if isNew { try DataFolder.synchronize(folder.blobsPath) }
        try metadata.write { database in
            guard rename(pending.path, path) == 0 else { throw PendingBlob.failure() }
            try DataFolder.synchronize(parent)
            afterStep(.moved)
            try database.execute(
                sql: """
                    UPDATE attachments SET blob = ?, blobSize = ?, usedAt = ?, failures = 0,
                        failure = NULL
                    WHERE id = ? AND rendition = ?
                    """,
                arguments: [
                    hash, size, now.timeIntervalSince1970, key.id.rawValue, key.rendition.rawValue,
                ])
        }
        pending.moved()
        afterStep(.named)
        return Blob(hash: hash, size: size, path: path)
    }

    /// Notes that an attempt failed.
    ///
    /// - Parameters:
    ///   - failure: a sentence without addresses and contents.
    ///   - nextAttemptAt: when it is worth trying again.
    package func failed(
        _ key: AttachmentKey, base: BaseID, failure: String, nextAttemptAt: Date
    ) throws {
        try metadata.write { database in
            try database.execute(
                sql: """
                    UPDATE attachments SET failures = failures + 1, failure = ?, nextAttemptAt = ?
                    WHERE id = ? AND rendition = ? AND base = ? AND blob IS NULL
                    """,
                arguments: [
                    failure, nextAttemptAt.timeIntervalSince1970, key.id.rawValue,
                    key.rendition.rawValue, base.rawValue,
                ])
        }
    }

    /// Notes that a blob is not what the index says: it is downloaded again.
    package func lost(_ blob: Blob) throws {
        try metadata.write { database in
            try database.execute(
                sql: "UPDATE attachments SET blob = NULL, nextAttemptAt = 0 WHERE blob = ?",
                arguments: [blob.hash])
        }
    }

    /// Leaves files for whoever asks for them: there is no room to have them all.
    package func leaveForRequests(_ keys: [AttachmentKey]) throws {
        guard !keys.isEmpty else { return }
        try metadata.write { database in
            for key in keys {
                try database.execute(
                    sql: "UPDATE attachments SET isLazy = 1 WHERE id = ? AND rendition = ?",
                    arguments: [key.id.rawValue, key.rendition.rawValue])
            }
        }
    }

    /// Downloads of themselves again what was left for requests: there is room now.
    package func leaveNothing() throws {
        let isNeeded = try metadata.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM attachments WHERE isLazy = 1)")
        }
        guard isNeeded == true else { return }
        try metadata.write { database in
            try database.execute(sql: "UPDATE attachments SET isLazy = 0 WHERE isLazy = 1")
        }
    }

    /// Notes when blobs were served last.
    package func used(_ times: [String: Date]) throws {
        guard !times.isEmpty else { return }
        try metadata.write { database in
            for (hash, time) in times {
                try database.execute(
                    sql: "UPDATE attachments SET usedAt = ? WHERE blob = ?",
                    arguments: [time.timeIntervalSince1970, hash])
            }
        }
    }

    /// The key that signs addresses; made when there is none.
    package func signingKey() throws -> [UInt8] {
        func known(_ database: Database) throws -> [UInt8]? {
            let data = try Data.fetchOne(
                database, sql: "SELECT value FROM keys WHERE name = 'attachments'")
            return data.map { Array($0) }
        }
        if let key = try metadata.read(known) { return key }
        return try metadata.write { database in
            if let key = try known(database) { return key }
            var random = SystemRandomNumberGenerator()
            let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            try database.execute(
                sql: "INSERT INTO keys VALUES ('attachments', ?)", arguments: [Data(key)])
            return key
        }
    }

    func entry(_ row: Row) -> AttachmentEntry? {
        guard let rendition = Attachment.Rendition(rawValue: row["rendition"]) else { return nil }
        let hash: String? = row["blob"]
        let gone: Double? = row["goneSince"]
        return AttachmentEntry(
            key: AttachmentKey(AttachmentID(row["id"]), rendition),
            place: AttachmentPlace(
                base: BaseID(row["base"]), table: TableID(row["tableID"]),
                record: RecordID(row["record"]), field: FieldID(row["field"])),
            filename: row["filename"], type: row["type"], size: row["size"],
            blob: hash.map { Blob(hash: $0, size: row["blobSize"], path: folder.blobPath($0)) },
            failures: row["failures"], failure: row["failure"],
            nextAttemptAt: Date(timeIntervalSince1970: row["nextAttemptAt"]),
            goneSince: gone.map { Date(timeIntervalSince1970: $0) })
    }
}

/// The steps of storing a blob after which a crash leaves a state with a name. Tests stop there.
package enum BlobStep: String, CaseIterable, Sendable {
    /// The download is on the disk, in `incoming`.
    case synchronized = "blobSynchronized"
    /// It is in its place; the index does not name it yet.
    case moved = "blobMoved"
    /// The index names it.
    case named = "blobNamed"
}

extension Store {
    package var attachments: AttachmentIndex {
        AttachmentIndex(metadata: metadata, folder: folder, afterStep: options.afterBlobStep)
    }
}
