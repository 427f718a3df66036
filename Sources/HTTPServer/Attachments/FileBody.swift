import Glibc
import HummingbirdCore
import NIOCore
import Storage

/// The bytes of a file that an answer sends.
enum FileBody: Sendable {
    /// Of a small file, from memory.
    case bytes(ByteBuffer)
    /// From disk.
    case part(OpenFile, Range<Int>)

    var count: Int {
        switch self {
        case .bytes(let buffer): buffer.readableBytes
        case .part(_, let range): range.count
        }
    }
}

extension FileBody {
    /// The body of an answer that goes out on `channel`.
    func responseBody(_ channel: any Channel) -> ResponseBody {
        switch self {
        case .bytes(let buffer): return ResponseBody(byteBuffer: buffer)
        case .part(let file, let range):
            return ResponseBody(contentLength: range.count) { writer in
                if !range.isEmpty {
                    try await channel.perform(FileSender.Order(file: file, range: range))
                }
                try await writer.finish(nil)
            }
        }
    }
}

extension ByteBuffer {
    /// A part of the readable bytes, counted from the first.
    func slice(_ range: Range<Int>) -> ByteBuffer? {
        getSlice(at: readerIndex + range.lowerBound, length: range.count)
    }
}

/// An open file; it closes when nobody sends it, or keeps it for the next answer.
final class OpenFile: Sendable {
    let handle: NIOFileHandle
    /// Bytes of the file.
    let size: Int

    /// - Returns: nil when there is no such file, or it cannot be read.
    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            return nil
        }
        size = Int(status.st_size)
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
    }

    deinit {
        // A handle must be closed before it goes; that it cannot be closed helps nobody.
        try? handle.close()
    }

    /// Whether the file is still in its place, and as long as it was.
    var isIntact: Bool {
        status.map { $0.st_nlink > 0 && Int($0.st_size) == size } ?? false
    }

    /// Whether it is still that long, wherever it is.
    func reaches(_ end: Int) -> Bool { status.map { Int($0.st_size) >= end } ?? false }

    private var status: stat? {
        var status = stat()
        let result = (try? handle.withUnsafeFileDescriptor { fstat($0, &status) }) ?? -1
        return result == 0 ? status : nil
    }

    /// The first bytes of the file, at most `count`.
    func start(_ count: Int) -> [UInt8] {
        var bytes = ByteBuffer()
        return read(0, min(count, size), into: &bytes) ? Array(bytes.readableBytesView) : []
    }

    /// Appends bytes of the file.
    ///
    /// - Returns: whether all of them were there.
    func read(_ offset: Int, _ count: Int, into buffer: inout ByteBuffer) -> Bool {
        let read = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            (try? handle.withUnsafeFileDescriptor { descriptor in
                max(0, pread(descriptor, target.baseAddress, count, off_t(offset)))
            }) ?? 0
        }
        return read == count
    }
}
