package import AirtableAPI
package import FoundationEssentials
import GRDB
import Glibc

extension AttachmentIndex {
    /// Forgets files that no copy names since `date`, and removes blobs that nobody names then.
    ///
    /// - Parameter kept: attachments that the generation kept for rollback names.
    /// - Returns: how many blobs went.
    package func removeGone(
        before date: Date, keeping kept: Set<AttachmentID> = []
    ) throws -> Int {
        let blobs = try metadata.write { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT id, rendition, base, blob FROM attachments WHERE goneSince < ?",
                arguments: [date.timeIntervalSince1970])
            var blobs: Set<String> = []
            for row in rows where !kept.contains(AttachmentID(row["id"])) {
                let (id, rendition, base): (String, String, String) = (
                    row["id"], row["rendition"], row["base"]
                )
                try database.execute(
                    sql: "DELETE FROM attachments WHERE id = ? AND rendition = ? AND base = ?",
                    arguments: [id, rendition, base])
                if let blob: String = row["blob"] { blobs.insert(blob) }
            }
            return blobs
        }
        return try remove(blobs)
    }

    /// Makes room: removes blobs until no more than `bytes` are left, first those that are larger than
    /// that by themselves, then those that were not used for longest. Their files are fetched again
    /// when they are asked for.
    ///
    /// - Parameter kept: what was just stored, for somebody who waits for it. It stays, and where it is
    ///   larger than `bytes` by itself it takes nobody's room: it goes the next time.
    /// - Returns: how many blobs went.
    package func evict(to bytes: Int, keeping kept: Blob? = nil) throws -> Int {
        guard try storedBytes() > bytes else { return 0 }
        let blobs = try metadata.write { database in
            // Counted again under the lock: others make room too.
            var excess = try Self.storedBytes(database) - bytes
            if let kept, kept.size > bytes { excess -= kept.size }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT blob, blobSize, max(usedAt) AS used FROM attachments
                    WHERE blob IS NOT NULL AND blob IS NOT :kept
                    GROUP BY blob ORDER BY blobSize <= :bytes, used, blob
                    """, arguments: ["kept": kept?.hash, "bytes": bytes])
            var blobs: Set<String> = []
            for row in rows where excess > 0 {
                let (blob, size): (String, Int) = (row["blob"], row["blobSize"])
                try database.execute(
                    sql: "UPDATE attachments SET blob = NULL, isLazy = 1 WHERE blob = ?",
                    arguments: [blob])
                blobs.insert(blob)
                excess -= size
            }
            return blobs
        }
        return try remove(blobs)
    }

    /// Removes blobs that nobody names and downloads that nobody continues: what crashes left.
    ///
    /// - Parameter date: only files that were last written before.
    /// - Returns: how many files went.
    package func sweep(before date: Date) throws -> Int {
        var blobs: Set<String> = []
        for parent in Self.names(in: folder.blobsPath) where parent.utf8.count == 2 {
            for name in Self.names(in: folder.blobsPath + "/" + parent) {
                let hash = parent + name
                if Self.isOlder(folder.blobPath(hash), than: date) { blobs.insert(hash) }
            }
        }
        var count = try remove(blobs)
        for name in Self.names(in: folder.incomingPath) {
            let path = folder.incomingPath + "/" + name
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            if Self.isOlder(path, than: date), flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                unlink(path)
                count += 1
            }
        }
        return count
    }

    /// Removes blobs unless somebody names them, under the lock that naming takes.
    private func remove(_ blobs: Set<String>) throws -> Int {
        guard !blobs.isEmpty else { return 0 }
        return try metadata.write { database in
            var count = 0
            for blob in blobs {
                let isNamed = try Bool.fetchOne(
                    database, sql: "SELECT EXISTS (SELECT 1 FROM attachments WHERE blob = ?)",
                    arguments: [blob])
                if isNamed == false, unlink(folder.blobPath(blob)) == 0 { count += 1 }
            }
            return count
        }
    }

    private static func names(in path: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    private static func isOlder(_ path: String, than date: Date) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return Double(status.st_mtim.tv_sec) < date.timeIntervalSince1970
    }
}
