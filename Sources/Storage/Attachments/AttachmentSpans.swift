import AirtableAPI

/// Where the addresses of attachments stand in a record's body, found once when the record is
/// stored, so that serving it with other addresses is copying.
///
/// For each attachment: the length of its id (1 byte), that of its file name (2), how many addresses
/// there are (1), the id, the percent-encoded file name; then for each address in the order of the
/// body its begin and end (4 bytes each, between the quotation marks) and its rendition (1). Numbers
/// have the least byte first.
struct AttachmentSpans {
    private(set) var bytes: [UInt8] = []
    private let body: Int

    /// - Parameter body: where the record begins in the memory that cells are read from.
    init(body: Int) {
        self.body = body
    }

    /// Adds the attachments that a cell names.
    ///
    /// - Parameter range: a JSON array, already checked.
    mutating func add(
        cell range: Range<Int>, of page: UnsafeBufferPointer<UInt8>
    ) throws(JSONSyntaxError) {
        var scanner = JSONScanner(page, in: range)
        var isFirst = true
        try scanner.beginArray()
        while try scanner.nextElement(isFirst: isFirst) {
            isFirst = false
            if try scanner.peekKind() == .object {
                let found = try Self.attachment(&scanner)
                if let found { append(found) }
            } else {
                _ = try scanner.skipValue()
            }
        }
    }

    private struct Found {
        var id: [UInt8] = []
        var filename = ""
        var addresses: [(range: Range<Int>, rendition: Attachment.Rendition)] = []
    }

    private static func attachment(
        _ scanner: inout JSONScanner
    ) throws(JSONSyntaxError) -> Found? {
        var found = Found()
        var isFirst = true
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            let kind = try scanner.peekKind()
            switch (scanner.text(of: key), kind) {
            case ("id", .string): found.id = Array(scanner.text(of: try scanner.string()).utf8)
            case ("filename", .string): found.filename = scanner.text(of: try scanner.string())
            case ("url", .string):
                found.addresses.append((try scanner.string().range, .original))
            case ("thumbnails", .object): try thumbnails(&scanner, into: &found)
            default: _ = try scanner.skipValue()
            }
        }
        return Attachment.isPlain(found.id) && !found.addresses.isEmpty ? found : nil
    }

    private static func thumbnails(
        _ scanner: inout JSONScanner, into found: inout Found
    ) throws(JSONSyntaxError) {
        var isFirst = true
        try scanner.beginObject()
        while let size = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            let rendition = Attachment.Rendition(rawValue: scanner.text(of: size))
            guard let rendition, try scanner.peekKind() == .object else {
                _ = try scanner.skipValue()
                continue
            }
            var isFirstMember = true
            try scanner.beginObject()
            while let key = try scanner.nextKey(isFirst: isFirstMember) {
                isFirstMember = false
                if scanner.text(of: key) == "url", try scanner.peekKind() == .string {
                    found.addresses.append((try scanner.string().range, rendition))
                } else {
                    _ = try scanner.skipValue()
                }
            }
        }
    }

    private mutating func append(_ found: Found) {
        let name = Array(AttachmentAddresses.segment(found.filename).utf8)
        bytes.append(UInt8(found.id.count))
        bytes += [UInt8(name.count & 0xFF), UInt8(name.count >> 8)]
        bytes.append(UInt8(min(found.addresses.count, Int(UInt8.max))))
        bytes += found.id
        bytes += name
        let inOrder = found.addresses.prefix(Int(UInt8.max))
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
        for (range, rendition) in inOrder {
            append(UInt32(range.lowerBound - body))
            append(UInt32(range.upperBound - body))
            bytes.append(rendition.code)
        }
    }

    private mutating func append(_ number: UInt32) {
        for shift in [0, 8, 16, 24] as [UInt32] {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

extension Attachment.Rendition {
    /// The number by which spans name it.
    var code: UInt8 {
        switch self {
        case .original: 0
        case .small: 1
        case .large: 2
        case .full: 3
        }
    }

    /// Nil for a number that is none.
    init?(code: UInt8) {
        guard let match = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = match
    }
}
