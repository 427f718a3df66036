/// What is wrong with a request, or what keeps the server from answering it.
package struct HTTPServerError: Error, Sendable, CustomStringConvertible {
    /// Users see the raw value as `code`.
    package enum Code: String, Sendable, CaseIterable {
        case malformedRequest = "malformed_request"
        case invalidPath = "invalid_path"
        case unknownParameter = "unknown_parameter"
        case invalidParameter = "invalid_parameter"
        case unknownField = "unknown_field"
        case unknownOperator = "unknown_operator"
        case invalidBody = "invalid_body"
        case invalidCursor = "invalid_cursor"
        case expansionTooLarge = "expansion_too_large"
        case unauthorized
        case invalidSignature = "invalid_signature"
        case unknownRoute = "unknown_route"
        case unknownBase = "unknown_base"
        case unknownTable = "unknown_table"
        case unknownRecord = "unknown_record"
        case unknownJob = "unknown_job"
        case unknownAttachment = "unknown_attachment"
        case attachmentUnavailable = "attachment_unavailable"
        case methodNotAllowed = "method_not_allowed"
        case notAcceptable = "not_acceptable"
        case bodyTooLarge = "body_too_large"
        case targetTooLong = "url_too_long"
        case headersTooLarge = "headers_too_large"
        case noGeneration = "not_synced_yet"
        case tooBusy = "too_busy"
        case tooSlow = "query_too_slow"
        case tooManyStreams = "too_many_streams"
        case tooManyNotifications = "too_many_notifications"
    }

    package let code: Code
    package let message: String
    /// What is expected, or what to do next.
    package let hint: String?
    package let cause: String?
    /// The methods of the route, for `methodNotAllowed`.
    package let allowedMethods: [String]
    /// Seconds until it is worth trying again; nil for the code's own time, if it has one.
    package let retryAfter: Int?

    package init(
        _ code: Code, _ message: String, hint: String? = nil, cause: String? = nil,
        allowedMethods: [String] = [], retryAfter: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
        self.allowedMethods = allowedMethods
        self.retryAfter = retryAfter
    }

    package var description: String {
        [message, cause.map { "(\($0))" }, hint].compactMap { $0 }.joined(separator: " ")
    }
}
