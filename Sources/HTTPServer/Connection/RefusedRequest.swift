import HTTPTypes

/// A request that is refused before it is understood.
///
/// `RequestGuard` puts one in the place of what it refuses. So the refusal takes its turn among
/// pipelined answers, and gets a body, a request id and a line in the log like every other answer.
/// Its method says the reason; the parser lets no client send such a method.
enum RefusedRequest: String, CaseIterable {
    case malformed = "REFUSED-MALFORMED"
    case targetTooLong = "REFUSED-TARGET"
    case headersTooLarge = "REFUSED-HEADERS"
    case bodyTooLarge = "REFUSED-BODY"

    init?(_ method: HTTPRequest.Method) {
        self.init(rawValue: method.rawValue)
    }

    /// - Parameter path: of the request in whose place this stands, where it is known: it decides
    ///   whose form the error has.
    func head(path: String?) -> HTTPRequest {
        guard let method = HTTPRequest.Method(rawValue) else {
            preconditionFailure("'\(rawValue)' is not a token")
        }
        return HTTPRequest(
            method: method, scheme: "http", authority: nil,
            path: AirtableRoutes.contains(path ?? "") ? "/" + AirtableRoutes.version : "/",
            headerFields: [.connection: "close"])
    }

    func error(_ limits: HTTPLimits) -> HTTPServerError {
        switch self {
        case .malformed:
            HTTPServerError(
                .malformedRequest, "The request is not HTTP/1.1 as it is written.",
                hint: "See RFC 9112 for its syntax.")
        case .targetTooLong:
            HTTPServerError(
                .targetTooLong, "The URL is too long.",
                hint: "Path and query may have \(limits.targetBytes) bytes together.")
        case .headersTooLarge:
            HTTPServerError(
                .headersTooLarge, "The head of the request is too large.",
                hint: "At most \(limits.headerFields) header fields with \(limits.headerBytes) "
                    + "bytes together, and a URL of \(limits.targetBytes) bytes.")
        case .bodyTooLarge:
            HTTPServerError(
                .bodyTooLarge, "The body of the request is too large.",
                hint: "At most \(limits.bodyBytes) bytes.")
        }
    }
}
