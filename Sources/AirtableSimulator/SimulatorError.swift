/// What went wrong in the simulator itself: a bad folder, an edit of what does not exist.
///
/// Answers that Airtable would give are no errors here; they are responses.
public struct SimulatorError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A folder or a file in it is missing or cannot be read.
        case folderUnusable
        /// A file is not JSON, or not of the shape that it should have.
        case malformed
        /// A base, table, field, view or record that is not there.
        case notFound
        /// An edit that Airtable would not allow, such as a second field of one name.
        case refused
        /// The port cannot be listened on.
        case cannotListen
    }

    public let code: Code
    /// What happened, in one sentence.
    public let message: String
    /// What to do about it.
    public let hint: String
    public let cause: (any Error)?

    public init(_ code: Code, _ message: String, hint: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    public var description: String { "\(message) \(hint)" }
}
