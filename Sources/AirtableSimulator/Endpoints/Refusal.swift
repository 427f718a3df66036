import AirtableAPI
import HTTPTypes

/// An answer that is not a success.
struct Refusal: Error {
    var status: HTTPResponse.Status
    var body: AirtableErrorBody
    var headerFields: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ body: AirtableErrorBody) {
        self.status = status
        self.body = body
    }

    static func rateLimit(_ limits: SimulatorLimits) -> Refusal {
        var refusal = Refusal(.tooManyRequests, .rateLimitReached)
        if limits.rateLimitAnswer.isList { refusal.body.shape = .list }
        if limits.rateLimitAnswer.hasRetryAfter {
            refusal.headerFields[.retryAfter] = String(limits.penalty.components.seconds)
        }
        return refusal
    }

    var response: AirtableResponse {
        var response = AirtableResponse.json(body.json.bytes, status: status)
        response.headerFields.append(contentsOf: headerFields)
        return response
    }
}

extension AirtableResponse {
    static func json(
        _ body: [UInt8], status: HTTPResponse.Status = .ok
    ) -> AirtableResponse {
        AirtableResponse(
            status: status,
            headerFields: [
                .contentType: "application/json; charset=utf-8",
                .accessControlAllowOrigin: "*",
            ], body: body)
    }
}

extension AirtableRequest {
    /// The body as a JSON object.
    ///
    /// - Throws: 400 for what is no JSON, 422 for JSON that is no object.
    func jsonObject() throws(Refusal) -> JSONObject {
        guard let json = try? JSONValue(parsing: body) else {
            throw Refusal(.badRequest, .invalidRequestBody)
        }
        guard let object = json.object else {
            throw Refusal(.unprocessableContent, .invalidRequestBody)
        }
        return object
    }
}
