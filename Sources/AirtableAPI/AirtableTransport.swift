public import HTTPTypes

/// A request to Airtable, without the host: the transport knows where Airtable is.
public struct AirtableRequest: Sendable {
    /// Which of Airtable's hosts answers.
    public enum Service: Sendable, Hashable {
        /// `api.airtable.com`: all but one route.
        case api
        /// `content.airtable.com`: the upload of an attachment's bytes.
        case content
    }

    public var service = Service.api
    public var method: HTTPRequest.Method
    /// Path and query, percent-encoded, from `/v0` on.
    public var path: String
    public var headerFields: HTTPFields
    public var body: [UInt8]

    public init(
        method: HTTPRequest.Method = .get, path: String, headerFields: HTTPFields = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.headerFields = headerFields
        self.body = body
    }
}

/// Airtable's answer, whole.
public struct AirtableResponse: Sendable {
    public var status: HTTPResponse.Status
    public var headerFields: HTTPFields
    public var body: [UInt8]

    public init(
        status: HTTPResponse.Status, headerFields: HTTPFields = [:], body: [UInt8] = []
    ) {
        self.status = status
        self.headerFields = headerFields
        self.body = body
    }
}

/// Why no whole answer came.
public struct AirtableTransportError: Error, Sendable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        /// The answer did not arrive within the time allowed.
        case timeout
        /// No connection could be made: refused, unknown host, TLS failure.
        case connectionFailed
        /// The connection ended before the answer did.
        case connectionBroken
        /// The answer was larger than the transport accepts.
        case answerTooLarge
    }

    public let reason: Reason
    /// The cause in words; never a token or a cell value.
    public let detail: String

    public init(_ reason: Reason, detail: String) {
        self.reason = reason
        self.detail = detail
    }

    public var description: String { "\(reason.rawValue): \(detail)" }
}

/// The way to Airtable: the network, or a simulator in the same process.
public protocol AirtableTransport: Sendable {
    /// Sends one request and returns the whole answer, whatever its status.
    ///
    /// - Parameter timeout: the longest time until the last byte of the answer.
    /// - Throws: `AirtableTransportError`, or `CancellationError` when the task was cancelled.
    func send(_ request: AirtableRequest, timeout: Duration) async throws -> AirtableResponse
}
