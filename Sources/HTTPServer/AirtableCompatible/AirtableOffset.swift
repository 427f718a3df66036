import AirtableAPI

/// `offset` of a listing: opaque to clients, and of the form that Airtable's have.
struct AirtableOffset: Sendable {
    /// `RecordListing.nextToken` of the page before.
    let token: String

    init(token: String) {
        self.token = token
    }

    /// - Throws: Airtable's 422 for a text that is no offset at all. One that is Airtable's and not
    ///   ours is found out by whoever reads the token.
    init(_ text: String) throws(AirtableErrorBody) {
        guard text.hasPrefix(Self.prefix), let slash = text.lastIndex(of: "/") else {
            throw .invalidOffset(text)
        }
        token = String(text[..<slash].dropFirst(Self.prefix.count))
    }

    var text: String { "\(Self.prefix)\(token)/rec" }

    private static let prefix = "itr"
}
