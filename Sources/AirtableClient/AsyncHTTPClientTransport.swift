package import AirtableAPI
import AsyncHTTPClient
import Glibc
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix

/// The network as a way to Airtable. Every request, and so the token, goes to one endpoint only, or
/// to Airtable's host for uploads where that endpoint is Airtable's own; redirects are not followed.
package final class AsyncHTTPClientTransport: AirtableTransport {
    /// Airtable's own endpoint.
    package static let airtable = "https://api.airtable.com"
    /// Where Airtable takes the bytes of attachments.
    static let airtableContent = "https://content.airtable.com"

    private let endpoint: String
    private let answerBytes: Int
    private let client: HTTPClient

    /// - Parameters:
    ///   - endpoint: scheme, host and port, such as `http://127.0.0.1:8090`.
    ///   - answerBytes: the largest answer that is accepted, after decompression.
    /// - Throws: `AirtableClientError` with `refused` for an endpoint that is no HTTP URL.
    package init(
        endpoint: String = AsyncHTTPClientTransport.airtable,
        answerBytes: Int = AirtableClientLimits.answerBytes
    ) throws {
        self.endpoint = try Self.checked(endpoint)
        self.answerBytes = answerBytes
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(AirtableClientLimits.connectTimeout)),
            decompression: .enabled(limit: .size(answerBytes)))
        configuration.connectionPool.idleTimeout = TimeAmount(
            AirtableClientLimits.connectionIdleTimeout)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
            AirtableClientLimits.requestsInFlightPerBase
        // Whether to try again is RetryPolicy's business, where it is counted.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections. Must be called before the transport is let go of.
    package func shutdown() async throws {
        try await client.shutdown()
    }

    package func send(
        _ request: AirtableRequest, timeout: Duration
    ) async throws -> AirtableResponse {
        do {
            return try await withThrowingTaskGroup(of: AirtableResponse.self) { group in
                group.addTask { try await self.exchange(request, timeout: timeout) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw AirtableTransportError(.timeout, detail: "no whole answer in \(timeout)")
                }
                defer { group.cancelAll() }
                guard let response = try await group.next() else { throw CancellationError() }
                return response
            }
        } catch let error as AirtableTransportError {
            throw error
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw AirtableTransportError(network: error)
        }
    }

    private func exchange(
        _ request: AirtableRequest, timeout: Duration
    ) async throws -> AirtableResponse {
        var outgoing = HTTPClientRequest(url: host(request.service) + request.path)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headerFields {
            outgoing.headers.add(name: field.name.rawName, value: field.value)
        }
        outgoing.headers.add(name: "Accept-Encoding", value: "gzip")
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        let incoming = try await client.execute(outgoing, timeout: TimeAmount(timeout))
        var body: [UInt8] = []
        for try await part in incoming.body {
            guard body.count + part.readableBytes <= answerBytes else {
                throw AirtableTransportError(
                    .answerTooLarge, detail: "more than \(answerBytes) bytes")
            }
            body.append(contentsOf: part.readableBytesView)
        }
        return AirtableResponse(
            status: .init(code: Int(incoming.status.code)),
            headerFields: Self.fields(incoming.headers), body: body)
    }

    /// A simulator, or a proxy, answers for both hosts.
    private func host(_ service: AirtableRequest.Service) -> String {
        service == .content && endpoint == Self.airtable ? Self.airtableContent : endpoint
    }

    private static func fields(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) {
                fields.append(HTTPField(name: name, value: value))
            }
        }
        return fields
    }

    /// The endpoint without trailing slashes.
    private static func checked(_ endpoint: String) throws -> String {
        var text = Substring(endpoint)
        while text.hasSuffix("/") { text.removeLast() }
        let schemes = ["https://", "http://"].filter { text.lowercased().hasPrefix($0) }
        let host = text.dropFirst(schemes.first?.count ?? 0)
        let isPlain = host.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard !schemes.isEmpty, !host.isEmpty, isPlain,
            !host.contains(where: { "@?#".contains($0) })
        else {
            throw AirtableClientError(
                .refused, message: "The endpoint is not an HTTP address.",
                hint: "Set AIRTABLE_ENDPOINT_URL to something like http://127.0.0.1:8090.")
        }
        return String(text)
    }
}

extension AirtableTransportError {
    /// Sorts the errors of the HTTP client. Whatever is not known broke the connection.
    init(network error: any Error) {
        let reason: Reason
        switch error {
        case let error as HTTPClientError: reason = Self.reason(error)
        case is NIOConnectionError: reason = .connectionFailed
        case let error as IOError where Self.refusals.contains(error.errnoCode):
            reason = .connectionFailed
        case NIOHTTPDecompression.DecompressionError.limit: reason = .answerTooLarge
        default: reason = .connectionBroken
        }
        self.init(reason, detail: "\(error)")
    }

    /// What the system says when no connection can be made.
    private static let refusals = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT]

    private static func reason(_ error: HTTPClientError) -> Reason {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout: .timeout
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
            .connectionFailed
        default: .connectionBroken
        }
    }
}
