import AirtableAPI
import HTTPTypes
import NIOCore
import Storage
import Sync

/// An error as users see it: the only place where one becomes a status.
///
/// The body is `application/problem+json` (RFC 9457) with `code`, `requestId`, and the sentence
/// again as `error`, where users of the system before this one look for it.
struct ErrorResponse: Sendable {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    let hint: String?
    var allowedMethods: [String] = []
    /// Our own failure, which belongs in the log with its cause.
    var isInternal = false
    /// Seconds until it is worth trying again.
    var retryAfter: Int?

    init(_ error: any Error) {
        switch error {
        case let error as HTTPServerError: self.init(own: error)
        case let error as StorageError: self.init(storage: error)
        case let error as SyncError: self.init(sync: error)
        case let error as PassingError: self.init(passing: error)
        default: self.init(unexpected: error)
        }
    }

    private init(own error: HTTPServerError) {
        status = Self.status(error.code)
        code = error.code.rawValue
        message = error.message
        hint = error.hint
        allowedMethods = error.allowedMethods
        switch error.code {
        case .noGeneration: retryAfter = 5
        case .tooManyStreams: retryAfter = 5
        case .tooBusy, .tooSlow, .tooManyNotifications: retryAfter = 1
        case .attachmentUnavailable: retryAfter = error.retryAfter ?? 5
        default: break
        }
    }

    private static func status(_ code: HTTPServerError.Code) -> HTTPResponse.Status {
        switch code {
        case .malformedRequest, .invalidPath, .unknownParameter, .invalidParameter, .unknownField,
            .unknownOperator, .invalidBody, .invalidCursor, .expansionTooLarge:
            .badRequest
        case .unauthorized, .invalidSignature: .unauthorized
        case .unknownRoute, .unknownBase, .unknownTable, .unknownRecord, .unknownJob,
            .unknownAttachment:
            .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .bodyTooLarge: .contentTooLarge
        case .targetTooLong: .uriTooLong
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        case .tooManyNotifications: .tooManyRequests
        case .noGeneration, .tooBusy, .tooSlow, .tooManyStreams, .attachmentUnavailable:
            .serviceUnavailable
        }
    }

    private init(storage error: StorageError) {
        message = error.message
        hint = error.hint
        switch error.code {
        case .invalidOperand: (status, code) = (.badRequest, "invalid_operand")
        case .invalidPageToken: (status, code) = (.badRequest, "invalid_cursor")
        case .noModificationTime: (status, code) = (.badRequest, "no_modification_time")
        case .formulaTooCostly: (status, code) = (.badRequest, "formula_too_costly")
        case .nothingToRollBack: (status, code) = (.conflict, "nothing_to_roll_back")
        case .superseded: (status, code) = (.conflict, "superseded")
        case .interrupted:
            (status, code) = (.serviceUnavailable, HTTPServerError.Code.tooSlow.rawValue)
            retryAfter = 1
        case .busy, .moved:
            (status, code) = (.serviceUnavailable, "storage_busy")
            retryAfter = 1
        case .folderUnusable, .diskFull:
            (status, code) = (.serviceUnavailable, "storage_unavailable")
            retryAfter = 30
            isInternal = true
        case .corrupt, .verificationFailed, .sqlite:
            (status, code) = (.internalServerError, "storage_failed")
            isInternal = true
        }
    }

    private init(sync error: SyncError) {
        message = error.message
        hint = error.hint
        switch error.code {
        case .schemaUnstable: (status, code) = (.serviceUnavailable, "schema_unstable")
        case .noWebhook: (status, code) = (.serviceUnavailable, "no_webhook")
        case .paused: (status, code) = (.serviceUnavailable, "sync_paused")
        }
        retryAfter = 30
    }

    private init(passing error: PassingError) {
        message = error.message
        hint = error.hint
        code =
            switch error.code {
            case .budgetSpent: "budget_spent"
            case .rateLimited: "airtable_busy"
            case .forwardingOff: "forwarding_off"
            default: "airtable_unavailable"
            }
        let answer = error.answer
        retryAfter = answer.retryAfter.flatMap { Int($0) }
        status = error.code == .forwardingOff ? .badRequest : .serviceUnavailable
    }

    private init(unexpected error: any Error) {
        status = .internalServerError
        code = "internal"
        message = "The request failed for a reason of ours."
        hint = "The log says more under this request's id."
        isInternal = true
    }

    func answer(requestID: String) -> Answer {
        var headers: HTTPFields = [.contentType: MediaType.problem, .cacheControl: "no-store"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if !allowedMethods.isEmpty { headers[.allow] = allowedMethods.joined(separator: ", ") }
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"aircache\"" }
        let detail = [message, hint].compactMap { $0 }.joined(separator: " ")
        let body: JSONValue = [
            "type": .string("urn:aircache:error:" + code), "title": .string(status.reasonPhrase),
            "status": .number(JSONNumber(status.code)), "detail": .string(detail),
            "code": .string(code), "requestId": .string(requestID), "error": .string(message),
        ]
        return Answer(
            status: status, headers: headers, body: .bytes(ByteBuffer(bytes: body.bytes)))
    }
}
