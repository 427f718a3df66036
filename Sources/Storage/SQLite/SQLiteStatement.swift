import GRDBSQLite

/// A prepared statement. Its connection's rule holds: one user at a time.
final class SQLiteStatement: Sendable {
    nonisolated(unsafe) private let pointer: OpaquePointer
    // Statements must be finalized before their connection closes, so they keep no strong reference:
    // the connection owns them, or a local owner outlives neither.
    private unowned let connection: SQLiteConnection

    /// Text and blobs whose memory outlives the step are not copied.
    static let staticMemory: sqlite3_destructor_type? = nil
    /// SQLite's `SQLITE_TRANSIENT`: copy at once.
    static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ connection: SQLiteConnection, _ sql: String) throws(StorageError) {
        var made: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let made else { throw connection.error(code) }
        self.connection = connection
        pointer = made
    }

    deinit { sqlite3_finalize(pointer) }

    /// Moves to the next row; false at the end.
    func step() throws(StorageError) -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let error = connection.error(code)
            sqlite3_reset(pointer)
            throw error
        }
    }

    /// Runs a statement that returns no row, and makes it ready for the next time.
    func run() throws(StorageError) {
        _ = try step()
        sqlite3_reset(pointer)
    }

    func reset() {
        sqlite3_reset(pointer)
    }

    func clearBindings() {
        sqlite3_clear_bindings(pointer)
    }

    // MARK: Parameters, counted from 1

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(pointer, index, value) }
    func bind(_ index: Int32, _ value: Double) { sqlite3_bind_double(pointer, index, value) }
    func bindNull(_ index: Int32) { sqlite3_bind_null(pointer, index) }

    func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bind(index, text: $0, destructor: Self.copied) }
    }

    /// Binds UTF-8 text. The empty text has no address, and NULL is not empty text.
    func bind(
        _ index: Int32, text: UnsafeBufferPointer<UInt8>, destructor: sqlite3_destructor_type?
    ) {
        guard let base = text.baseAddress else {
            sqlite3_bind_text64(pointer, index, "", 0, Self.copied, UInt8(SQLITE_UTF8))
            return
        }
        base.withMemoryRebound(to: CChar.self, capacity: text.count) { characters in
            _ = sqlite3_bind_text64(
                pointer, index, characters, UInt64(text.count), destructor, UInt8(SQLITE_UTF8))
        }
    }

    /// Binds bytes, copied; nil is NULL.
    func bind(_ index: Int32, blob: [UInt8]?) {
        guard let blob else { return bindNull(index) }
        blob.withUnsafeBytes { bytes in
            _ = sqlite3_bind_blob64(
                pointer, index, bytes.baseAddress, UInt64(bytes.count), Self.copied)
        }
    }

    func bind(_ index: Int32, _ value: SQLValue) {
        switch value {
        case .null: bindNull(index)
        case .integer(let number): bind(index, number)
        case .real(let number): bind(index, number)
        case .text(let text): bind(index, text)
        case .blob(let bytes): bind(index, blob: bytes)
        }
    }

    // MARK: Columns, counted from 0

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }
    func real(_ column: Int32) -> Double { sqlite3_column_double(pointer, column) }

    func text(_ column: Int32) -> String? {
        isNull(column) ? nil : withText(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// Lends the column's bytes until the next step or reset.
    func withText<R, E: Error>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        let start = sqlite3_column_text(pointer, column)
        let count = Int(sqlite3_column_bytes(pointer, column))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    private func blob(_ column: Int32) -> [UInt8] { withBlob(column) { Array($0) } }

    /// Lends the column's bytes until the next step or reset; for columns that hold blobs.
    func withBlob<R>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let start = sqlite3_column_blob(pointer, column)
        let count = Int(sqlite3_column_bytes(pointer, column))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(real(column))
        case SQLITE_NULL: .null
        case SQLITE_BLOB: .blob(blob(column))
        default: .text(text(column) ?? "")
        }
    }
}
