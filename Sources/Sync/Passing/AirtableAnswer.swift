package import AirtableAPI
import AirtableClient

/// An answer in Airtable's form: one that came from there, or ours in its words.
package struct AirtableAnswer: Sendable, Hashable {
    package var status: Int
    package var contentType: String?
    package var body: [UInt8]
    /// As Airtable gave it.
    package var retryAfter: String?
    /// Whether what a write changed can be read from the copy of this instance. False where it
    /// follows later, as while there is no copy yet.
    package var isInCopy = true

    package init(
        status: Int, contentType: String? = Self.json, body: [UInt8], retryAfter: String? = nil
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.retryAfter = retryAfter
    }

    package init(status: Int, error: AirtableErrorBody, retryAfter: String? = nil) {
        self.init(status: status, body: error.json.bytes, retryAfter: retryAfter)
    }

    init(_ response: AirtableResponse) {
        self.init(
            status: response.statusCode, contentType: response.contentType, body: response.body,
            retryAfter: response.retryAfter)
    }

    /// What Airtable said, where an error stems from its answer.
    init?(_ error: AirtableClientError) {
        guard let said = error.cause as? AirtableError, let body = said.body else { return nil }
        self.init(status: said.statusCode, error: body)
    }

    package static let json = "application/json; charset=utf-8"

    package var isSuccess: Bool { (200..<300).contains(status) }
}
