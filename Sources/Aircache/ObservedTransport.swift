import AirtableAPI
import HTTPTypes
import Synchronization

/// A way to Airtable that remembers the last answer's status: a command that failed tells by it
/// whether the token or Airtable was at fault.
final class ObservedTransport: AirtableTransport {
    private let way: any AirtableTransport
    private let lastStatus = Mutex<HTTPResponse.Status?>(nil)

    init(_ way: any AirtableTransport) {
        self.way = way
    }

    /// Whether Airtable's last word was that the token or what it asks for is not acceptable.
    var wasRefused: Bool {
        lastStatus.withLock { status in
            status == .unauthorized || status == .forbidden || status == .notFound
        }
    }

    func send(
        _ request: AirtableRequest, timeout: Duration
    ) async throws -> AirtableResponse {
        let response = try await way.send(request, timeout: timeout)
        lastStatus.withLock { $0 = response.status }
        return response
    }
}
