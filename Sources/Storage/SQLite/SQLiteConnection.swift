import GRDBSQLite
import Synchronization

/// One connection to a SQLite file, for the paths where every call counts: filling a generation and
/// answering from one. Everything else goes through GRDB.
///
/// SQLite's rule for connections opened with `SQLITE_OPEN_NOMUTEX`: any thread may use it, never two
/// at once (https://www.sqlite.org/threadsafe.html). Whoever owns one keeps to that: a rebuild by
/// its mutex, a generation by lending a connection to one reader at a time.
final class SQLiteConnection: Sendable {
    enum Access {
        case readOnly
        /// Read only, for files on a medium that cannot be written: no lock, no shared memory.
        case immutable
        /// For a file that exists.
        case write
        case create
    }

    nonisolated(unsafe) let handle: OpaquePointer
    /// When statements must end, in ns of the monotonic clock. Guarded like the handle.
    nonisolated(unsafe) var deadline: UInt?
    private let statements = Mutex(Statements())

    private struct Statements {
        var bySQL: [String: SQLiteStatement] = [:]
        /// The one that was asked for last: nearly always it is asked for again, by the same text.
        var last: (sql: String, statement: SQLiteStatement)?
    }

    init(path: String, access: Access) throws(StorageError) {
        var pointer: OpaquePointer?
        let flags =
            switch access {
            case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
            case .write: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
            case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
            }
        let name = access == .immutable ? Self.immutableURI(path) : path
        let code = sqlite3_open_v2(name, &pointer, flags, nil)
        guard code == SQLITE_OK, let pointer else {
            sqlite3_close_v2(pointer)
            throw StorageError(
                code == SQLITE_NOMEM ? .sqlite : .folderUnusable, "'\(path)' cannot be opened.",
                hint: "Check that the file exists and that this user may read it.",
                cause: String(cString: sqlite3_errstr(code)))
        }
        handle = pointer
        sqlite3_extended_result_codes(handle, 1)
        // Two processes that begin after a crash may both want to recover the WAL.
        sqlite3_busy_timeout(handle, Int32(StorageLimits.busyTimeoutSeconds * 1_000))
    }

    deinit {
        statements.withLock { $0 = Statements() }
        sqlite3_close_v2(handle)
    }

    /// Runs one or more statements that return nothing of interest.
    func execute(_ sql: String) throws(StorageError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// The prepared statement for `sql`, kept for the next time.
    func statement(_ sql: String) throws(StorageError) -> SQLiteStatement {
        let known = statements.withLock { statements -> SQLiteStatement? in
            if let last = statements.last, last.sql == sql { return last.statement }
            guard let known = statements.bySQL[sql] else { return nil }
            statements.last = (sql, known)
            return known
        }
        if let known { return known }
        let made = try SQLiteStatement(self, sql)
        statements.withLock { statements in
            if statements.bySQL.count >= StorageLimits.statementsPerConnection {
                statements.bySQL.removeAll()
            }
            statements.bySQL[sql] = made
            statements.last = (sql, made)
        }
        return made
    }

    /// The first column of the first row, as text; nil when there is no row or it is NULL.
    func text(_ sql: String) throws(StorageError) -> String? {
        let statement = try SQLiteStatement(self, sql)
        return try statement.step() ? statement.text(0) : nil
    }

    func integer(_ sql: String) throws(StorageError) -> Int64 {
        let statement = try SQLiteStatement(self, sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// The error for a result code, with SQLite's own words.
    func error(_ code: Int32) -> StorageError {
        let cause = String(cString: sqlite3_errmsg(handle))
        switch code & 0xFF {
        case SQLITE_FULL:
            return StorageError(
                .diskFull, "The disk is full.",
                hint: "Free space in the data folder; the copy in use stays as it is.",
                cause: cause)
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return StorageError(
                .corrupt, "A database file is damaged.",
                hint: "Ask for a refresh: it builds a new one.", cause: cause)
        case SQLITE_BUSY, SQLITE_LOCKED:
            return StorageError(.busy, "The database is in use by another process.", cause: cause)
        case SQLITE_INTERRUPT:
            return StorageError(.interrupted, "The query took too long.", cause: cause)
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
            return StorageError(
                .folderUnusable, "The data folder cannot be written.",
                hint: "Give this user the right to write it.", cause: cause)
        case SQLITE_IOERR:
            return StorageError(
                .folderUnusable, "Reading or writing the data folder failed.",
                hint: "Check the disk.", cause: cause)
        default: return StorageError(.sqlite, "A SQLite statement failed.", cause: cause)
        }
    }

    private static func immutableURI(_ path: String) -> String {
        let escaped = path.map { character in
            switch character {
            case "?": "%3f"
            case "#": "%23"
            case "%": "%25"
            default: String(character)
            }
        }
        return "file:" + escaped.joined() + "?immutable=1"
    }
}
