import NIOCore

/// A gzip stream (RFC 1952): bytes go in by and by, a complete file comes out.
struct Gzip {
    private var deflate = Deflate()
    private var checksum: UInt32 = 0xFFFF_FFFF
    private var length: UInt32 = 0
    private var hasBegun = false

    /// Appends what the stream has to say about `input` so far; the rest waits for more.
    mutating func compress(_ input: UnsafeRawBufferPointer, into output: inout ByteBuffer) {
        begin(&output)
        for byte in input {
            checksum = Self.table[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)] ^ (checksum >> 8)
        }
        length &+= UInt32(truncatingIfNeeded: input.count)
        deflate.compress(input, into: &output)
    }

    /// Appends the end. Nothing may be compressed afterwards.
    mutating func finish(into output: inout ByteBuffer) {
        begin(&output)
        deflate.finish(into: &output)
        output.writeInteger(~checksum, endianness: .little)
        output.writeInteger(length, endianness: .little)
    }

    /// No name, no time: equal bodies give equal bytes, as a strong entity tag promises.
    private mutating func begin(_ output: inout ByteBuffer) {
        guard !hasBegun else { return }
        hasBegun = true
        output.writeBytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
    }

    /// CRC-32 with the reflected polynomial 0xEDB88320, of each byte.
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }
}
