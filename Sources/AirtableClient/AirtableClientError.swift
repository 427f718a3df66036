/// Why a question to Airtable has no answer, and what to do about it.
package struct AirtableClientError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// 401: the token is missing, wrong, revoked or expired.
        case unauthorized
        /// 403: the token lacks a scope or the base, or the base or table does not exist.
        case forbidden
        /// 404: what was asked for does not exist.
        case notFound
        /// Any other refusal: the request itself is at fault.
        case refused
        /// 422: the base has as many webhooks as Airtable allows.
        case webhookLimit
        /// 429 because the workspace used up its monthly calls. Trying again does not help.
        case quotaExceeded
        /// Our own monthly budget is used up; Airtable was not asked.
        case budgetExhausted
        /// 429 because of the rate, again and again.
        case rateLimited
        /// No connection, no answer in time, or a server error, again and again.
        case unreachable
        /// Answers came but were truncated, not JSON, or not what was asked for, again and again.
        case brokenAnswer
        /// A listing expired more often than a listing is started again.
        case listingExpired
        /// More requests wait for the rate limiter than it holds.
        case queueFull
    }

    package let code: Code
    /// What happened: one sentence without a token or a cell value.
    package let message: String
    /// What to do next.
    package let hint: String
    package let cause: (any Error)?

    package init(
        _ code: Code, message: String, hint: String, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    package var description: String { "\(message) \(hint)" }

    /// Whether the same question may well be answered some seconds or minutes later.
    package var isTemporary: Bool {
        switch code {
        case .rateLimited, .unreachable, .brokenAnswer, .listingExpired, .queueFull: true
        case .unauthorized, .forbidden, .notFound, .refused, .webhookLimit, .quotaExceeded,
            .budgetExhausted:
            false
        }
    }
}
