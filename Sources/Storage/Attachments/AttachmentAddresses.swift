package import AirtableAPI

/// What stands in served records in place of Airtable's expiring addresses.
///
/// An address is `PREFIX/ID/NAME` for a file and `PREFIX/ID/RENDITION/NAME` for a thumbnail, with
/// `?signature=…` behind it where one is wanted.
package struct AttachmentAddresses: Sendable {
    /// Everything before an attachment's id, such as `https://aircache.example.com/attachments/`.
    package let prefix: String
    private let prefixBytes: [UInt8]
    /// When the signatures end, in seconds since 1970; nil without signatures.
    package let expiry: Int?
    private let sign: Signature?

    /// Appends the signature of an attachment's addresses.
    ///
    /// - Parameter id: the attachment's id.
    package typealias Signature =
        @Sendable (_ id: UnsafeRawBufferPointer, _ output: inout [UInt8]) -> Void

    /// - Parameters:
    ///   - prefix: ASCII that a JSON string may hold as it is, ending with a slash.
    ///   - expiry: when the signatures end.
    ///   - signature: ASCII that a query may hold as it is; nil for none.
    package init(
        prefix: String, until expiry: Int? = nil, signature: Signature? = nil
    ) {
        self.prefix = prefix
        self.expiry = expiry
        prefixBytes = Array(prefix.utf8)
        sign = signature
    }

    /// The address of a file.
    package func address(
        _ id: AttachmentID, _ rendition: Attachment.Rendition = .original, filename: String
    ) -> String {
        let size = rendition == .original ? "" : rendition.rawValue + "/"
        var query: [UInt8] = []
        Array(id.rawValue.utf8).withUnsafeBytes { append(signatureOf: $0, to: &query) }
        return prefix + id.rawValue + "/" + size + Self.segment(filename)
            + String(decoding: query, as: UTF8.self)
    }

    private func append(signatureOf id: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        guard let sign else { return }
        output += Self.signatureStart
        sign(id, &output)
    }

    private static let signatureStart = Array("?signature=".utf8)

    /// A file's name as one segment of a path, percent-encoded, never empty and of bounded length.
    ///
    /// `.` and `..` would be taken for steps in the path, encoded or not; control characters, and
    /// what stands for broken text, are no part of any path that the server takes.
    package static func segment(_ filename: String) -> String {
        let scalars = filename.unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F && $0 != "\u{FFFD}"
        }
        var name = String(String.UnicodeScalarView(scalars))[...]
        while name.utf8.count > StorageLimits.filenameBytes { name = name.dropLast() }
        if name.isEmpty { return "file" }
        if name == "." || name == ".." { name = "_" + name }
        return QueryString.encode(String(name))
    }

    /// Copies a record's body with our addresses in it.
    ///
    /// - Parameters:
    ///   - spans: as `AttachmentSpans` wrote them for this very body.
    ///   - output: gets the record behind what it holds.
    /// - Throws: `StorageError.corrupt` when the spans do not fit the body.
    func rewrite(
        _ body: UnsafeRawBufferPointer, _ spans: UnsafeRawBufferPointer,
        into output: inout [UInt8]
    ) throws(StorageError) {
        var reader = SpanReader(spans)
        var position = 0
        var query: [UInt8] = []
        while let header = try reader.header() {
            query.removeAll(keepingCapacity: true)
            append(signatureOf: UnsafeRawBufferPointer(rebasing: header.id), to: &query)
            for _ in 0..<header.count {
                let span = try reader.span()
                guard span.range.lowerBound >= position, span.range.upperBound <= body.count else {
                    throw SpanReader.misfit
                }
                output.append(contentsOf: body[position..<span.range.lowerBound])
                output += prefixBytes
                output.append(contentsOf: header.id)
                output.append(UInt8(ascii: "/"))
                if span.rendition != .original {
                    output += span.rendition.rawValue.utf8
                    output.append(UInt8(ascii: "/"))
                }
                output.append(contentsOf: header.name)
                output += query
                position = span.range.upperBound
            }
        }
        output.append(contentsOf: body[position...])
    }
}

/// Walks over what `AttachmentSpans` wrote.
private struct SpanReader {
    struct Header {
        let id: Slice<UnsafeRawBufferPointer>
        let name: Slice<UnsafeRawBufferPointer>
        let count: Int
    }

    static let misfit = StorageError(
        .corrupt, "A record's list of attachments does not fit it.",
        hint: "Ask for a refresh: it builds a new generation.")

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next attachment; nil at the end.
    mutating func header() throws(StorageError) -> Header? {
        guard position < bytes.count else { return nil }
        guard position + 4 <= bytes.count else { throw Self.misfit }
        let idLength = Int(bytes[position])
        let nameLength = Int(bytes[position + 1]) | Int(bytes[position + 2]) << 8
        let count = Int(bytes[position + 3])
        let id = position + 4
        let name = id + idLength
        position = name + nameLength
        guard position <= bytes.count else { throw Self.misfit }
        return Header(id: bytes[id..<name], name: bytes[name..<position], count: count)
    }

    mutating func span() throws(StorageError) -> (
        range: Range<Int>, rendition: Attachment.Rendition
    ) {
        guard position + 9 <= bytes.count,
            let rendition = Attachment.Rendition(code: bytes[position + 8])
        else { throw Self.misfit }
        let (start, end) = (number(at: position), number(at: position + 4))
        guard start <= end else { throw Self.misfit }
        position += 9
        return (start..<end, rendition)
    }

    private func number(at offset: Int) -> Int {
        Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
}

/// Lends records to whoever serves them, with the addresses that are wanted in them.
///
/// Records without attachments are lent as they lie in the file.
final class BodyLender {
    private let addresses: AttachmentAddresses?
    private var rewritten: [UInt8] = []

    init(_ addresses: AttachmentAddresses?, _ table: StoredTable) {
        self.addresses = table.mayHoldAttachments ? addresses : nil
    }

    /// - Parameters:
    ///   - body: the column with the record's text.
    ///   - attachments: the column with the spans.
    func lend<R>(
        _ statement: SQLiteStatement, body: Int32, attachments: Int32,
        _ use: (UnsafeRawBufferPointer) throws -> R
    ) throws -> R {
        guard let addresses, !statement.isNull(attachments) else {
            return try statement.withText(body, use)
        }
        rewritten.removeAll(keepingCapacity: true)
        try statement.withBlob(attachments) { spans in
            try statement.withText(body) { text in
                try addresses.rewrite(text, spans, into: &rewritten)
            }
        }
        return try rewritten.withUnsafeBytes(use)
    }
}
