import AirtableAPI
import FoundationEssentials
import Glibc
import NIOCore
import Storage
import Sync
import Synchronization

/// The files that are served: looked up in the index, downloaded where they are missing, and kept
/// at hand when they are small.
final class AttachmentFiles: Sendable {
    /// A file as an answer needs it.
    final class File: Sendable {
        let entry: AttachmentEntry
        let blob: Blob
        let type: FileType
        /// The whole of a small file.
        let bytes: ByteBuffer?
        /// When it is looked up again what is known of it.
        let knownUntil: Date
        private let downloads: AttachmentDownloads

        fileprivate init(
            _ entry: AttachmentEntry, _ blob: Blob, _ type: FileType, _ bytes: ByteBuffer?,
            knownUntil: Date, _ downloads: AttachmentDownloads
        ) {
            self.entry = entry
            self.blob = blob
            self.type = type
            self.bytes = bytes
            self.knownUntil = knownUntil
            self.downloads = downloads
        }

        /// Bytes of the whole.
        var size: Int { blob.size }

        /// Notes that it is served.
        func use() { downloads.used(blob) }

        /// A part of its bytes.
        ///
        /// - Parameter open: the file, where it is not in memory.
        func body(_ range: Range<Int>, _ open: OpenFile?) -> FileBody? {
            if let bytes { return bytes.slice(range).map { .bytes($0) } }
            return open.map { .part($0, range) }
        }
    }

    private struct State {
        var files: [AttachmentKey: File] = [:]
        var bytes = 0
    }

    private let store: Store
    private let downloads: AttachmentDownloads
    private let limits: HTTPLimits
    private let wallNow: @Sendable () -> Date
    private let state = Mutex(State())
    private let signer = Mutex<(signer: AddressSigner, known: KnownSignatures)?>(nil)

    init(
        store: Store, downloads: AttachmentDownloads, limits: HTTPLimits,
        wallNow: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.downloads = downloads
        self.limits = limits
        self.wallNow = wallNow
    }

    /// Whether missing files are downloaded.
    var downloadsFiles: Bool { downloads.settings.mode != .off }

    func status(_ base: BaseID) throws -> AttachmentStatus { try downloads.status(base) }

    /// The signer of addresses; nil where no key can be made, in a folder that is read alone.
    func addressSigner() -> AddressSigner? { signing()?.signer }

    /// The signatures of addresses; nil where there is no signer.
    func signatures() -> KnownSignatures? { signing()?.known }

    private func signing() -> (signer: AddressSigner, known: KnownSignatures)? {
        signer.withLock { signer in
            if signer == nil, let key = try? store.attachments.signingKey() {
                let made = AddressSigner(key: key)
                signer = (made, KnownSignatures(made, limit: limits.signaturesKept))
            }
            return signer
        }
    }

    /// A file and the way to its bytes.
    ///
    /// - Returns: nil where no copy names such a file.
    /// - Throws: `AttachmentUnavailable`, `HTTPServerError.attachmentUnavailable`, `StorageError`.
    func open(_ key: AttachmentKey) async throws -> (file: File, body: OpenFile?)? {
        if let known = atHand(key) {
            if known.bytes != nil { return (known, nil) }
            if let body = OpenFile(known.blob.path), body.size == known.blob.size {
                return (known, body)
            }
            forget(key)
        }
        for attempt in 1...2 {
            guard let entry = try await bring(key), let blob = entry.blob else { return nil }
            if let body = OpenFile(blob.path), body.size == blob.size {
                let file = keep(entry, blob, body)
                return (file, file.bytes == nil ? body : nil)
            }
            // Somebody removed or cut the file: it is downloaded anew.
            if attempt == 1, !store.isReadOnly { try store.attachments.lost(blob) }
        }
        throw HTTPServerError(
            .attachmentUnavailable, "The file cannot be read.",
            hint: "Check the folder 'blobs' in the data folder.")
    }

    private func bring(_ key: AttachmentKey) async throws -> AttachmentEntry? {
        let limit = limits.attachmentTime
        return try await withThrowingTaskGroup(of: AttachmentEntry?.self) { group in
            group.addTask { try await self.downloads.file(key) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw HTTPServerError(
                    .attachmentUnavailable, "The file is still on its way from Airtable.",
                    hint: "Ask again in a moment: the download goes on.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func atHand(_ key: AttachmentKey) -> File? {
        guard let known = state.withLock({ $0.files[key] }), wallNow() < known.knownUntil else {
            return nil
        }
        known.use()
        return known
    }

    private func keep(_ entry: AttachmentEntry, _ blob: Blob, _ body: OpenFile) -> File {
        let isSmall = blob.size <= limits.smallFileBytes
        let start = body.start(isSmall ? blob.size : 16)
        let type =
            entry.key.rendition == .original
            ? FileType(type: entry.type, filename: entry.filename) : FileType(start: start)
        let bytes = isSmall && start.count == blob.size ? ByteBuffer(bytes: start) : nil
        let file = File(
            entry, blob, type, bytes,
            knownUntil: wallNow() + limits.attachmentAge / .seconds(1), downloads)
        file.use()
        state.withLock { state in
            if state.files.count >= limits.filesAtHand || state.bytes > limits.smallFilesBytes {
                state = State()
            }
            state.bytes -= state.files[entry.key]?.bytes?.readableBytes ?? 0
            state.bytes += bytes?.readableBytes ?? 0
            state.files[entry.key] = file
        }
        return file
    }

    private func forget(_ key: AttachmentKey) {
        state.withLock { state in
            state.bytes -= state.files.removeValue(forKey: key)?.bytes?.readableBytes ?? 0
        }
    }
}
