import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Storage

/// What Hummingbird hands over beside a request.
struct ConnectionContext: InitializableFromSource, Sendable {
    /// The connection, which sends files by itself.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }
}

/// The path of a request through the server, from top to bottom.
struct Responder: HTTPResponder {
    private let instance: ServedInstance
    private let tokens: BearerTokens
    private let writeRight: WriteRight
    private let crossOrigin: CrossOrigin
    private let logger: Logger

    init(_ instance: ServedInstance, logger: Logger) {
        self.instance = instance
        self.logger = logger
        tokens = BearerTokens(instance.settings.bearerTokens)
        writeRight = WriteRight(instance.settings.writeAccess)
        crossOrigin = CrossOrigin(allowing: instance.settings.allowedOrigins)
    }

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        // Nothing is made for a client that does not take what was made before.
        if !context.channel.isWritable {
            try await context.channel.perform(AwaitedTaking())
        }
        let start = ContinuousClock.now
        let requestID = RequestIdentifier.make(
            for: request.headers, maximumLength: instance.limits.requestIDLength)
        var route = "-"
        var answer: Answer
        do {
            answer = try await self.answer(to: request, route: &route)
            if request.method == .get {
                try instance.unsent.admit(answer, context.channel, instance.limits)
            }
        } catch let error as HTTPParserError {
            throw error
        } catch {
            answer = self.answer(to: error, request.head, requestID: requestID)
        }
        answer.headers[.xRequestID] = requestID
        if request.headers[.connection] == "close" { answer.headers[.connection] = "close" }
        crossOrigin.apply(to: &answer.headers, for: request.head)
        logger.debug(
            "request",
            metadata: [
                "requestID": "\(requestID)", "method": "\(request.method.rawValue)",
                "route": "\(route)", "status": "\(answer.status.code)",
                "duration": "\(start.duration(to: .now))",
            ])
        if let ticket = answer.ticket, request.method == .get {
            context.channel.triggerUserOutboundEvent(
                IssuedTicket(ticket: ticket, requestID: requestID, route: route), promise: nil)
        }
        return try await response(
            answer, to: request.head, requestID: requestID, context.channel)
    }

    private func answer(to request: Request, route: inout String) async throws -> Answer {
        if let refused = RefusedRequest(request.method) { throw refused.error(instance.limits) }
        let path = request.head.path ?? ""
        if path == "*", request.method == .options {
            return Answer(
                status: .noContent,
                headers: [.allow: "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS"])
        }
        let target = try RequestTarget(path)
        let matches = Routes.matches(target.segments)
        if request.method == .options, !matches.isEmpty {
            let methods = Routes.methods(of: matches).joined(separator: ", ")
            return Answer(status: .noContent, headers: [.allow: methods])
        }
        let method = request.method == .head ? .get : request.method
        let match = matches.first { $0.route.method == method }
        // An attachment's action looks at the signature where there is no token.
        if match?.route.access != .open, match?.route.access != .attachment {
            try authorize(request.headers, target, hasRoute: match != nil)
        }
        guard let match else { throw Self.noRoute(request.method, matches) }
        route = match.route.pattern
        let call = try Call(
            instance: instance, head: request.head, body: request.body, target: target,
            base: match.base.map { try instance.base($0) } ?? instance.bases[0],
            namesBase: match.base != nil,
            isTrusted: match.route.access == .attachment ? tokens.accept(request.headers) : true,
            mayWrite: writeRight.includes(request.headers),
            parameters: match.parameters)
        guard method == .get else {
            // What changes something may wait for the disk, and event loops never do.
            return try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await Self.answer(call, match.route.action)
            }
        }
        return try await Self.answer(call, match.route.action)
    }

    private func authorize(
        _ headers: HTTPFields, _ target: RequestTarget, hasRoute: Bool
    ) throws {
        switch target.segments.first {
        case "api": try tokens.check(headers)
        case AirtableRoutes.version:
            switch tokens.examine(headers) {
            case .known: break
            case .missing, .unreadable: throw AirtableErrorBody.authenticationRequired
            case .unknown: throw AirtableErrorBody.unauthorized
            }
        default: if hasRoute { try tokens.check(headers) }
        }
    }

    /// Runs a route's action, and again when the copy moved on between two looks at it.
    private static func answer(_ call: Call, _ action: Route.Action) async throws -> Answer {
        for _ in 1..<call.limits.looks {
            do {
                return try await action(call)
            } catch let error as StorageError where error.code == .moved {
                // It may have moved by another process's doing.
                _ = try call.instance.store.notice()
            } catch let error as StorageError where error.code == .corrupt {
                // If the file is damaged, the one kept for rollback takes its place.
                let (store, base) = (call.instance.store, call.base)
                try await call.instance.queries.run { _ in try store.base(base).checkServing() }
            }
        }
        return try await action(call)
    }

    private static func noRoute(
        _ method: HTTPRequest.Method, _ matches: [Routes.Match]
    ) -> HTTPServerError {
        guard matches.isEmpty else {
            let allowed = Routes.methods(of: matches)
            return HTTPServerError(
                .methodNotAllowed, "This path does not take \(method.rawValue).",
                hint: "It takes \(allowed.joined(separator: ", ")).", allowedMethods: allowed)
        }
        return HTTPServerError(
            .unknownRoute, "There is nothing at this path.",
            hint: "The API begins at /api/tables, Airtable's at /v0; /health tells how we are.")
    }

    /// Under `/v0` errors have Airtable's form, elsewhere ours.
    private func answer(
        to error: any Error, _ request: HTTPRequest, requestID: String
    ) -> Answer {
        if AirtableRoutes.contains(request.path ?? "") {
            let response = AirtableErrorResponse(error)
            if response.isInternal { log(error, requestID) }
            return response.answer
        }
        let response = ErrorResponse(error)
        if response.isInternal { log(error, requestID) }
        return response.answer(requestID: requestID)
    }

    private func log(_ error: any Error, _ requestID: String) {
        logger.error(
            "a request failed", metadata: ["requestID": "\(requestID)", "error": "\(error)"])
    }

    // MARK: From an answer to a response

    private func response(
        _ answer: Answer, to request: HTTPRequest, requestID: String, _ channel: any Channel
    ) async throws -> Response {
        let coder = AnswerCoding(request, limits: instance.limits)
        var headers = answer.headers
        let body: ResponseBody
        switch answer.body {
        case .none: return Response(status: answer.status, headers: headers)
        case .bytes(let bytes):
            let coded = try await coder.encode(bytes, headers: &headers)
            headers[.contentLength] = String(coded.readableBytes)
            body = ResponseBody(byteBuffer: coded)
        case .file(let file):
            headers[.contentLength] = String(file.count)
            body = file.responseBody(channel)
        case .events(let stream):
            body = ResponseBody { writer in try await stream.write(to: &writer) }
        case .export(let export):
            // The first page is read before the head is sent: a query that fails then still has
            // a status to fail with.
            do {
                let first = try await export.chunk(after: nil)
                return try await stream(
                    export, from: first, answer, coder.encodesExport(headers: &headers), headers,
                    isHead: request.method == .head)
            } catch {
                return try await response(
                    self.answer(to: error, request, requestID: requestID).identified(requestID),
                    to: request, requestID: requestID, channel)
            }
        }
        let isHead = request.method == .head
        return Response(
            status: answer.status, headers: headers, body: isHead ? ResponseBody() : body)
    }

    private func stream(
        _ export: RecordExport, from first: RecordExport.Chunk, _ answer: Answer,
        _ isCompressed: Bool, _ headers: HTTPFields, isHead: Bool
    ) async throws -> Response {
        var headers = headers
        if isHead {
            // An answer to HEAD cannot say "chunked" without sending a chunk, so it is measured.
            var length = 0
            var parts = export.parts(from: first, isCompressed: isCompressed)
            while let part = try await parts.next() { length += part.readableBytes }
            headers[.contentLength] = String(length)
            return Response(status: answer.status, headers: headers)
        }
        let body = ResponseBody { writer in
            var parts = export.parts(from: first, isCompressed: isCompressed)
            while let part = try await parts.next() { try await writer.write(part) }
            try await writer.finish(nil)
        }
        return Response(status: answer.status, headers: headers, body: body)
    }
}

extension Answer {
    fileprivate func identified(_ requestID: String) -> Answer {
        var answer = self
        answer.headers[.xRequestID] = requestID
        return answer
    }
}
