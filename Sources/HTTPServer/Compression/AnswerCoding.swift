import HTTPTypes
import NIOCore
import NIOPosix

/// Chooses the content coding of an answer and applies it (RFC 9110, section 12.5.3).
struct AnswerCoding {
    private let acceptsGzip: Bool
    private let limits: HTTPLimits

    init(_ request: HTTPRequest, limits: HTTPLimits) {
        acceptsGzip = QualityList.acceptsGzip(request.headerFields[.acceptEncoding])
        self.limits = limits
    }

    /// The body as it is sent. Small ones stay plain; large ones are compressed on another thread.
    func encode(_ body: ByteBuffer, headers: inout HTTPFields) async throws -> ByteBuffer {
        headers.addVary("Accept-Encoding")
        guard acceptsGzip, body.readableBytes >= limits.compressedBytes else { return body }
        markCompressed(&headers)
        guard body.readableBytes >= limits.inlineCompressedBytes else { return Self.gzip(body) }
        return try await NIOThreadPool.singleton.runIfActive { Self.gzip(body) }
    }

    private static func gzip(_ body: ByteBuffer) -> ByteBuffer {
        var gzip = Gzip()
        var output = ByteBufferAllocator().buffer(capacity: body.readableBytes / 3)
        body.withUnsafeReadableBytes { gzip.compress($0, into: &output) }
        gzip.finish(into: &output)
        return output
    }

    /// Whether an export is compressed. Its size is not known beforehand and usually large.
    func encodesExport(headers: inout HTTPFields) -> Bool {
        headers.addVary("Accept-Encoding")
        if acceptsGzip { markCompressed(&headers) }
        return acceptsGzip
    }

    private func markCompressed(_ headers: inout HTTPFields) {
        headers[.contentEncoding] = "gzip"
        if let tag = headers[.eTag], tag.hasSuffix("\"") {
            headers[.eTag] = tag.dropLast() + EntityTag.compressedSuffix + "\""
        }
    }
}
