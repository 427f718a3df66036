import NIOCore
import Storage
import Synchronization

/// The files that are sent from an event loop: those that are asked for again and again stay open, and
/// what is worth copying is copied.
///
/// Through the loopback the first to touch what the kernel sends from its cache is the client, on its
/// own core, and it gets half as many bytes in a second as when they were copied before. Through a
/// network card there is no such difference, and copying doubles what sending costs. Short parts are
/// always cheaper to copy: head and body are one write then.
final class LaneFiles {
    private let limits: HTTPLimits
    private let eventLoop: any EventLoop
    private var open: [String: Member] = [:]
    private let room: CopyRoom
    private var buffer = ByteBuffer()

    private struct Member {
        let file: OpenFile
        /// All of it, where it was asked for twice and is not large.
        var bytes: ByteBuffer?
    }

    init(_ limits: HTTPLimits, _ room: CopyRoom, _ eventLoop: any EventLoop) {
        self.limits = limits
        self.room = room
        self.eventLoop = eventLoop
    }

    /// A part of a file on disk; nil where the file is gone, or not what it was.
    func body(_ part: Range<Int>, of blob: Blob) -> FileBody? {
        if let member = open[blob.hash] {
            guard member.file.isIntact else {
                open[blob.hash] = nil
                return body(part, of: blob)
            }
            if member.bytes == nil, blob.size <= limits.hotFileBytes {
                open[blob.hash]?.bytes = bytes(of: member.file)
            }
            return open[blob.hash]?.bytes?.slice(part).map { .bytes($0) }
                ?? body(part, of: member.file)
        }
        guard let file = OpenFile(blob.path), file.size == blob.size else { return nil }
        keep(file, blob)
        return body(part, of: file)
    }

    private func keep(_ file: OpenFile, _ blob: Blob) {
        guard open.count < limits.openFiles else { return }
        if open.isEmpty {
            // A file that is removed keeps its place on the disk for as long as it is open.
            eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.openFileTime)) {
                self.open = [:]
            }
        }
        open[blob.hash] = Member(file: file)
    }

    private func bytes(of file: OpenFile) -> ByteBuffer? {
        var bytes = ByteBufferAllocator().buffer(capacity: file.size)
        return file.read(0, file.size, into: &bytes) ? bytes : nil
    }

    private func body(_ part: Range<Int>, of file: OpenFile) -> FileBody? {
        guard part.count <= limits.copiedPartBytes else { return .part(file, part) }
        return copy(part, of: file).map { .bytes($0) }
    }

    /// A copy of a part; nil where the file is shorter. The memory is used again once nobody waits for
    /// what was in it.
    private func copy(_ part: Range<Int>, of file: OpenFile) -> ByteBuffer? {
        // Who waits for little holds little.
        if buffer.storageCapacity > 2 * part.count { buffer = ByteBuffer() }
        buffer.clear(minimumCapacity: part.count)
        return file.read(part.lowerBound, part.count, into: &buffer) ? buffer : nil
    }

    /// A copy of the first piece of a large part; nil where too many wait for their clients.
    func copyOfPiece(_ part: Range<Int>, of file: OpenFile) -> ByteBuffer? {
        let count = min(part.count, limits.copiedPieceBytes)
        guard room.take(count) else { return nil }
        let copy = copy(part.lowerBound..<(part.lowerBound + count), of: file)
        if copy == nil { giveBack(count) }
        return copy
    }

    /// The copy of a piece is with the system.
    func giveBack(_ count: Int) { room.giveBack(count) }
}

/// Counts bytes of copies that wait for their clients, for all event loops.
final class CopyRoom: Sendable {
    private let limit: Int
    private let bytes = Atomic<Int>(0)

    init(_ limit: Int) {
        self.limit = limit
    }

    /// - Returns: false where there is no room.
    func take(_ count: Int) -> Bool {
        let isFree = bytes.add(count, ordering: .relaxed).newValue <= limit
        if !isFree { giveBack(count) }
        return isFree
    }

    func giveBack(_ count: Int) { bytes.subtract(count, ordering: .relaxed) }
}
