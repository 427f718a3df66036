import AirtableAPI
import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Sends notifications over the network, as Airtable does. Redirects are not followed.
struct HTTPNotifier: Sendable {
    private let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

    /// The answer's status; nil when none came in time.
    func send(_ url: String, _ fields: HTTPFields, _ body: [UInt8]) async -> Int? {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for field in fields {
            request.headers.add(name: field.name.canonicalName, value: field.value)
        }
        request.body = .bytes(body)
        let seconds = AirtableLimits.notificationTimeout.components.seconds
        let response = try? await client.execute(request, timeout: .seconds(seconds))
        return response.map { Int($0.status.code) }
    }

    func shutdown() async throws { try await client.shutdown() }
}
