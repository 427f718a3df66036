/// Why an instance cannot start or a command cannot go on: a sentence, and what to do next.
package struct AircacheError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Settings are missing, wrong or contradict one another.
        case settings
        /// The data folder cannot be used.
        case folderUnusable
        /// The address to listen on is taken or not this machine's.
        case addressUnusable
        /// Airtable refuses the token or the base.
        case unauthorized
        /// Airtable does not answer, or not with what it should.
        case airtable
        /// A refresh failed for a reason on this side.
        case syncFailed
        /// There is nothing that the command could work on.
        case nothingThere
        /// What was to be checked is not as it should be.
        case differs
    }

    package let code: Code
    package let message: String
    package let hint: String?
    /// The words of what failed underneath.
    package let cause: String?

    package init(_ code: Code, _ message: String, hint: String? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    package var description: String {
        [message, cause.map { "(\($0))" }, hint].compactMap { $0 }.joined(separator: " ")
    }
}
