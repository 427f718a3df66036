import AirtableAPI
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
        let state = count.wrappingAdd(SplitMix64.increment, ordering: .relaxed).newValue
        var digits: [UInt8] = []
        digits.reserveCapacity(16)
        HexDigits.append(SplitMix64.mixed(state), to: &digits)
        return digits
    }

    static func isEchoable(_ text: String, _ maximumLength: Int) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength
            && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
