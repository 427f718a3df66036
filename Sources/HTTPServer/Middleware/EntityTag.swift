import HTTPTypes

/// The strong validator of an answer (RFC 9110, section 8.8.3).
///
/// It hangs on the generation and the table's version, so it is known before any query.
struct EntityTag: Sendable {
    /// Added where the body was compressed: other bytes need another tag.
    static let compressedSuffix = "-gzip"

    private let opaque: String

    /// - Parameters:
    ///   - generation: never used twice for a base, so a rollback cannot revive a tag.
    ///   - version: the table's, or the number of the commit for what concerns the whole base.
    ///   - parts: everything else that the body depends on.
    init(generation: Int, version: Int64, parts: [String]) {
        var hash = TextHash()
        for part in parts { hash.add(part) }
        self.init(generation: generation, version: version, hash: hash)
    }

    /// - Parameter hash: over the parts.
    init(generation: Int, version: Int64, hash: TextHash) {
        let quoted = Self.bytes(generation: generation, version: version, hash: hash)
        opaque = String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    }

    /// The tag as headers have it, in quotes.
    static func bytes(generation: Int, version: Int64, hash: TextHash) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(48)
        output.append(UInt8(ascii: "\""))
        output.append(decimal: generation)
        output.append(UInt8(ascii: "."))
        output.append(decimal: Int(version))
        output.append(UInt8(ascii: "."))
        HexDigits.append(hash.value, to: &output)
        output.append(UInt8(ascii: "\""))
        return output
    }

    func text(isCompressed: Bool = false) -> String {
        "\"" + opaque + (isCompressed ? Self.compressedSuffix : "") + "\""
    }

    /// The tag by which the client has the answer already, by weak comparison; nil if it has not.
    ///
    /// A compressed and a plain body of one tag say the same, so either will do.
    ///
    /// - Parameter matchesAny: whether `*` counts, that is whether the answer is known to exist.
    func match(_ headers: HTTPFields, matchesAny: Bool) -> String? {
        for value in headers[values: .ifNoneMatch] {
            for part in value.split(separator: ",") {
                var candidate = part.trimming(while: { $0 == " " || $0 == "\t" })
                if candidate == "*" {
                    if matchesAny { return text() }
                    continue
                }
                if candidate.hasPrefix("W/") { candidate = candidate.dropFirst(2) }
                if candidate == text() || candidate == text(isCompressed: true) {
                    return String(candidate)
                }
            }
        }
        return nil
    }
}

extension Substring {
    func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = self.drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
