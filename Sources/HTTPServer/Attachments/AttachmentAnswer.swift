import AirtableAPI
import HTTPTypes
import NIOCore
import Storage

/// The answer with a file: what of it is sent, and the headers that keep it harmless.
struct AttachmentAnswer {
    private let file: AttachmentFiles.File
    private let body: OpenFile?
    private let isPublic: Bool

    init(_ file: AttachmentFiles.File, _ body: OpenFile?, isPublic: Bool) {
        self.file = file
        self.body = body
        self.isPublic = isPublic
    }

    func answer(to request: HTTPRequest) -> Answer {
        let size = file.blob.size
        var headers = headers
        // In the order of RFC 9110, section 13.2.2. There is no time of modification, so that
        // conditions on one are ignored.
        let wanted = request.headerFields[values: .ifMatch]
        if !wanted.isEmpty, match(wanted, isWeak: false) == nil {
            return Answer(status: .preconditionFailed, headers: [.eTag: tag])
        }
        if let matched = match(request.headerFields[values: .ifNoneMatch], isWeak: true) {
            headers[.contentDisposition] = nil
            headers[.eTag] = matched
            return Answer(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.type.mediaType
        switch range(request) {
        case .whole: return Answer(headers: headers, body: .file(part(0..<size)))
        case .part(let range):
            headers[.contentRange] = ByteRange.text(range, of: size)
            return Answer(status: .partialContent, headers: headers, body: .file(part(range)))
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            headers[.contentType] = nil
            headers[.contentDisposition] = nil
            headers[.cacheControl] = "no-store"
            return Answer(status: .rangeNotSatisfiable, headers: headers)
        }
    }

    /// The hash of the content: equal tags mean equal bytes, whatever the address.
    private var tag: String { "\"\(file.blob.hash)\"" }

    private var headers: HTTPFields {
        var headers: HTTPFields = [
            .eTag: tag, .acceptRanges: "bytes",
            // The bytes behind an attachment's id never change.
            .cacheControl: "\(isPublic ? "public" : "private"), max-age=31536000, immutable",
            .xContentTypeOptions: "nosniff",
            .contentDisposition: file.type.disposition(file.entry.filename),
        ]
        // Whatever opens it all the same runs nothing.
        if !file.type.isShown { headers[.contentSecurityPolicy] = "sandbox; default-src 'none'" }
        return headers
    }

    private func range(_ request: HTTPRequest) -> ByteRange {
        // Ranges are defined for GET alone (RFC 9110, section 14.2).
        guard request.method == .get else { return .whole }
        // A range of a file that the client has in another version would be a part of nothing.
        if let condition = request.headerFields[.ifRange], condition != tag { return .whole }
        return ByteRange(request.headerFields[.range], size: file.blob.size)
    }

    private func part(_ range: Range<Int>) -> FileBody {
        guard let body = file.body(range, body) else {
            preconditionFailure("a file is in memory or open")
        }
        return body
    }

    /// The tag where a condition's list names it.
    ///
    /// - Parameter isWeak: whether a tag that is marked as a weak one counts.
    private func match(_ values: [String], isWeak: Bool) -> String? {
        for value in values {
            for part in value.split(separator: ",") {
                var candidate = part.trimming { $0 == " " || $0 == "\t" }
                if isWeak, candidate.hasPrefix("W/") { candidate = candidate.dropFirst(2) }
                if candidate == "*" || candidate == tag { return tag }
            }
        }
        return nil
    }
}
