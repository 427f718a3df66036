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

    /// Whether a text is an offset as Airtable itself gives it: the ids of an iterator and a record.
    static func isAirtables(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.count == 17 && parts[0].hasPrefix(prefix)
            && RecordID.isWellFormed(String(parts[1]))
    }

    var text: String { "\(Self.prefix)\(token)/rec" }

    private static let prefix = "itr"
}
