import AirtableAPI

/// `offset` of a listing: opaque to clients, and of the form that Airtable's have.
///
/// It says how many records were given out, since `maxRecords` counts over all pages, and where the
/// next page begins.
struct AirtableOffset: Sendable {
    /// Records on all pages before this one.
    let given: Int
    /// `RecordListing.nextToken` of the page before.
    let token: String

    init(given: Int, token: String) {
        self.given = given
        self.token = token
    }

    /// - Throws: Airtable's 422 for a text that is no offset, and another for one that is Airtable's
    ///   and not ours: then the client begins anew.
    init(_ text: String) throws(AirtableErrorBody) {
        guard text.hasPrefix(Self.prefix), let slash = text.lastIndex(of: "/") else {
            throw .invalidOffset(text)
        }
        let parts = text[..<slash].dropFirst(Self.prefix.count).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let given = Int(parts[0]), given > 0 else {
            throw .iteratorNotAvailable
        }
        self.init(given: given, token: String(parts[1]))
    }

    var text: String { "\(Self.prefix)\(given).\(token)/rec" }

    private static let prefix = "itr"
}
