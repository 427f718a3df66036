import FoundationEssentials
import GRDB
import Glibc

/// `metadata.sqlite`: what instances on one folder must agree on. It uses a rollback journal, since
/// several processes write it.
struct Metadata: Sendable {
    let queue: DatabaseQueue
    let isReadOnly: Bool

    /// Opens the file, and makes or migrates it where the folder can be written.
    ///
    /// - Throws: `StorageError` that says whether the folder or the file is at fault.
    init(path: String, isReadOnly: Bool) throws {
        self.isReadOnly = isReadOnly
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(StorageLimits.busyTimeoutSeconds)
        configuration.label = "metadata"
        queue = try Self.mapped { try DatabaseQueue(path: path, configuration: configuration) }
        guard !isReadOnly else { return }
        try Self.alone(path + ".lock") { try Self.mapped { try Self.migrator.migrate(queue) } }
    }

    /// Lets one process at a time migrate: the migrator looks for what is to be done first, and takes
    /// no lock from there on.
    private static func alone(_ path: String, _ body: () throws -> Void) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0, flock(file, LOCK_EX) == 0 else {
            throw StorageError(
                .folderUnusable, "'\(path)' cannot be locked.",
                hint: "Give this user the right to write the data folder.",
                cause: String(cString: strerror(errno)))
        }
        defer { close(file) }
        try body()
    }

    /// Reads, with Storage's errors.
    func read<R: Sendable>(_ body: (Database) throws -> R) throws -> R {
        try Self.mapped { try queue.read(body) }
    }

    /// Writes in one transaction, with Storage's errors.
    func write<R: Sendable>(_ body: (Database) throws -> R) throws -> R {
        if isReadOnly {
            throw StorageError(
                .folderUnusable, "The data folder cannot be written.",
                hint: "Give this user the right to write it; reads go on meanwhile.")
        }
        // GRDB begins write transactions with IMMEDIATE: two processes that both read first and
        // then write wait for each other instead of failing at once.
        return try Self.mapped { try queue.write(body) }
    }

    private static func mapped<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw storageError(error)
        }
    }

    private static func storageError(_ error: DatabaseError) -> StorageError {
        switch error.resultCode {
        case .SQLITE_FULL:
            StorageError(
                .diskFull, "The disk is full.", hint: "Free space in the data folder.",
                cause: error.message)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            StorageError(
                .busy, "'metadata.sqlite' is in use by another process.", hint: "Try again.",
                cause: error.message)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            StorageError(
                .corrupt, "'metadata.sqlite' is damaged.",
                hint: "Stop every instance, move the file away, and start again.",
                cause: error.message)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR:
            StorageError(
                .folderUnusable, "'metadata.sqlite' cannot be opened or written.",
                hint: "Give this user the right to write the data folder.", cause: error.message)
        default: StorageError(.sqlite, "A statement failed.", cause: error.message)
        }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE bases (
                        id TEXT PRIMARY KEY,
                        serving INTEGER,
                        previous INTEGER,
                        nextNumber INTEGER NOT NULL DEFAULT 1,
                        pauseReason TEXT,
                        pausedAt REAL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE runs (
                        id TEXT PRIMARY KEY,
                        base TEXT NOT NULL,
                        state TEXT NOT NULL,
                        requestedAt REAL NOT NULL,
                        run TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX runsByBase ON runs (base, requestedAt);
                    CREATE TABLE calls (
                        month TEXT NOT NULL,
                        base TEXT NOT NULL,
                        count INTEGER NOT NULL,
                        PRIMARY KEY (month, base)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("2") { database in
            try database.execute(
                sql: """
                    ALTER TABLE bases ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
                    CREATE TABLE webhooks (
                        base TEXT PRIMARY KEY,
                        id TEXT NOT NULL,
                        secret TEXT NOT NULL,
                        url TEXT,
                        createdAt REAL NOT NULL,
                        expiresAt REAL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE live (
                        base TEXT PRIMARY KEY,
                        state TEXT NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE wakes (
                        base TEXT PRIMARY KEY,
                        count INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("3") { database in
            try database.execute(
                sql: """
                    CREATE TABLE writes (
                        id TEXT PRIMARY KEY,
                        base TEXT NOT NULL,
                        startedAt REAL NOT NULL,
                        write TEXT NOT NULL,
                        answer BLOB
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX writesByBase ON writes (base, startedAt);
                    CREATE TABLE idempotency (
                        base TEXT NOT NULL,
                        key TEXT NOT NULL,
                        digest BLOB NOT NULL,
                        startedAt REAL NOT NULL,
                        until REAL NOT NULL,
                        status INTEGER,
                        contentType TEXT,
                        size INTEGER NOT NULL,
                        body BLOB,
                        PRIMARY KEY (base, key)
                    ) STRICT;
                    CREATE INDEX idempotencyByTime ON idempotency (startedAt);
                    """)
        }
        registerAttachments(in: &migrator)
        registerCreations(in: &migrator)
        return migrator
    }

    private static func registerCreations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("creations") { database in
            try database.execute(
                sql: """
                    ALTER TABLE idempotency ADD COLUMN cursor TEXT;
                    CREATE TABLE creations (
                        base TEXT NOT NULL,
                        record TEXT NOT NULL,
                        at REAL NOT NULL,
                        PRIMARY KEY (base, record)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX creationsByTime ON creations (at);
                    """)
        }
    }

    /// By name and not by number: it depends on no other.
    private static func registerAttachments(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("attachments") { database in
            try database.execute(
                sql: """
                    CREATE TABLE attachments (
                        id TEXT NOT NULL,
                        rendition TEXT NOT NULL,
                        base TEXT NOT NULL,
                        tableID TEXT NOT NULL,
                        record TEXT NOT NULL,
                        field TEXT NOT NULL,
                        filename TEXT NOT NULL,
                        type TEXT,
                        size INTEGER,
                        blob TEXT,
                        blobSize INTEGER,
                        usedAt REAL NOT NULL,
                        isLazy INTEGER NOT NULL DEFAULT 0,
                        failures INTEGER NOT NULL DEFAULT 0,
                        failure TEXT,
                        nextAttemptAt REAL NOT NULL DEFAULT 0,
                        goneSince REAL,
                        PRIMARY KEY (id, rendition, base)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX attachmentsByBase ON attachments (base, id);
                    CREATE INDEX attachmentsWaiting ON attachments (base, nextAttemptAt)
                        WHERE blob IS NULL;
                    CREATE INDEX attachmentsByBlob ON attachments (blob) WHERE blob IS NOT NULL;
                    CREATE TABLE keys (
                        name TEXT PRIMARY KEY,
                        value BLOB NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
    }
}
