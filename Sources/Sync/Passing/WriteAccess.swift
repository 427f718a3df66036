/// Who may change records in Airtable through this instance.
package enum WriteAccess: Sendable, Hashable {
    case nobody
    /// Everybody who may read.
    case everybody
    /// The clients with these of the bearer tokens.
    case tokens([String])
}
