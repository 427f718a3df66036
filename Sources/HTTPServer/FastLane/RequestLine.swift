import Glibc

/// A request line as nearly all are written: `GET /… HTTP/1.1`. Lent for the request.
struct RequestLine {
    let target: UnsafeRawBufferPointer
    /// Bytes of the line with its end.
    var count: Int { Self.method.count + target.count + Self.version.count }

    private static let method = Array("GET ".utf8)
    private static let version = Array(" HTTP/1.1\r\n".utf8)

    /// - Parameters:
    ///   - bytes: begin with the line, and may hold more.
    ///   - limit: bytes of the target at most.
    /// - Returns: nil for any other line.
    init?(_ bytes: UnsafeRawBufferPointer, targetBytes limit: Int) {
        guard bytes.begins(with: Self.method), bytes.count > Self.method.count,
            bytes[Self.method.count] == UInt8(ascii: "/")
        else { return nil }
        let rest = UnsafeRawBufferPointer(
            rebasing: bytes[Self.method.count...].prefix(limit + 1))
        guard let start = rest.baseAddress,
            let space = memchr(start, Int32(UInt8(ascii: " ")), rest.count)
        else { return nil }
        let count = UnsafeRawPointer(space) - start
        let behind = UnsafeRawBufferPointer(rebasing: bytes[(Self.method.count + count)...])
        guard behind.begins(with: Self.version) else { return nil }
        target = UnsafeRawBufferPointer(rebasing: rest[..<count])
    }
}
