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
    private var open: [String: OpenFile] = [:]
    private let room: CopyRoom
    private var buffer = ByteBuffer()

    init(_ limits: HTTPLimits, _ room: CopyRoom, _ eventLoop: any EventLoop) {
        self.limits = limits
        self.room = room
        self.eventLoop = eventLoop
    }

    /// A file on disk; nil where it is gone, or not what it was.
    func file(_ blob: Blob) -> OpenFile? {
        if let known = open[blob.hash] {
            if known.isIntact { return known }
            open[blob.hash] = nil
        }
        guard let file = OpenFile(blob.path), file.size == blob.size else { return nil }
        if open.isEmpty {
            // A file that is removed keeps its place on the disk for as long as it is open.
            eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.openFileTime)) {
                self.open = [:]
            }
        }
        if open.count < limits.openFiles { open[blob.hash] = file }
        return file
    }

    /// A copy of a part; nil where the file is shorter. The memory is used again once nobody waits for
    /// what was in it.
    func copy(_ part: Range<Int>, of file: OpenFile) -> ByteBuffer? {
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
