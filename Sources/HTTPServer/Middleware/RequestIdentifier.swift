import HTTPTypes

/// The id that a request bears in its answer and in the log.
enum RequestIdentifier {
    /// The client's own, where it is short and visible ASCII; a new one otherwise.
    static func make(for headers: HTTPFields, maximumLength: Int) -> String {
        let values = headers[values: .xRequestID]
        if values.count == 1, isEchoable(values[0], maximumLength) { return values[0] }
        let number = UInt64.random(in: .min ... .max)
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func isEchoable(_ text: String, _ maximumLength: Int) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength
            && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
