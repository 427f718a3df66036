import HTTPTypes
import Synchronization

/// The id that a request bears in its answer and in the log.
enum RequestIdentifier {
    /// The client's own, where it is short and visible ASCII; a new one otherwise.
    static func make(for headers: HTTPFields, maximumLength: Int) -> String {
        let values = headers[values: .xRequestID]
        if values.count == 1, isEchoable(values[0], maximumLength) { return values[0] }
        return String(decoding: new(), as: UTF8.self)
    }

    private static let count = Atomic<UInt64>(.random(in: .min ... .max))

    /// A new id: 16 hexadecimal digits. It tells requests apart and keeps no secret, so it is not asked of
    /// the system (SplitMix64).
    static func new() -> [UInt8] {
        var value = count.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        var digits: [UInt8] = []
        digits.reserveCapacity(16)
        HexDigits.append(value, to: &digits)
        return digits
    }

    static func isEchoable(_ text: String, _ maximumLength: Int) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength
            && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
