/// The first and the last bytes of a file whose size nobody told: thumbnails are pictures, and most
/// kinds of pictures say where they end.
struct PictureEnds {
    /// Some writers leave a few bytes behind the end of a JPEG.
    private static let tailBytes = 1_024

    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var count = 0

    mutating func take(_ bytes: [UInt8]) {
        count += bytes.count
        if head.count < 12 { head += bytes.prefix(12 - head.count) }
        tail = Array((tail + bytes.suffix(Self.tailBytes)).suffix(Self.tailBytes))
    }

    /// False for a PNG, JPEG, GIF or WebP that is cut off; true for it whole, and for all else.
    var fit: Bool {
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            return tail.suffix(8).starts(with: "IEND".utf8)
        }
        if head.starts(with: [0xFF, 0xD8, 0xFF]) {
            return zip(tail, tail.dropFirst()).contains { $0 == (0xFF, 0xD9) }
        }
        if head.starts(with: "GIF8".utf8) { return tail.last == 0x3B }
        if head.starts(with: "RIFF".utf8), head.count == 12 {
            let size = head[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
            return count >= size + 8
        }
        return true
    }
}
