import AirtableAPI
import HTTPTypes

/// What one attempt came to when it was no success: the basis of the decision to try again.
enum AttemptFailure: Error {
    /// What sort of question failed: the same refusal calls for other advice.
    enum Question {
        case data, webhooks, webhookCreation
    }

    /// May go away by itself; `error` is what to say when it does not.
    case temporary(AirtableClientError, retryAfter: Duration?)
    case rateLimited(AirtableClientError)
    /// Trying again does not help.
    case final(AirtableClientError)
    /// 422: the listing's iterator is gone. Only a new listing helps.
    case listingExpired(AirtableClientError)

    var error: AirtableClientError {
        switch self {
        case .temporary(let error, _), .rateLimited(let error), .final(let error),
            .listingExpired(let error):
            error
        }
    }
}

extension AttemptFailure {
    init(transport error: AirtableTransportError) {
        let hint =
            switch error.reason {
            case .timeout, .connectionBroken:
                "It is tried again by itself; see status.airtable.com."
            case .connectionFailed: "Check the network, and AIRTABLE_ENDPOINT_URL if it is set."
            case .answerTooLarge: "Shorten the cells of that table: a page of it is too large."
            }
        let failure = AirtableClientError(
            error.reason == .answerTooLarge ? .brokenAnswer : .unreachable,
            message: "Airtable gave no answer: \(error.description).", hint: hint, cause: error)
        self =
            error.reason == .answerTooLarge
            ? .final(failure) : .temporary(failure, retryAfter: nil)
    }

    /// An answer of status 2xx that is not what was asked for.
    init(brokenAnswer error: any Error) {
        self = .temporary(
            AirtableClientError(
                .brokenAnswer, message: "Airtable's answer is broken: \(error).",
                hint: "It is tried again by itself; a proxy in between may cut answers.",
                cause: error),
            retryAfter: nil)
    }

    /// An answer that is no success.
    ///
    /// - Parameter what: the thing asked for, such as `table tblX of base appY`.
    init(response: AirtableResponse, kind: Question = .data, what: String) {
        let body = AirtableErrorBody(parsing: response.body)
        let cause = AirtableError(status: response.status, body: body)
        let said = Self.describe(cause)
        func error(_ code: AirtableClientError.Code, _ hint: String) -> AirtableClientError {
            AirtableClientError(
                code, message: "Airtable refused to give \(what): \(said).", hint: hint,
                cause: cause)
        }
        switch response.status.code {
        case 401:
            self = .final(
                error(
                    .unauthorized,
                    "Set AIRTABLE_PERSONAL_TOKEN to a token that is neither revoked nor expired."))
        case 403:
            self = .final(error(.forbidden, kind.adviceOnPermissions))
        case 404:
            self = .final(error(.notFound, "Check the ids; it may have been deleted."))
        case 429 where body?.type == AirtableErrorBody.billingLimitExceeded.type:
            self = .final(
                error(
                    .quotaExceeded,
                    """
                    The workspace's calls of this month are used up: wait for the next month or \
                    change the plan. Set AIRCACHE_MONTHLY_CALLS to spread them.
                    """))
        case 429:
            self = .rateLimited(
                error(.rateLimited, "Other programs use this base as well; give it a minute."))
        case 422
        where body?.type == AirtableErrorBody.iteratorNotAvailable.type
            || body?.type == "INVALID_OFFSET_VALUE":
            self = .listingExpired(error(.listingExpired, "It is started again by itself."))
        case 422 where kind == .webhookCreation && Self.isLimit(body):
            self = .final(
                error(
                    .webhookLimit,
                    """
                    A base has ten webhooks at most: delete those that nobody uses, or sync this \
                    base without webhooks.
                    """))
        case 408, 500...599:
            self = .temporary(
                error(.unreachable, "It is tried again by itself; see status.airtable.com."),
                retryAfter: Self.retryAfter(response.headerFields))
        case 200...299: preconditionFailure("a success is no failure")
        default:
            self = .final(
                error(.refused, "Check AIRTABLE_BASE_ID and AIRTABLE_ENDPOINT_URL."))
        }
    }

    /// Whether a refused creation says that there are too many. Airtable does not document the
    /// type, so the words decide.
    private static func isLimit(_ body: AirtableErrorBody?) -> Bool {
        guard let body else { return false }
        let words = "\(body.type) \(body.message ?? "")".lowercased()
            .replacing("_", with: " ")
        return ["too many", "limit", "maximum"].contains { words.contains($0) }
    }

    /// The status and what Airtable says, cut to a bounded length.
    private static func describe(_ error: AirtableError) -> String {
        var parts = ["\(error.status.code)"]
        if let body = error.body {
            parts.append(body.type)
            if let message = body.message { parts.append(message) }
        }
        var text = String(parts.joined(separator: " ").prefix(AirtableClientLimits.messageLength))
        while text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// Whole seconds; the form with a date is not read.
    private static func retryAfter(_ fields: HTTPFields) -> Duration? {
        fields[.retryAfter].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : .seconds(min($0, 86_400)) }
    }
}

extension AttemptFailure.Question {
    /// What a 403 calls for.
    fileprivate var adviceOnPermissions: String {
        switch self {
        case .data:
            """
            Give the token the scopes data.records:read and schema.bases:read and access to this \
            base, and check AIRTABLE_BASE_ID.
            """
        case .webhooks, .webhookCreation:
            """
            Webhooks need a token with the scope webhook:manage, besides data.records:read and \
            schema.bases:read, of a user with the creator role in this base.
            """
        }
    }
}
