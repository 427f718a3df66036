package import AirtableAPI
import FoundationEssentials
import Glibc
import Synchronization

/// One complete copy of a base: a SQLite file, what it holds, and the connections that read it.
///
/// Readers hold the generation while they read. Its file is removed, once it is obsolete, when the
/// last reader in this process lets go of it.
package final class Generation: Sendable {
    package let base: BaseID
    package let number: Int

    private struct State {
        var contents: GenerationContents
        var idleReaders: [ReadSession] = []
        /// Moves with what is done to the file without a commit of its contents.
        var renewal = 0
    }

    private let folder: DataFolder
    private let state: Mutex<State>
    let linkedNames = LinkedNames()
    let keyLists = KeyLists()
    let knownKeys: KnownKeys
    let indexes = FieldIndexes()
    let searches: SearchIndexes
    /// The base's, which moves with the contents.
    private let stamp: StateStamp
    private let isObsolete = Atomic<Bool>(false)
    /// Never in a transaction: it only notices commits of other processes.
    private let watch: Mutex<Watch>

    private struct Watch: ~Copyable {
        let connection: SQLiteConnection
        var version: Int64
    }

    /// Opens a generation and reads its description.
    ///
    /// - Parameter stamp: moves whenever the contents do.
    /// - Throws: `StorageError`, `.corrupt` when the file is damaged or not a generation.
    init(
        folder: DataFolder, base: BaseID, number: Int,
        searches: SearchIndexes = SearchIndexes(), stamp: StateStamp = StateStamp()
    ) throws {
        let connection = try Self.connect(folder.generationPath(base, number))
        let contents = try GenerationTables.read(connection, base: base)
        indexes.adopt(try FieldIndexes.Item.made(connection))
        knownKeys = KnownKeys(records: contents.tables.reduce(0) { $0 + $1.recordCount })
        self.searches = searches
        self.stamp = stamp
        self.folder = folder
        self.base = base
        self.number = number
        state = Mutex(State(contents: contents))
        watch = Mutex(
            Watch(
                connection: connection, version: try connection.integer("PRAGMA data_version")))
    }

    deinit {
        // Connections must close before the file goes; SQLite looks for its side files then.
        state.withLock { $0.idleReaders.removeAll() }
        if isObsolete.load(ordering: .acquiring) { folder.removeGeneration(base, number) }
    }

    /// What it holds now.
    package var contents: GenerationContents { state.withLock { $0.contents } }

    /// The size of its file.
    package var fileBytes: Int64 {
        var status = stat()
        let path = folder.generationPath(base, number)
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    var path: String { folder.generationPath(base, number) }

    /// Lends a reader. It sees one state of the generation until `body` returns.
    ///
    /// - Parameters:
    ///   - contents: the state to read; nil for the newest.
    ///   - timeLimit: a query that runs longer throws `StorageError.interrupted`; nil for no limit.
    ///   - body: must not keep the reader.
    /// - Throws: `StorageError.moved` when `contents` is no longer the newest state.
    func read<R>(
        at contents: GenerationContents? = nil, timeLimit: Duration? = nil,
        _ body: (ReadSession) throws -> R
    ) throws -> R {
        let reader = try borrow()
        defer { giveBack(reader) }
        if let contents, contents.commit != reader.contents.commit { throw StorageError.moved }
        reader.setDeadline(after: timeLimit)
        return try body(reader)
    }

    /// Lends a reader that sees the newest state; see `read`.
    package func newest<R>(_ body: (ReadSession) throws -> R) throws -> R {
        try read(body)
    }

    /// Takes a reader out for as long as somebody needs one state, such as an export.
    ///
    /// - Throws: as `read`.
    func borrow(at contents: GenerationContents) throws -> ReadSession {
        let reader = try borrow()
        guard reader.contents.commit == contents.commit else {
            giveBack(reader)
            throw StorageError.moved
        }
        return reader
    }

    /// Puts a borrowed reader back.
    func giveBack(_ reader: ReadSession) {
        let isKept = state.withLock { state in
            guard state.idleReaders.count < StorageLimits.idleReadersPerGeneration else {
                return false
            }
            if reader.contents !== state.contents { reader.end() }
            state.idleReaders.append(reader)
            return true
        }
        if !isKept { reader.end() }
    }

    private func borrow() throws -> ReadSession {
        let (idle, known, renewal) = state.withLock { state in
            (state.idleReaders.popLast(), state.contents, state.renewal)
        }
        let reader = try idle ?? newReader()
        guard reader.hasBegun, reader.contents.commit == known.commit, reader.renewal == renewal
        else {
            let seen = try reader.begin(known, renewal: renewal)
            if seen !== known { publish(seen) }
            return reader
        }
        return reader
    }

    private func newReader() throws -> ReadSession {
        do throws(StorageError) {
            return try ReadSession(Self.connect(path), generation: self)
        } catch  where error.code == .folderUnusable {
            // Another process has switched and removed the file a moment ago.
            guard access(path, F_OK) == 0 else { throw StorageError.moved }
            throw error
        }
    }

    /// Adopts the state after a commit, and lets go of the transactions of idle readers: an old one
    /// that stays open would keep SQLite from emptying the WAL.
    func publish(_ contents: GenerationContents) {
        state.withLock { state in
            guard contents.commit >= state.contents.commit else { return }
            if contents.schema != state.contents.schema {
                let before = state.contents.tables
                indexes.forget { $0.isKept(from: before, to: contents.tables) }
            }
            state.contents = contents
            for reader in state.idleReaders where reader.contents !== contents {
                reader.end()
            }
        }
        stamp.move()
    }

    /// Lets readers see what was done to the file without a commit of its contents: idle ones at
    /// once, those that are lent when they are next.
    func renewReaders() {
        state.withLock { state in
            state.renewal += 1
            for reader in state.idleReaders { reader.end() }
        }
    }

    /// Looks whether another process has committed, and adopts what it did.
    ///
    /// It costs some microseconds when nothing happened.
    ///
    /// - Returns: whether there is a new state.
    func notice() throws -> Bool {
        let hasMoved = try watch.withLock { watch in
            let version = try watch.connection.integer("PRAGMA data_version")
            defer { watch.version = version }
            return version != watch.version
        }
        guard hasMoved else { return false }
        let before = contents
        let seen = try watch.withLock { try GenerationTables.read($0.connection, base: base) }
        publish(seen)
        return seen.commit != before.commit
    }

    /// Lets the file go after the last reader.
    func retire() {
        isObsolete.store(true, ordering: .releasing)
    }

    /// Reads the whole file and compares its structure with itself.
    ///
    /// - Throws: `StorageError.corrupt` with what SQLite found.
    func check() throws {
        try Self.check(Self.connect(path))
    }

    static func check(_ connection: SQLiteConnection) throws(StorageError) {
        let finding = try connection.text("PRAGMA quick_check(1)") ?? "no answer"
        guard finding == "ok" else {
            throw StorageError(
                .corrupt, "A generation is damaged.",
                hint: "Ask for a refresh: it builds a new one.", cause: finding)
        }
    }

    /// Whether a file can be read and nobody writes it: in a folder that cannot be written, and
    /// without a WAL that would have to be looked at.
    private static func isFixed(_ path: String) -> Bool {
        let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex))
        var wal = stat()
        let hasWAL = stat(path + "-wal", &wal) == 0 && wal.st_size > 0
        return access(path, R_OK) == 0 && access(folder, W_OK) != 0 && !hasWAL
    }

    /// A connection for reading.
    static func connect(_ path: String) throws(StorageError) -> SQLiteConnection {
        do {
            let connection = try SQLiteConnection(path: path, access: .readOnly)
            // The first statement that touches the file finds out whether a WAL can be used there.
            try connection.execute("BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1; COMMIT")
            try connection.execute("PRAGMA cache_size = -\(StorageLimits.readerCacheKiB)")
            return connection
        } catch  where error.code == .folderUnusable && isFixed(path) {
            let connection = try SQLiteConnection(path: path, access: .immutable)
            try connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1")
            return connection
        }
    }
}
