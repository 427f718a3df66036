import AirtableAPI

/// The path and query of a request, decoded once and strictly.
///
/// Segments are cut before they are decoded: `%2F` in a table's name is a part of the name.
struct RequestTarget: Sendable {
    let segments: [String]
    let query: QueryString
    /// The query as it came, without its question mark.
    let rawQuery: String

    /// - Throws: `HTTPServerError.invalidPath` or `.invalidParameter`.
    init(_ text: String) throws(HTTPServerError) {
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw HTTPServerError(
                .invalidPath, "The path of the request is not one.", hint: "It begins with '/'.")
        }
        let end = text.utf8.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
        let mark = text.utf8[..<end].firstIndex(of: UInt8(ascii: "?"))
        segments = try Self.segments(text.utf8[..<(mark ?? end)])
        rawQuery = mark.map { String(text[text.utf8.index(after: $0)..<end]) } ?? ""
        query = rawQuery.isEmpty ? QueryString() : try Self.query(rawQuery)
    }

    /// One slash at the end is allowed and means nothing.
    private static func segments(
        _ path: Substring.UTF8View
    ) throws(HTTPServerError) -> [String] {
        if let segments = path.withContiguousStorageIfAvailable(plainSegments) ?? nil {
            return segments
        }
        var parts = path.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        if parts.last?.isEmpty == true { parts.removeLast() }
        var segments: [String] = []
        for part in parts {
            guard isText(part), let text = QueryString.decode(part), isText(text) else {
                throw HTTPServerError(
                    .invalidPath, "The path holds a broken percent escape, a NUL or no UTF-8.",
                    hint: "Percent-encode names as UTF-8, such as 'Caf%C3%A9'.")
            }
            segments.append(text)
        }
        return segments
    }

    /// Segments of visible ASCII without percent escapes, as nearly all are; nil for others.
    private static func plainSegments(_ path: UnsafeBufferPointer<UInt8>) -> [String]? {
        let isPlain = path.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "%") }
        guard isPlain else { return nil }
        var segments = path.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if segments.last?.isEmpty == true { segments.removeLast() }
        return segments
    }

    private static func query(_ text: String) throws(HTTPServerError) -> QueryString {
        guard isText(text), let query = QueryString(parsing: text),
            query.items.allSatisfy({ isText($0.name) && isText($0.value) })
        else {
            throw HTTPServerError(
                .invalidParameter, "The query holds a broken percent escape, a NUL or no UTF-8.",
                hint: "Percent-encode names and values as UTF-8; a percent sign itself is '%25'.")
        }
        return query
    }

    /// The parser hands over bytes that are no UTF-8 as U+FFFD, which no name needs.
    private static func isText(_ text: some StringProtocol) -> Bool {
        let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.allSatisfy { $0 < 0x80 && $0 != 0 }
        }
        return isPlain == true
            || text.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" && $0 != "\0" }
    }
}
