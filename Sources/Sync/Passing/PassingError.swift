import AirtableAPI
import AirtableClient

/// Why a request was not passed on to Airtable, or has no answer from there.
package struct PassingError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Nothing but writes is passed on: `AIRCACHE_FORWARD=never`.
        case forwardingOff
        /// Writes are not taken, from anybody or from this client.
        case writesOff
        /// The base is not one of ours.
        case unknownBase
        /// The path is none that is passed on.
        case badPath
        /// The request is larger than is passed on.
        case tooLarge
        /// Our monthly budget of calls is used up.
        case budgetSpent
        /// The base rests after too many calls, or too many wait.
        case rateLimited
        /// Airtable did not get the request, or it was a question: trying again is safe.
        case unreachable
        /// A write was sent, and no answer came: nobody knows whether it was done.
        case outcomeUnknown
        /// The idempotency key is empty, too long, or not plain text.
        case invalidKey
        /// A request with this idempotency key is under way, or its outcome is not known yet.
        case keyInUse
        /// The idempotency key came before with another request.
        case keyReused
    }

    package let code: Code
    package let message: String
    package let hint: String?

    init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package var description: String { [message, hint].compactMap { $0 }.joined(separator: " ") }

    /// The error as Airtable would say it.
    package var answer: AirtableAnswer {
        switch code {
        case .forwardingOff, .writesOff:
            AirtableAnswer(
                status: 403,
                error: AirtableErrorBody(
                    type: "INVALID_PERMISSIONS",
                    message: "You are not permitted to perform this operation"))
        case .unknownBase:
            AirtableAnswer(status: 403, error: .invalidPermissionsOrModelNotFound)
        case .badPath: AirtableAnswer(status: 404, error: .notFound)
        case .tooLarge: said(413, "REQUEST_TOO_LARGE")
        case .budgetSpent: AirtableAnswer(status: 429, error: .billingLimitExceeded)
        case .rateLimited:
            AirtableAnswer(status: 429, error: .rateLimitReached, retryAfter: "30")
        case .unreachable: AirtableAnswer(status: 503, error: .retriable, retryAfter: "5")
        case .outcomeUnknown: said(504, "OUTCOME_UNKNOWN")
        case .invalidKey, .keyReused: said(422, "INVALID_REQUEST_UNKNOWN")
        case .keyInUse:
            AirtableAnswer(
                status: 409,
                error: AirtableErrorBody(type: "REQUEST_IN_PROGRESS", message: message),
                retryAfter: "5")
        }
    }

    private func said(_ status: Int, _ type: String) -> AirtableAnswer {
        AirtableAnswer(status: status, error: AirtableErrorBody(type: type, message: message))
    }
}

extension PassingError {
    /// - Parameter isWrite: whether the request changes something when Airtable gets it.
    init(_ error: AirtableClientError, isWrite: Bool) {
        switch error.code {
        case .budgetExhausted: self.init(.budgetSpent, error.message, hint: error.hint)
        case .queueFull: self.init(.rateLimited, error.message, hint: error.hint)
        case .rateLimited: self.init(.rateLimited, error.message, hint: error.hint)
        case _ where isWrite && !error.isUnsent:
            self = .lostAnswer
        default: self.init(.unreachable, error.message, hint: error.hint)
        }
    }

    static let lostAnswer = PassingError(
        .outcomeUnknown, "Airtable gave no whole answer: the write may have been done, or not.",
        hint: "Read before trying again, or send writes with an Idempotency-Key.")
    static let unknownBase = PassingError(
        .unknownBase, "The base is not one that is kept here.", hint: "See AIRTABLE_BASE_ID.")
}
