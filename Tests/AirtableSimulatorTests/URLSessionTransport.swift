import AirtableAPI
import AirtableSimulator
import Foundation
import FoundationNetworking
import HTTPTypes
import Logging

/// A plain transport over sockets, for these tests alone.
struct URLSessionTransport: AirtableTransport {
    let endpoint: String
    /// Waited before each request, to stay below Airtable's rate limit.
    let pause: Duration

    func send(_ request: AirtableRequest, timeout: Duration) async throws -> AirtableResponse {
        try await Task.sleep(for: pause)
        let text = (endpoint + request.path).replacingOccurrences(of: "[", with: "%5B")
            .replacingOccurrences(of: "]", with: "%5D")
        guard let url = URL(string: text) else {
            throw AirtableTransportError(.connectionFailed, detail: "no URL: \(request.path)")
        }
        var outgoing = URLRequest(url: url)
        outgoing.httpMethod = request.method.rawValue
        outgoing.timeoutInterval = timeout / .seconds(1)
        for field in request.headerFields {
            outgoing.setValue(field.value, forHTTPHeaderField: field.name.rawName)
        }
        if !request.body.isEmpty {
            outgoing.httpBody = Data(request.body)
            outgoing.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: outgoing)
        guard let response = response as? HTTPURLResponse else {
            throw AirtableTransportError(.connectionBroken, detail: "no HTTP answer")
        }
        return AirtableResponse(status: .init(code: response.statusCode), body: Array(data))
    }
}

/// Serves an Airtable on a free port while `body` runs.
func withServer(
    _ airtable: SimulatedAirtable, _ body: @Sendable @escaping (Int) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let server = SimulatorServer(
        airtable, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        onListening: { port in
            continuation.yield(port)
            continuation.finish()
        })
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        for await port in ports { try await body(port) }
        group.cancelAll()
    }
}
