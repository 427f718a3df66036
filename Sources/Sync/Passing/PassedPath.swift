import AirtableAPI

/// A path below `/v0` that may be passed on: of one base, and of nothing else.
///
/// Airtable's token may reach more bases than are kept here. A server may read `..` and an escaped
/// slash in ways of its own, so what could be read as another path is refused.
struct PassedPath: Sendable {
    /// The decoded segments after the base: those of the table's route, or after `meta/bases/app…`
    /// and `bases/app…`, which stand in `area`.
    let segments: [String]
    let area: Area

    enum Area: Sendable, Hashable {
        case records, schema, webhooks
    }

    /// - Parameters:
    ///   - path: percent-encoded, without `/v0` and query; a slash at either end means nothing.
    ///   - base: the base that the caller named.
    /// - Throws: `PassingError`.
    init(_ path: String, base: BaseID) throws(PassingError) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        if parts.first == "" { parts = parts.dropFirst() }
        if parts.last == "" { parts = parts.dropLast() }
        var segments: [String] = []
        for part in parts {
            guard let segment = Self.segment(part) else { throw Self.bad }
            segments.append(segment)
        }
        if segments.count >= 3, segments[0] == "meta", segments[1] == "bases" {
            area = .schema
            segments.removeFirst(2)
        } else if segments.count >= 3, segments[0] == "bases", segments[2] == "webhooks" {
            area = .webhooks
            segments.removeFirst()
        } else {
            area = .records
        }
        guard segments.first == base.rawValue else {
            throw segments.first.map(BaseID.isWellFormed) == true
                ? PassingError.unknownBase : Self.bad
        }
        self.segments = Array(segments.dropFirst())
    }

    /// A segment, decoded; nil for one that could lead elsewhere.
    private static func segment(_ text: Substring) -> String? {
        guard !text.isEmpty, text.utf8.allSatisfy(isPlain),
            let segment = QueryString.decode(text)
        else { return nil }
        let hasControls = segment.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        let leadsUp = segment.split(whereSeparator: { "/\\".contains($0) })
            .contains { $0.allSatisfy { $0 == "." } }
        return hasControls || leadsUp ? nil : segment
    }

    /// Whether a byte may stand in a path or a query as it is (RFC 3986, section 3.3 and 3.4).
    static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !##""#<>\^`{|}?"##.utf8.contains(byte)
    }

    /// The path from `/v0` on, percent-encoded anew.
    func text(_ base: BaseID) -> String {
        let prefix =
            switch area {
            case .records: ""
            case .schema: "/meta/bases"
            case .webhooks: "/bases"
            }
        return "/v0" + prefix
            + ([base.rawValue] + segments).map { "/" + QueryString.encode($0) }.joined()
    }

    /// Whether it is the route that takes the bytes of an attachment, on a host of its own.
    var isUpload: Bool {
        area == .records && segments.count == 3 && segments[2] == "uploadAttachment"
    }

    private static let bad = PassingError(.badPath, "The path is none that is passed on.")
}

extension AirtableRequest {
    /// A query with its question mark; nothing for none.
    ///
    /// Not every client escapes what it has to. A query with bytes that no query has is encoded anew;
    /// any other is passed on as it came.
    ///
    /// - Throws: `PassingError` for one that cannot be read, or where the URL is longer than Airtable
    ///   takes.
    static func passedQuery(_ query: String?, path: String) throws(PassingError) -> String {
        guard var query, !query.isEmpty else { return "" }
        if !query.utf8.allSatisfy({ PassedPath.isPlain($0) || "?[]{}|^`".utf8.contains($0) }) {
            guard let read = QueryString(parsing: query) else {
                throw PassingError(.badPath, "The query is not percent-encoded.")
            }
            query = read.text
        }
        guard path.utf8.count + query.utf8.count < AirtableLimits.urlLength else {
            throw PassingError(.tooLarge, "The URL is longer than Airtable takes.")
        }
        return "?" + query
    }
}
