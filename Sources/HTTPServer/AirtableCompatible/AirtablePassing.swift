import AirtableAPI
import HTTPTypes
import NIOCore
import Sync

/// Requests that Airtable answers: writes, and what the copy does not hold or cannot tell exactly.
enum AirtablePassing {
    // MARK: Routes

    /// Creates, updates or deletes records. The answer is in the copy before the reply.
    static func write(_ call: Call) async throws -> Answer {
        guard let method = WriteRequest.Method(rawValue: call.head.method.rawValue) else {
            preconditionFailure("no route writes by \(call.head.method)")
        }
        guard call.mayWrite else { throw AirtableErrorBody.notPermitted }
        return try await admitted(call) { body in
            let request = WriteRequest(
                method: method, table: call.parameter("table"), record: call.parameters["record"],
                query: call.target.rawQuery, contentType: call.head.headerFields[.contentType],
                body: body, idempotencyKey: call.head.headerFields[.idempotencyKey],
                client: BearerTokens.mark(of: call.head.headerFields))
            let answer = try await call.instance.syncEngine.writes.write(request, base: call.base)
            return try Answer(answer, call, copyHasAll: answer.isSuccess && answer.isInCopy)
        }
    }

    /// Passes a request on as it came: comments, uploads and webhooks, which the copy does not hold.
    static func forward(_ call: Call) async throws -> Answer {
        let isRead = call.head.method == .get || call.head.method == .head
        guard isRead || call.mayWrite else { throw AirtableErrorBody.notPermitted }
        return try await admitted(call) { body in
            let answer = try await call.instance.syncEngine.forwarding.forward(
                request(call, body), base: call.base)
            return try Answer(answer, call)
        }
    }

    // MARK: Questions that the copy cannot answer

    /// Has Airtable answer a listing or a record, as one of a limited number.
    ///
    /// - Parameter body: of a listing by POST, which was read already.
    /// - Throws: Airtable's 422 where nothing is passed on.
    static func ask(_ call: Call, body: [UInt8] = []) async throws -> Answer {
        let forwarding = call.instance.syncEngine.forwarding
        guard forwarding.isOn else { throw AirtableErrorBody.invalidRequest }
        try call.instance.passing.enter()
        defer { call.instance.passing.leave() }
        return try Answer(
            await forwarding.forward(request(call, body), base: call.base), call)
    }

    private static func request(_ call: Call, _ body: [UInt8]) -> ForwardRequest {
        let method = call.head.method == .head ? HTTPRequest.Method.get : call.head.method
        let path = call.head.path?.prefix { $0 != "?" && $0 != "#" } ?? ""
        return ForwardRequest(
            method: method.rawValue, path: String(path.dropFirst(AirtableRoutes.version.count + 1)),
            query: call.target.rawQuery, contentType: call.head.headerFields[.contentType],
            body: body, mayWrite: call.mayWrite)
    }

    /// Gathers the body and passes the request on, as one of a limited number.
    private static func admitted(
        _ call: Call, _ pass: ([UInt8]) async throws -> Answer
    ) async throws -> Answer {
        try call.instance.passing.enter()
        defer { call.instance.passing.leave() }
        let body = try await call.bodyBytes(limit: call.limits.passedBodyBytes)
        return try await pass(body)
    }
}

extension Answer {
    /// An answer of Airtable, as it came but for addresses of attachments.
    fileprivate init(_ answer: AirtableAnswer, _ call: Call, copyHasAll: Bool = false) throws {
        var headers: HTTPFields = [.cacheControl: "no-store", .source: "airtable"]
        headers[.contentType] = answer.contentType
        headers[.retryAfter] = answer.retryAfter
        self.init(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: .bytes(ByteBuffer(bytes: try call.passedBody(answer, copyHasAll: copyHasAll))))
    }
}
