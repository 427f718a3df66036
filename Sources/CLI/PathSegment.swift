/// A text as a segment of a path in a URL.
enum PathSegment {
    /// What is not unreserved by RFC 3986 is percent-encoded.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain
                ? String(Character(Unicode.Scalar(byte)))
                : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
