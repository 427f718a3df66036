import AirtableAPI
import Crypto
import FoundationEssentials
import Glibc
import Synchronization

/// A download under way: a file that grows in `blobs/incoming`, and the SHA-256 of what is in it.
///
/// The file's lock keeps two processes from downloading one attachment at the same time; the kernel
/// frees it when a process dies, and the next attempt begins anew in the same file.
package final class PendingBlob: Sendable {
    private struct State: ~Copyable {
        var descriptor: CInt
        var hash = SHA256()
        var size = 0
    }

    let path: String
    private let state: Mutex<State>

    /// - Returns: nil when somebody else downloads the same.
    /// - Throws: `StorageError` when the folder cannot be written.
    init?(_ key: AttachmentKey, in folder: DataFolder) throws(StorageError) {
        try folder.make(folder.incomingPath)
        path = folder.incomingPath + "/\(key.id).\(key.rendition.rawValue)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure() }
        var (mine, there) = (stat(), stat())
        // Whoever had the lock may have moved the file away before it let go.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &mine) == 0,
            stat(path, &there) == 0, mine.st_ino == there.st_ino
        else {
            close(descriptor)
            return nil
        }
        guard ftruncate(descriptor, 0) == 0 else {
            let error = Self.failure()
            close(descriptor)
            throw error
        }
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { state.withLock { state in if state.descriptor >= 0 { close(state.descriptor) } } }

    /// Bytes so far.
    package var size: Int { state.withLock { $0.size } }

    /// Appends bytes.
    ///
    /// - Throws: `StorageError.diskFull` and others.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try state.withLock { (state) throws(StorageError) in
            var rest = bytes[...]
            while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
                let count = Glibc.write(state.descriptor, start, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Self.failure() }
                rest = rest.dropFirst(count)
            }
            state.hash.update(bufferPointer: bytes)
            state.size += bytes.count
        }
    }

    /// Makes what was written survive a loss of power.
    ///
    /// - Returns: its SHA-256 in hexadecimal digits.
    func synchronize() throws(StorageError) -> (hash: String, size: Int) {
        try state.withLock { (state) throws(StorageError) in
            guard fsync(state.descriptor) == 0 else { throw Self.failure() }
            let digits = Array("0123456789abcdef")
            let hash = String(
                state.hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
            return (hash, state.size)
        }
    }

    /// Lets go of the file, which was moved away.
    func moved() {
        state.withLock { state in
            close(state.descriptor)
            state.descriptor = -1
        }
    }

    /// Gives the download up.
    package func discard() {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            unlink(path)
            close(state.descriptor)
            state.descriptor = -1
        }
    }

    static func failure() -> StorageError {
        let code = errno
        return StorageError(
            code == ENOSPC || code == EDQUOT ? .diskFull : .folderUnusable,
            "An attachment cannot be written.",
            hint: "Free space in the data folder, or set AIRCACHE_ATTACHMENTS_MAX_BYTES.",
            cause: String(cString: strerror(code)))
    }
}
