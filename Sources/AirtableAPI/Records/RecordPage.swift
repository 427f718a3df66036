/// One page of a listing, cut into records without decoding them.
///
/// The answer's bytes are kept as they came; a record is a range of them. Creating a page checks the
/// whole text: UTF-8, JSON by RFC 8259, and that each record has an id, a creation time and fields.
public struct RecordPage: Sendable {
    /// Where a record and its parts lie in `bytes`.
    public struct Slice: Hashable, Sendable {
        /// The record object, from `{` to `}`.
        public let whole: Range<Int>
        /// The id, without its quotation marks.
        public let id: Range<Int>
        /// The creation time, without its quotation marks.
        public let createdTime: Range<Int>
        /// The object with the cells, from `{` to `}`.
        public let fields: Range<Int>
    }

    /// The answer as Airtable sent it.
    public let bytes: [UInt8]
    public let records: [Slice]
    /// Where the next page begins; nil on the last.
    public let offset: String?

    /// Cuts the body of a list answer.
    ///
    /// - Throws: `JSONSyntaxError` for what is truncated or not JSON, `WireFormatError` for JSON
    ///   that is not a page of records.
    public init(parsing bytes: [UInt8]) throws {
        guard JSONScanner.isValidUTF8(bytes) else {
            throw JSONSyntaxError(offset: 0, expected: "UTF-8")
        }
        (records, offset) = try bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer)
            return try Self.cut(&scanner, buffer)
        }
        self.bytes = bytes
    }

    /// The page of one record, from the body of a get-record answer.
    ///
    /// - Throws: as `init(parsing:)`.
    public init(parsingRecord bytes: [UInt8]) throws {
        guard JSONScanner.isValidUTF8(bytes) else {
            throw JSONSyntaxError(offset: 0, expected: "UTF-8")
        }
        records = try bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer)
            let slice = try Self.cutRecord(&scanner, buffer)
            try scanner.expectEnd()
            return [slice]
        }
        offset = nil
        self.bytes = bytes
    }

    /// The text in a range, such as a record's id.
    public func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    private static func cut(
        _ scanner: inout JSONScanner, _ buffer: UnsafeBufferPointer<UInt8>
    ) throws -> ([Slice], String?) {
        var records: [Slice]?
        var offset: String?
        var isFirst = true
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            switch scanner.text(of: key) {
            case "records":
                var slices: [Slice] = []
                slices.reserveCapacity(AirtableLimits.recordsPerPage)
                try scanner.beginArray()
                while try scanner.nextElement(isFirst: slices.isEmpty) {
                    slices.append(try cutRecord(&scanner, buffer))
                }
                records = slices
            case "offset":
                if try scanner.peekKind() == .string {
                    offset = scanner.text(of: try scanner.string())
                } else {
                    _ = try scanner.skipValue()
                }
            default: _ = try scanner.skipValue()
            }
        }
        try scanner.expectEnd()
        guard let records else { throw WireFormatError("records") }
        return (records, offset == "" ? nil : offset)
    }

    private static func cutRecord(
        _ scanner: inout JSONScanner, _ buffer: UnsafeBufferPointer<UInt8>
    ) throws -> Slice {
        guard try scanner.peekKind() == .object else { throw WireFormatError("records[]") }
        let start = scanner.position
        var id: Range<Int>?
        var createdTime: Range<Int>?
        var fields: Range<Int>?
        var isFirst = true
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            if matches(buffer, key, "id") {
                id = try plainString(&scanner, "records[].id")
            } else if matches(buffer, key, "createdTime") {
                createdTime = try plainString(&scanner, "records[].createdTime")
            } else if matches(buffer, key, "fields") {
                guard try scanner.peekKind() == .object else {
                    throw WireFormatError("records[].fields")
                }
                fields = try scanner.skipValue()
            } else {
                _ = try scanner.skipValue()
            }
        }
        guard let id, !id.isEmpty else { throw WireFormatError("records[].id") }
        guard let createdTime else { throw WireFormatError("records[].createdTime") }
        guard let fields else { throw WireFormatError("records[].fields") }
        return Slice(
            whole: start..<scanner.position, id: id, createdTime: createdTime, fields: fields)
    }

    /// Consumes a string that must stand for its own bytes, as ids and times do.
    private static func plainString(
        _ scanner: inout JSONScanner, _ path: String
    ) throws -> Range<Int> {
        guard try scanner.peekKind() == .string else { throw WireFormatError(path) }
        let token = try scanner.string()
        guard !token.hasEscapes else { throw WireFormatError(path) }
        return token.range
    }

    private static func matches(
        _ buffer: UnsafeBufferPointer<UInt8>, _ token: JSONScanner.StringToken,
        _ name: StaticString
    ) -> Bool {
        guard token.range.count == name.utf8CodeUnitCount, !token.hasEscapes else { return false }
        for (step, index) in token.range.enumerated() where buffer[index] != name.utf8Start[step] {
            return false
        }
        return true
    }
}
