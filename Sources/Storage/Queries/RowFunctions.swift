import GRDBSQLite

/// What a query computes in Swift for a row: a sort value, or whether a formula holds.
protocol RowFunction: AnyObject {
    func result(of arguments: RowArguments) throws -> SQLValue
}

/// The arguments of a call from SQL, lent for the call.
struct RowArguments {
    fileprivate let start: UnsafeMutablePointer<OpaquePointer?>
    let count: Int

    func isNull(_ index: Int) -> Bool { sqlite3_value_type(start[index]) == SQLITE_NULL }
    func type(_ index: Int) -> Int32 { sqlite3_value_type(start[index]) }
    func integer(_ index: Int) -> Int64 { sqlite3_value_int64(start[index]) }
    func real(_ index: Int) -> Double { sqlite3_value_double(start[index]) }

    func withText<R>(
        _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R {
        let bytes = sqlite3_value_text(start[index])
        let count = Int(sqlite3_value_bytes(start[index]))
        return try body(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
    }

    func text(_ index: Int) -> String {
        withText(index) { String(decoding: $0, as: UTF8.self) }
    }
}

/// The row functions of a session's running queries, by their number in the SQL text:
/// `aircache_row(number, argument…)`.
///
/// They belong to one connection and share its rule: one user at a time.
final class RowFunctions: Sendable {
    nonisolated(unsafe) private var running: [any RowFunction] = []
    nonisolated(unsafe) private var failure: (any Error)?

    /// Makes `aircache_row` known to a connection that lives no longer than this.
    func register(on connection: SQLiteConnection) throws(StorageError) {
        let code = sqlite3_create_function_v2(
            connection.handle, "aircache_row", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
            Unmanaged.passUnretained(self).toOpaque(),
            { context, count, arguments in
                guard let arguments, count > 0, let own = sqlite3_user_data(context) else { return }
                let functions = Unmanaged<RowFunctions>.fromOpaque(own).takeUnretainedValue()
                functions.call(
                    Int(sqlite3_value_int64(arguments[0])), context,
                    RowArguments(start: arguments + 1, count: Int(count) - 1))
            }, nil, nil, nil)
        guard code == SQLITE_OK else { throw connection.error(code) }
    }

    /// Adds functions until `body` returns.
    ///
    /// - Parameter make: gets a function and gives its number.
    /// - Throws: what a function threw, in place of SQLite's word that one failed.
    func with<R>(_ body: (_ make: (any RowFunction) -> Int) throws -> R) throws -> R {
        let first = running.count
        defer {
            running.removeLast(running.count - first)
            failure = nil
        }
        do {
            return try body { function in
                running.append(function)
                return running.count - 1
            }
        } catch {
            throw failure ?? error
        }
    }

    private func call(_ number: Int, _ context: OpaquePointer?, _ arguments: RowArguments) {
        do {
            switch try running[number].result(of: arguments) {
            case .null: sqlite3_result_null(context)
            case .integer(let value): sqlite3_result_int64(context, value)
            case .real(let value): sqlite3_result_double(context, value)
            case .text(var text):
                text.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) { characters in
                        sqlite3_result_text64(
                            context, characters.baseAddress, UInt64(characters.count),
                            SQLiteStatement.copied, UInt8(SQLITE_UTF8))
                    }
                }
            case .blob(let bytes):
                bytes.withUnsafeBytes {
                    sqlite3_result_blob64(
                        context, $0.baseAddress, UInt64($0.count), SQLiteStatement.copied)
                }
            }
        } catch {
            failure = error
            sqlite3_result_error(context, "a row function failed", -1)
        }
    }
}
