import AirtableAPI
import HTTPTypes
import NIOCore
import Storage
import Sync

/// An error as users of `/v0` see it: the only place where one becomes a status and a body of
/// Airtable's.
///
/// What Airtable itself would say is thrown as an `AirtableErrorBody`; every other error is ours and
/// gets the body that a client of Airtable understands best.
struct AirtableErrorResponse: Sendable {
    let status: HTTPResponse.Status
    let body: AirtableErrorBody
    /// Our own failure, which belongs in the log with its cause.
    var isInternal = false
    /// Seconds until it is worth trying again.
    var retryAfter: Int?

    init(_ error: any Error) {
        if let body = error as? AirtableErrorBody {
            status = Self.status(of: body)
            self.body = body
            return
        }
        if let answer = (error as? PassingError)?.answer ?? (error as? ViewRefused)?.answer {
            status = HTTPResponse.Status(code: answer.status)
            body = AirtableErrorBody(parsing: answer.body) ?? .serverError
            retryAfter = answer.retryAfter.flatMap { Int($0) }
            return
        }
        let native = ErrorResponse(error)
        isInternal = native.isInternal
        retryAfter = native.retryAfter
        switch error {
        case let error as HTTPServerError: body = Self.body(of: error.code)
        case let error as StorageError where error.code == .invalidPageToken:
            body = .iteratorNotAvailable
        case is StorageError where native.status == .badRequest: body = .invalidRequest
        default: body = native.status == .internalServerError ? .serverError : .retriable
        }
        // A body that is no JSON has a status of its own; the type is the same.
        let isUnreadable = (error as? HTTPServerError)?.code == .invalidBody
        status = isUnreadable ? .badRequest : Self.status(of: body)
    }

    /// The status that Airtable sends with a type of error; 422 with all others.
    static let statuses: [String: HTTPResponse.Status] = [
        "BAD_REQUEST": .badRequest, "AUTHENTICATION_REQUIRED": .unauthorized,
        "UNAUTHORIZED": .unauthorized, "INVALID_PERMISSIONS": .forbidden,
        "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND": .forbidden, "NOT_FOUND": .notFound,
        "MODEL_ID_NOT_FOUND": .notFound, "REQUEST_TOO_LARGE": .contentTooLarge,
        "RATE_LIMIT_REACHED": .tooManyRequests,
        "PUBLIC_API_BILLING_LIMIT_EXCEEDED": .tooManyRequests,
        "INTERNAL_SERVER_ERROR": .internalServerError, "RETRIABLE_ERROR": .serviceUnavailable,
    ]

    static func status(of body: AirtableErrorBody) -> HTTPResponse.Status {
        statuses[body.type] ?? .unprocessableContent
    }

    private static func body(of code: HTTPServerError.Code) -> AirtableErrorBody {
        switch code {
        case .malformedRequest: .malformedRequest
        case .unauthorized, .invalidSignature: .unauthorized
        case .invalidPath, .unknownRoute, .methodNotAllowed, .notAcceptable, .unknownJob,
            .unknownAttachment:
            .notFound
        case .unknownBase, .unknownTable: .invalidPermissionsOrModelNotFound
        case .unknownRecord: .recordNotFound
        case .invalidBody: .invalidRequestBody
        case .invalidCursor: .iteratorNotAvailable
        case .bodyTooLarge: .requestTooLarge
        case .unknownParameter, .invalidParameter, .unknownField, .unknownOperator,
            .targetTooLong, .headersTooLarge, .expansionTooLarge:
            .invalidRequest
        case .tooManyNotifications: .rateLimitReached
        case .noGeneration, .tooBusy, .tooSlow, .tooManyStreams, .attachmentUnavailable:
            .retriable
        }
    }

    var answer: Answer {
        var headers: HTTPFields = [.contentType: MediaType.json, .cacheControl: "no-store"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"aircache\"" }
        return Answer(
            status: status, headers: headers, body: .bytes(ByteBuffer(bytes: body.json.bytes)))
    }
}

extension AirtableErrorBody {
    /// 400 for what is no HTTP; Airtable does not document it.
    static let malformedRequest = AirtableErrorBody(
        type: "BAD_REQUEST", message: "Could not parse request")
    /// 413: Airtable documents no type; this is the word of its JavaScript client.
    static let requestTooLarge = AirtableErrorBody(
        type: "REQUEST_TOO_LARGE", message: "Request body is too large")
    /// 500: Airtable documents no type.
    static let serverError = AirtableErrorBody(
        type: "INTERNAL_SERVER_ERROR", message: "An unexpected error occurred")
    /// 422 for a formula that is none, or that names fields that are not there.
    static func invalidFilter(_ message: String) -> AirtableErrorBody {
        AirtableErrorBody(type: "INVALID_FILTER_BY_FORMULA", message: message)
    }

    /// 403 where everything else was right.
    static let notPermitted = AirtableErrorBody(
        type: "INVALID_PERMISSIONS",
        message: "You are not permitted to perform this operation")
}
