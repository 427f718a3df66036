public import HTTPTypes

/// The way to the files behind attachments: the network, or a simulator in the same process.
public protocol AttachmentTransport: Sendable {
    /// Fetches one address, as it stands: redirects are not followed, no token is sent.
    ///
    /// A transfer that stays silent for too long ends with `.timeout`.
    ///
    /// - Parameter receive: gets the head, then the body piece by piece. The next piece is not read
    ///   before it returns; what it throws ends the transfer and is thrown on.
    /// - Throws: `AirtableTransportError`, what `receive` throws, or `CancellationError`.
    func download(
        _ url: String,
        receive: @escaping @Sendable (AttachmentPart) async throws -> Void
    ) async throws
}

/// A part of an answer with a file.
public enum AttachmentPart: Sendable {
    case head(HTTPResponse.Status, HTTPFields)
    case bytes([UInt8])
}
