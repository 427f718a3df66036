import HTTPTypes

/// The id that a request bears in its answer and in the log.
enum RequestIdentifier {
    /// The client's own, where it is short and visible ASCII; a new one otherwise.
    static func make(for headers: HTTPFields, maximumLength: Int) -> String {
        let values = headers[values: .xRequestID]
        if values.count == 1, isEchoable(values[0], maximumLength) { return values[0] }
        var digits: [UInt8] = []
        HexDigits.append(.random(in: .min ... .max), to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    static func isEchoable(_ text: String, _ maximumLength: Int) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength
            && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
