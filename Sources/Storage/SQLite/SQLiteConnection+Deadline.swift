import GRDBSQLite
import Glibc

extension SQLiteConnection {
    /// Steps of SQLite's virtual machine between two looks at the clock: some tens of µs.
    private static let stepsBetweenLooks: Int32 = 10_000

    /// Lets statements fail with `.interrupted` once the time is up; nil lifts the limit.
    func setDeadline(after limit: Duration?) {
        guard let limit else {
            if deadline != nil { sqlite3_progress_handler(handle, 0, nil, nil) }
            deadline = nil
            return
        }
        let (seconds, attoseconds) = limit.components
        let nanoseconds = UInt(seconds) * 1_000_000_000 + UInt(attoseconds / 1_000_000_000)
        let end = Self.now() + nanoseconds
        deadline = end
        // The deadline itself is the handler's context: no memory to own.
        sqlite3_progress_handler(
            handle, Self.stepsBetweenLooks,
            { context in SQLiteConnection.now() > UInt(bitPattern: context) ? 1 : 0 },
            UnsafeMutableRawPointer(bitPattern: end))
    }

    /// - Throws: `StorageError.interrupted` once the time is up.
    func checkDeadline() throws(StorageError) {
        guard let deadline, Self.now() > deadline else { return }
        throw StorageError(.interrupted, "The query took too long.")
    }

    private static func now() -> UInt {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt(time.tv_sec) * 1_000_000_000 + UInt(time.tv_nsec)
    }
}
