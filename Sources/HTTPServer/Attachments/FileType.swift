import AirtableAPI

/// How a file is presented to a browser: its media type, and whether it may be shown.
///
/// Only what no browser runs is shown in place; everything else, known or not, is saved.
struct FileType: Equatable, Sendable {
    let mediaType: String
    let isShown: Bool

    private static let shown: Set<String> = [
        "application/json", "application/pdf", "image/avif", "image/bmp", "image/gif",
        "image/heic", "image/heif", "image/jpeg", "image/png", "image/tiff", "image/webp",
        "image/x-icon", "text/csv", "text/markdown", "text/plain",
    ]

    /// Types by the endings of names, for files whose type Airtable does not tell.
    private static let byEnding: [String: String] = [
        "avif": "image/avif", "csv": "text/csv", "gif": "image/gif", "htm": "text/html",
        "html": "text/html", "jpeg": "image/jpeg", "jpg": "image/jpeg",
        "json": "application/json", "md": "text/markdown", "mp3": "audio/mpeg",
        "mp4": "video/mp4", "pdf": "application/pdf", "png": "image/png",
        "svg": "image/svg+xml", "txt": "text/plain", "wav": "audio/wav", "webp": "image/webp",
        "xml": "application/xml", "zip": "application/zip",
    ]

    /// - Parameter type: as Airtable gives it; what is no media type counts as unknown.
    init(type: String?, filename: String) {
        let ending = filename.split(separator: ".").last.map { $0.lowercased() } ?? ""
        self.init(
            type.flatMap(Self.plain) ?? Self.byEnding[ending] ?? "application/octet-stream")
    }

    /// The type of a thumbnail, which Airtable does not tell.
    ///
    /// - Parameter start: the first bytes of the file.
    init(start: some Collection<UInt8>) {
        let signatures: [(bytes: [UInt8], type: String)] = [
            ([0x89, 0x50, 0x4E, 0x47], "image/png"), ([0xFF, 0xD8, 0xFF], "image/jpeg"),
            (Array("GIF8".utf8), "image/gif"), (Array("RIFF".utf8), "image/webp"),
        ]
        let found = signatures.first { start.starts(with: $0.bytes) }
        self.init(found?.type ?? "application/octet-stream")
    }

    private init(_ plain: String) {
        isShown =
            Self.shown.contains(plain) || plain.hasPrefix("audio/") || plain.hasPrefix("video/")
        mediaType = plain.hasPrefix("text/") ? plain + "; charset=utf-8" : plain
    }

    /// A type and a subtype of letters, digits and the few signs that occur, without parameters.
    private static func plain(_ text: String) -> String? {
        let type = text.prefix { $0 != ";" }.lowercased()
        let halves = type.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = type.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                || "/+-._".utf8.contains(byte)
        }
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty, isPlain,
            type.utf8.count <= 127
        else { return nil }
        return type
    }

    /// `Content-Disposition` by RFC 6266: the name in ASCII for old clients, and as it is.
    func disposition(_ filename: String) -> String {
        let name = Self.harmless(filename)
        let plain = name.unicodeScalars.map { scalar in
            scalar.isASCII && scalar != "\"" && scalar != "%" ? Character(scalar) : "_"
        }
        let kind = isShown ? "inline" : "attachment"
        return
            "\(kind); filename=\"\(String(plain))\"; filename*=UTF-8''\(QueryString.encode(name))"
    }

    /// A name that a file may be saved under. Of a long one the ending stays: it says what the file is.
    private static func harmless(_ filename: String) -> String {
        let scalars = filename.unicodeScalars.filter(isHarmless)
        let name = String(String.UnicodeScalarView(scalars))[...].trimming { $0 == " " }
        // Dots alone are steps between folders, or no name at all.
        guard name.contains(where: { $0 != "." && $0 != " " }) else { return "file" }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let ending = name[dot...].utf8.count <= endingBytes ? name[dot...] : name[name.endIndex...]
        // By scalars: what shows as one letter may be longer than a name can be.
        var stem = name[..<ending.startIndex].unicodeScalars
        while Substring(stem).utf8.count + ending.utf8.count > nameBytes { stem.removeLast() }
        return String(Substring(stem)) + ending
    }

    /// Bytes that a name on disk may have on all usual file systems.
    private static let nameBytes = 255
    /// Bytes of an ending, with its dot, that is kept whole.
    private static let endingBytes = 16

    /// Neither a control character nor a step between folders, nor a mark that turns the direction of
    /// writing and so hides an ending.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: scalar != "/" && scalar != "\\"
        }
    }
}
