import AirtableAPI
import FoundationEssentials
import Glibc

/// The folder with everything that an instance keeps, and the names of the files in it.
package struct DataFolder: Hashable, Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    var metadataPath: String { path + "/metadata.sqlite" }
    var writerLockPath: String { path + "/writer.lock" }

    /// The last calls to Airtable for a base, for all processes.
    func callLogPath(_ base: BaseID) -> String { path + "/" + Self.fileName(of: base) + ".calls" }

    /// Where the contents of attachments are, each under its SHA-256.
    var blobsPath: String { path + "/blobs" }
    /// Where downloads grow until they are whole.
    var incomingPath: String { blobsPath + "/incoming" }

    /// `blobs/ab/cdef…`
    func blobPath(_ hash: String) -> String {
        blobsPath + "/" + hash.prefix(2) + "/" + hash.dropFirst(2)
    }

    func basePath(_ base: BaseID) -> String {
        path + "/bases/" + Self.fileName(of: base)
    }

    /// `000041.sqlite`: numbers go upward and no name is used twice, since a connection pool whose
    /// file was unlinked and made anew under the same name can answer from both.
    func generationPath(_ base: BaseID, _ number: Int) -> String {
        let digits = String(number)
        let padding = String(repeating: "0", count: max(0, 6 - digits.count))
        return basePath(base) + "/" + padding + digits + ".sqlite"
    }

    /// The numbers of the generation files of a base that are on disk, ascending.
    func generationNumbers(_ base: BaseID) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: basePath(base))) ?? []
        return names.filter { $0.hasSuffix(".sqlite") }
            .compactMap { Int($0.dropLast(".sqlite".count)) }.sorted()
    }

    /// Whether a generation's file is there.
    func hasGeneration(_ base: BaseID, _ number: Int?) -> Bool {
        number.map { access(generationPath(base, $0), F_OK) == 0 } ?? false
    }

    /// Whether files can be made in the folder.
    var isWritable: Bool { access(path, W_OK | X_OK) == 0 }

    func make(_ path: String) throws(StorageError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw StorageError(
                .folderUnusable, "The data folder '\(path)' cannot be made.",
                hint: "Set AIRCACHE_DATA_DIR to a folder that this user may write.",
                cause: String(cString: strerror(errno)))
        }
    }

    /// Removes a generation's file and what SQLite keeps beside it.
    func removeGeneration(_ base: BaseID, _ number: Int) {
        let path = generationPath(base, number)
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    /// A base id comes from settings: what is no plain name must not leave the folder.
    private static func fileName(of base: BaseID) -> String {
        String(
            base.rawValue.unicodeScalars.map { scalar in
                let isPlain =
                    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
                    || ("0"..."9").contains(scalar)
                return isPlain ? Character(scalar) : "_"
            })
    }

    /// Makes a file's content, or a folder's entries, survive a loss of power.
    static func synchronize(_ path: String) throws(StorageError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("'\(path)' cannot be opened.") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw systemError("'\(path)' cannot be written.") }
    }

    private static func systemError(_ message: String) -> StorageError {
        let code = errno
        return StorageError(
            code == ENOSPC ? .diskFull : .folderUnusable, message,
            hint: "Check the disk and the rights of the data folder.",
            cause: String(cString: strerror(code)))
    }
}
