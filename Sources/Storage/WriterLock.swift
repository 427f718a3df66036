import Glibc
import Synchronization

/// The right to sync in a data folder. The kernel frees it when the process dies.
package final class WriterLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Takes the lock, without waiting.
    ///
    /// - Returns: nil when another holder has it.
    /// - Throws: `StorageError.folderUnusable` when the lock file cannot be made.
    init?(path: String) throws(StorageError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw StorageError(
                .folderUnusable, "The lock file '\(path)' cannot be opened.",
                hint: "Give this user the right to write the data folder.",
                cause: String(cString: strerror(errno)))
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        descriptor = Mutex(file)
    }

    /// Whether the right is still there.
    var isHeld: Bool { descriptor.withLock { $0 != nil } }

    package func release() {
        descriptor.withLock { file in
            if let open = file { close(open) }
            file = nil
        }
    }

    deinit { release() }
}

struct WeakWriterLock: Sendable {
    weak var lock: WriterLock?
}
