/// A 64-bit hash of bytes: FNV-1a, and a last mixing so that all bits of the result are alike.
///
/// It tells different answers of one address apart. It is no defence against somebody who looks for two
/// texts of one hash, and need not be: who made them would mislead nobody but himself.
struct TextHash: Sendable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Adds a text with its length, so that `ab` and `c` differ from `a` and `bc`.
    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var length = UInt32(truncatingIfNeeded: bytes.count)
        for _ in 0..<4 {
            mix(UInt8(truncatingIfNeeded: length))
            length >>= 8
        }
        for byte in bytes { mix(byte) }
    }

    var value: UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 32)) &* 0xD6E8_FEB8_6659_FD93
        mixed = (mixed ^ (mixed >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return mixed ^ (mixed >> 32)
    }

    private mutating func mix(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
}
