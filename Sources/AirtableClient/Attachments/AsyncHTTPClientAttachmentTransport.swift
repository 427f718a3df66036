package import AirtableAPI
import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOHTTP1

/// The network as a way to attachments' files.
///
/// A client of its own: no token ever passes it, files come as they are, and they take no
/// connection from the API's.
package final class AsyncHTTPClientAttachmentTransport: AttachmentTransport {
    private let client: HTTPClient
    private let userAgent: String

    /// - Parameters:
    ///   - connections: to one host at the same time.
    ///   - version: sent as `User-Agent: aircache/VERSION`.
    package init(connections: Int, version: String) {
        userAgent = "aircache/\(version)"
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(AirtableClientLimits.connectTimeout),
                read: TimeAmount(AirtableClientLimits.attachmentSilence)),
            decompression: .disabled)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes the connections. Must be called before the transport is let go of.
    package func shutdown() async throws {
        try await client.shutdown()
    }

    package func download(
        _ url: String, receive: @escaping @Sendable (AttachmentPart) async throws -> Void
    ) async throws {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: userAgent)
        request.headers.add(name: "Accept-Encoding", value: "identity")
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, deadline: .distantFuture)
        } catch {
            throw Self.failure(error)
        }
        var fields = HTTPFields()
        for (name, value) in response.headers {
            if let name = HTTPField.Name(name) {
                fields.append(HTTPField(name: name, value: value))
            }
        }
        try await receive(.head(.init(code: Int(response.status.code)), fields))
        do {
            for try await part in response.body {
                do {
                    try await receive(.bytes(Array(part.readableBytesView)))
                } catch {
                    throw ReceiverFailure(cause: error)
                }
            }
        } catch let failure as ReceiverFailure {
            throw failure.cause
        } catch {
            throw Self.failure(error)
        }
    }

    /// What the receiver threw, as opposed to what the network did.
    private struct ReceiverFailure: Error {
        let cause: any Error
    }

    private static func failure(_ error: any Error) -> any Error {
        if Task.isCancelled || error is CancellationError { return CancellationError() }
        return AirtableTransportError(network: error)
    }
}
