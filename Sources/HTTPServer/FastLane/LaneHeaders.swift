import Glibc
import HTTPTypes

/// The header fields of a request that the fast lane understands: all that an answer may depend on.
///
/// It is strict. What a plain client does not send makes it nil, and the request takes the usual way:
/// it has no opinion about what HTTP allows beyond that.
final class LaneHeaders {
    /// The fields as they came, with the blank line. A client sends the same ones again and again, so
    /// the next request is understood by comparing.
    let block: [UInt8]
    /// What an answer depends on. Two requests of equal keys and targets have equal answers, but for the
    /// part of a file that they want.
    let key: [UInt8]
    let hash: UInt64
    /// The request id that the client wants to see again; nil for one of ours.
    let requestID: [UInt8]?
    let acceptsGzip: Bool
    /// Whether the client asks for the answer only if it does not have it.
    let isConditional: Bool
    /// The part of a file that the client wants; nil where it wants the whole.
    private let range: String?
    /// The last answer of `part`: clients that ask for the same part again send the same fields.
    private var known: (size: Int, part: FilePart?)?

    /// Reads header fields.
    ///
    /// - Parameter bytes: begin behind the request line, and may hold more than this request.
    /// - Returns: nil where they are not complete, not plain, or have a token that opens nothing.
    init?(_ bytes: UnsafeRawBufferPointer, tokens: BearerTokens, limits: HTTPLimits) {
        var reader = FieldReader(bytes.prefix(limits.laneHeadBytes))
        var values = Values()
        while let field = reader.next() {
            guard values.take(field.name, field.value) else { return nil }
        }
        // Files have addresses that need no token.
        let token = tokens.position(values.authorization.map { [$0] } ?? [])
        guard let length = reader.lengthToEnd, reader.count <= limits.headerFields,
            let host = values.host, !host.isEmpty,
            values.authorization == nil || token != nil
        else { return nil }
        if let requestID = values.requestID {
            guard RequestIdentifier.isEchoable(requestID, limits.requestIDLength) else {
                return nil
            }
        }
        requestID = values.requestID.map { Array($0.utf8) }
        acceptsGzip = QualityList.acceptsGzip(values.acceptEncoding)
        isConditional = values.ifNoneMatch != nil
        range = values.range
        block = Array(bytes.prefix(length))
        // Values hold no line ends, so the parts cannot run into one another.
        let parts = [
            token.map { String($0) }, acceptsGzip ? "gzip" : "", host, values.accept,
            values.ifNoneMatch, values.origin, values.range.map { _ in "" },
        ]
        key = Array(parts.map { $0.map { "=" + $0 } ?? "-" }.joined(separator: "\n").utf8)
        hash = key.withUnsafeBytes { LaneHash.hash($0) }
    }

    /// Whether the client may want a part of a file alone.
    var wantsPart: Bool { range != nil }

    /// What is to be sent of a file of that size; nil where it is no part that is not empty.
    func part(ofFile size: Int) -> FilePart? {
        if let known, known.size == size { return known.part }
        let part = FilePart(range, ofFile: size)
        known = (size, part)
        return part
    }

    private struct Values {
        var authorization: String?
        var accept: String?
        var acceptEncoding: String?
        var ifNoneMatch: String?
        var origin: String?
        var host: String?
        var requestID: String?
        var range: String?

        /// - Returns: false for a field that needs the usual way.
        mutating func take(_ name: String, _ value: String) -> Bool {
            switch name {
            case "authorization": Self.set(&authorization, value)
            case "accept": Self.set(&accept, value)
            case "accept-encoding": Self.set(&acceptEncoding, value)
            case "if-none-match": Self.set(&ifNoneMatch, value)
            case "origin": Self.set(&origin, value)
            case "host": Self.set(&host, value)
            case "x-request-id": Self.set(&requestID, value)
            case "range": Self.set(&range, value)
            case "connection": value.lowercased() == "keep-alive"
            case "content-length", "transfer-encoding", "expect", "upgrade", "http2-settings", "te",
                "trailer", "if-match", "if-range":
                false
            default: true
            }
        }

        private static func set(_ place: inout String?, _ value: String) -> Bool {
            defer { place = value }
            return place == nil
        }
    }

    /// Walks over the lines of header fields up to the blank one.
    private struct FieldReader {
        private let bytes: Slice<UnsafeRawBufferPointer>
        private var position: Int
        /// Bytes to the end of the blank line, once it was found.
        private(set) var lengthToEnd: Int?
        private(set) var count = 0

        init(_ bytes: Slice<UnsafeRawBufferPointer>) {
            self.bytes = bytes
            position = bytes.startIndex
        }

        /// The next field, its name in lower case; nil behind the last, and before anything odd.
        mutating func next() -> (name: String, value: String)? {
            let rest = bytes[position...]
            guard let lineFeed = rest.firstIndex(of: UInt8(ascii: "\n")), lineFeed > position,
                bytes[lineFeed - 1] == UInt8(ascii: "\r")
            else { return nil }
            let line = bytes[position..<(lineFeed - 1)]
            position = lineFeed + 1
            guard !line.isEmpty else {
                lengthToEnd = position - bytes.startIndex
                return nil
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                line[..<colon].allSatisfy(Self.isNameByte)
            else { return nil }
            var value = line[(colon + 1)...]
            while value.first == UInt8(ascii: " ") { value.removeFirst() }
            while value.last == UInt8(ascii: " ") { value.removeLast() }
            guard value.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
            count += 1
            return (
                String(decoding: line[..<colon], as: UTF8.self).lowercased(),
                String(decoding: value, as: UTF8.self)
            )
        }

        /// Letters, digits and hyphens: fewer than RFC 9110 allows, and all that is in use.
        private static func isNameByte(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}

/// A hash for looking up requests, with a seed of the process's own: nobody can choose requests that
/// fall on one another.
enum LaneHash {
    private static let seed = UInt64.random(in: .min ... .max)

    static func hash(_ bytes: UnsafeRawBufferPointer, _ start: UInt64 = 0) -> UInt64 {
        var state = seed ^ start ^ UInt64(truncatingIfNeeded: bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            state = mix(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(bytes[offset])
            offset += 1
        }
        return mix(state ^ rest)
    }

    /// A multiplication to 128 bits, folded: every bit of the factor reaches every bit of the result.
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes stand at the beginning.
    func begins(with bytes: [UInt8]) -> Bool {
        guard bytes.count <= count, let baseAddress else { return bytes.isEmpty }
        return memcmp(baseAddress, bytes, bytes.count) == 0
    }
}
