/// How attachments are addressed, and who may fetch them.
package struct AttachmentServing: Sendable {
    package enum Access: String, Sendable, CaseIterable {
        /// Whoever has a token.
        case token
        /// Whoever has a token or a signed address, as records carry it.
        case signed
        /// Everybody who knows an attachment's id.
        case `public`
    }

    /// Whether records carry our addresses in place of Airtable's.
    package var rewritesAddresses = true
    package var access = Access.signed
    /// A signed address is good for at least this long after it was read, and at most twice as long.
    package var signatureLifetime = Duration.seconds(7 * 86_400)
    /// How others reach this server, such as `https://aircache.example.com`; nil to go by the
    /// request's `Host`.
    package var publicURL: String?

    package init() {}
}
