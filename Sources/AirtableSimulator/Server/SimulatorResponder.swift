import AirtableAPI
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What Hummingbird hands over with a request: also the connection, which faults break.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }
}

/// Carries replies out over a connection.
struct SimulatorResponder: HTTPResponder {
    /// How long a connection stays silent, at most, for a client that never gives up.
    static let silence = Duration.seconds(600)

    let airtable: SimulatedAirtable

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        guard request.method != .options else { return Self.preflight }
        var incoming = request
        var body: [UInt8] = []
        if request.method != .get && request.method != .head {
            do {
                let buffer = try await incoming.collectBody(upTo: SimulatorServer.bodySizeLimit)
                body = Array(buffer.readableBytesView)
            } catch {
                return Self.response(Refusal(.contentTooLarge, .tooLarge).response)
            }
        }
        let asked = AirtableRequest(
            method: request.method, path: request.uri.string, headerFields: request.headers,
            body: body)
        if let answer = AdminAPI(airtable: airtable).respond(to: asked) {
            return Self.response(answer)
        }
        if asked.path.hasPrefix(FileAddress.prefix) {
            let reply = airtable.files.answer(
                path: asked.path, range: asked.headerFields[.range])
            return try await carryOut(reply, request, context.channel)
        }
        return try await carryOut(airtable.answer(asked), request, context.channel)
    }

    private func carryOut(
        _ reply: FileReply, _ request: Request, _ channel: any Channel
    ) async throws -> Response {
        switch reply.delivery {
        case .whole: return Self.response(reply.response)
        case .drip(let pieces, let pause): return drip(reply.response, pieces, pause)
        case .silence:
            return try await carryOut(
                Reply(response: reply.response, delivery: .silence), request, channel)
        case .cut(let count):
            var response = Self.response(reply.response)
            let part = ByteBuffer(bytes: reply.response.body.prefix(count))
            response.body = ResponseBody(contentLength: reply.response.body.count) { writer in
                try await writer.write(part)
                try await channel.close()
                throw CancellationError()
            }
            return response
        }
    }

    private func carryOut(
        _ reply: Reply, _ request: Request, _ channel: any Channel
    ) async throws -> Response {
        if reply.delay > .zero { try await airtable.clock.sleep(for: reply.delay) }
        switch reply.delivery {
        case .whole: return Self.response(reply.response)
        case .drip(let pieces, let pause): return drip(reply.response, pieces, pause)
        case .reset:
            try await Self.reset(channel)
            throw CancellationError()
        case .silence:
            if request.method == .get {
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await Task.sleep(for: Self.silence)
                }
            } else {
                try await Task.sleep(for: Self.silence)
            }
            try await channel.close()
            throw CancellationError()
        }
    }

    /// Closes a connection so that the client sees a reset: with a linger time of zero the kernel
    /// sends RST in place of FIN.
    private static func reset(_ channel: any Channel) async throws {
        if let options = channel as? any SocketOptionProvider {
            var linger = try await options.getSoLinger().get()
            // `struct linger` is two C ints, on and seconds. Its members can be named only by who
            // imports a module that SwiftNIO does not offer.
            withUnsafeMutableBytes(of: &linger) { bytes in
                bytes.storeBytes(of: 1, toByteOffset: 0, as: CInt.self)
                bytes.storeBytes(of: 0, toByteOffset: MemoryLayout<CInt>.stride, as: CInt.self)
            }
            try await options.setSoLinger(linger).get()
        }
        try await channel.close()
    }

    private func drip(
        _ answer: AirtableResponse, _ pieces: Int, _ pause: Duration
    ) -> Response {
        var response = Self.response(answer)
        let clock = airtable.clock
        let size = max(1, (answer.body.count + pieces - 1) / pieces)
        response.body = ResponseBody(contentLength: answer.body.count) { writer in
            for start in stride(from: 0, to: answer.body.count, by: size) {
                try await clock.sleep(for: pause)
                let end = min(start + size, answer.body.count)
                try await writer.write(ByteBuffer(bytes: answer.body[start..<end]))
            }
            try await writer.finish(nil)
        }
        return response
    }

    private static func response(_ answer: AirtableResponse) -> Response {
        Response(
            status: answer.status, headers: answer.headerFields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// Browsers ask before they send a token to another host.
    private static let preflight = Response(
        status: .ok,
        headers: [
            .accessControlAllowOrigin: "*",
            .accessControlAllowMethods: "DELETE,GET,OPTIONS,PATCH,POST,PUT",
            .accessControlAllowHeaders: """
            authorization,content-length,content-type,user-agent,x-airtable-application-id,\
            x-airtable-user-agent,x-api-version,x-requested-with
            """,
        ])
}
