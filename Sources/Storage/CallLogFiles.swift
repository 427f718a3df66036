package import AirtableAPI
import Glibc
import Synchronization

/// Some bytes for each base that all processes on a folder share, one at a time: the log of the last
/// calls to Airtable.
///
/// They need not survive a loss of power, and are not synced.
package final class CallLogFiles: Sendable {
    private let folder: DataFolder
    private let descriptors = Mutex<[BaseID: Int32]>([:])

    package init(folder: DataFolder) {
        self.folder = folder
    }

    deinit {
        for descriptor in descriptors.withLock({ $0.values }) where descriptor >= 0 {
            close(descriptor)
        }
    }

    /// Lends the bytes of a base and keeps what `body` makes of them.
    ///
    /// Where the file cannot be opened or written, as on a full disk, `body` gets what can be read.
    ///
    /// - Returns: false when another process has them just now; `body` did not run then.
    package func lend(_ base: BaseID, _ body: (inout [UInt8]) -> Void) -> Bool {
        descriptors.withLock { descriptors in
            let path = folder.callLogPath(base)
            let file = descriptors[base] ?? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard file >= 0 else {
                var bytes: [UInt8] = []
                body(&bytes)
                return true
            }
            descriptors[base] = file
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return errno != EWOULDBLOCK }
            defer { flock(file, LOCK_UN) }
            var bytes = Self.read(file)
            body(&bytes)
            if pwrite(file, bytes, bytes.count, 0) == bytes.count {
                ftruncate(file, off_t(bytes.count))
            }
            return true
        }
    }

    private static func read(_ file: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: StorageLimits.callLogBytes) { buffer, count in
            count = max(0, pread(file, buffer.baseAddress, buffer.count, 0))
        }
    }
}
