/// An attachment as a cell names it: the identity of a file, and where it can be had for a while.
public struct Attachment: Hashable, Sendable {
    /// One of the files behind an attachment: the file itself, or a thumbnail of it.
    public enum Rendition: String, Sendable, Hashable, CaseIterable {
        case original
        case small, large, full
    }

    public var id: AttachmentID
    public var filename: String
    /// Bytes of the file; nil while Airtable does not know it.
    public var size: Int?
    /// The media type, as Airtable was told or guessed it.
    public var type: String?
    /// Where the files are. Airtable signs these addresses; they expire two hours after they were
    /// read, and are others with every reading.
    public var urls: [Rendition: String]

    public init(
        id: AttachmentID, filename: String, size: Int? = nil, type: String? = nil,
        urls: [Rendition: String] = [:]
    ) {
        self.id = id
        self.filename = filename
        self.size = size
        self.type = type
        self.urls = urls
    }

    /// Reads an element of an attachment cell; nil for what is none.
    public init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, Self.isPlain(id.utf8) else { return nil }
        var urls: [Rendition: String] = [:]
        urls[.original] = json["url"]?.string
        for rendition in Rendition.allCases where rendition != .original {
            urls[rendition] = json["thumbnails"]?[rendition.rawValue]?["url"]?.string
        }
        self.init(
            id: AttachmentID(id), filename: json["filename"]?.string ?? "",
            size: json["size"]?.integer, type: json["type"]?.string, urls: urls)
    }

    /// The attachments in a cell; none in a cell of another kind.
    public static func all(in cell: JSONValue?) -> [Attachment] {
        (cell?.array ?? []).compactMap { Attachment($0) }
    }

    /// Whether a text can be an attachment's id: `att`, then ASCII letters and digits. Such an id
    /// can stand in a path or a file name as it is.
    public static func isPlain(_ id: some Collection<UInt8>) -> Bool {
        (4...AirtableLimits.attachmentIDLength).contains(id.count)
            && id.starts(with: AttachmentID.prefix.utf8)
            && id.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
    }
}

extension FieldConfiguration {
    /// Whether cells may name attachments: the field itself, a lookup of one, and what is not known.
    public var mayHoldAttachments: Bool {
        switch type {
        case .multipleAttachments: true
        case .multipleLookupValues, .rollup, .formula: result?.mayHoldAttachments ?? true
        default: !FieldType.known.contains(type)
        }
    }
}
