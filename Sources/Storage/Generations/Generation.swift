package import AirtableAPI
package import FoundationEssentials
import Glibc
import Synchronization

/// One complete copy of a base: a SQLite file, what it holds, and the connections that read it.
///
/// Readers hold the generation while they read. Its file is removed, once it is obsolete, when the
/// last reader in this process lets go of it.
package final class Generation: Sendable {
    package let base: BaseID
    package let number: Int
    package let baseName: String
    /// When its first page was asked for: the copy is at least as new as this.
    package let syncedAt: Date
    package let schema: BaseSchema
    package let tables: [StoredTable]
    /// The size of its file.
    package let fileBytes: Int64

    private let folder: DataFolder
    private let tablesByName: [String: Int]
    private let idleReaders = Mutex<[ReadSession]>([])
    private let isObsolete = Atomic<Bool>(false)

    /// Opens a generation and reads its description.
    ///
    /// - Throws: `StorageError`, `.corrupt` when the file is damaged or not a generation.
    init(folder: DataFolder, base: BaseID, number: Int) throws {
        let path = folder.generationPath(base, number)
        let connection = try Self.connect(path)
        let description = try GenerationDescription(connection, base: base)
        self.folder = folder
        self.base = base
        self.number = number
        baseName = description.name
        syncedAt = description.syncedAt
        schema = description.schema
        tables = description.tables
        fileBytes = Self.fileSize(path)
        tablesByName = Self.names(description.tables)
    }

    deinit {
        // Connections must close before the file goes; SQLite looks for its side files then.
        idleReaders.withLock { $0.removeAll() }
        if isObsolete.load(ordering: .acquiring) { folder.removeGeneration(base, number) }
    }

    /// The table of that id, else of exactly that name, else of that key.
    package func table(_ idNameOrKey: String) -> StoredTable? {
        tablesByName[idNameOrKey].map { tables[$0] }
    }

    /// Lends a reader. It sees one state of the generation until `body` returns.
    ///
    /// - Parameters:
    ///   - timeLimit: a query that runs longer throws `StorageError.interrupted`; nil for no limit.
    ///   - body: must not keep the reader.
    package func read<R>(
        timeLimit: Duration? = nil, _ body: (ReadSession) throws -> R
    ) throws -> R {
        let reader =
            try idleReaders.withLock { $0.popLast() }
            ?? ReadSession(Self.connect(folder.generationPath(base, number)), generation: self)
        reader.setDeadline(after: timeLimit)
        defer {
            idleReaders.withLock { idle in
                if idle.count < StorageLimits.idleReadersPerGeneration { idle.append(reader) }
            }
        }
        return try body(reader)
    }

    /// Lets the file go after the last reader.
    func retire() {
        isObsolete.store(true, ordering: .releasing)
    }

    /// Reads the whole file and compares its structure with itself.
    ///
    /// - Throws: `StorageError.corrupt` with what SQLite found.
    func check() throws {
        let connection = try Self.connect(folder.generationPath(base, number))
        try Self.check(connection)
    }

    static func check(_ connection: SQLiteConnection) throws(StorageError) {
        let finding = try connection.text("PRAGMA quick_check(1)") ?? "no answer"
        guard finding == "ok" else {
            throw StorageError(
                .corrupt, "A generation is damaged.",
                hint: "Ask for a refresh: it builds a new one.", cause: finding)
        }
    }

    private static func connect(_ path: String) throws(StorageError) -> SQLiteConnection {
        do {
            let connection = try SQLiteConnection(path: path, access: .readOnly)
            // The first statement that touches the file finds out whether a WAL can be used there.
            try connection.execute("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1; COMMIT")
            return connection
        } catch  where error.code == .folderUnusable && access(path, R_OK) == 0 {
            let connection = try SQLiteConnection(path: path, access: .immutable)
            try connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1")
            return connection
        }
    }

    private static func names(_ tables: [StoredTable]) -> [String: Int] {
        var names: [String: Int] = [:]
        for (index, table) in tables.enumerated() { names[table.id.rawValue] = index }
        for (index, table) in tables.enumerated() where names[table.name] == nil {
            names[table.name] = index
        }
        for (index, table) in tables.enumerated() where names[table.key] == nil {
            names[table.key] = index
        }
        return names
    }

    private static func fileSize(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}
