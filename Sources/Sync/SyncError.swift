/// What went wrong in Sync itself; the errors of Airtable's client and of Storage pass as they are.
package struct SyncError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The schema changed during every attempt.
        case schemaUnstable
        /// The base has no webhook, and none may be made.
        case noWebhook
        /// The base was rolled back; only a request syncs it again.
        case paused
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
}
