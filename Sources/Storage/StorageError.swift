/// What went wrong in Storage: a sentence, what to do next, and the cause.
package struct StorageError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The data folder cannot be made, read or written.
        case folderUnusable
        case diskFull
        /// A SQLite file is damaged.
        case corrupt
        /// An operand does not fit its operator.
        case invalidOperand
        /// A page token is no page token, belongs to another query or is too old.
        case invalidPageToken
        /// The table has no field that tells when a record was modified.
        case noModificationTime
        /// A formula takes more work for a record than one evaluation may; see `FormulaLimits`.
        case formulaTooCostly
        case nothingToRollBack
        /// Another commit came since the snapshot was taken: take a new one.
        case moved
        /// A rollback, or another process, changed the serving generation during a rebuild.
        case superseded
        /// What was written is not what was received.
        case verificationFailed
        /// The database stayed locked by another process.
        case busy
        /// A query ran longer than it may.
        case interrupted
        /// A statement failed for another reason; `cause` has SQLite's words.
        case sqlite
    }

    package let code: Code
    package let message: String
    package let hint: String?
    /// SQLite's or the system's own words.
    package let cause: String?

    static let moved = StorageError(
        .moved, "The copy moved on while it was read.", hint: "Read again.")

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
