package import AirtableAPI
import HTTPTypes

/// Requests of others, passed on to Airtable with our token, and the answer as it came.
extension Airtable {
    /// Sends a request within the limits of its base.
    ///
    /// - Parameters:
    ///   - request: our token is put in; its header fields are sent as they are.
    ///   - isRepeatable: whether sending it twice does no harm. Then a 429, a 5xx and a lost answer
    ///     are tried again for some seconds; else it is sent once.
    /// - Returns: Airtable's answer, whatever its status.
    /// - Throws: `AirtableClientError` when there is none, `CancellationError`.
    package func pass(
        _ request: AirtableRequest, base: BaseID, isRepeatable: Bool
    ) async throws -> AirtableResponse {
        var history = RetryPolicy.History()
        let start = ElapsedTime(core.clock)
        while true {
            var response: AirtableResponse?
            let failure: AttemptFailure
            do {
                let answer = try await exchange(
                    request, lane: .base(base), patience: AirtableClientLimits.patience)
                guard answer.status.kind != .successful else { return answer }
                failure = AttemptFailure(response: answer, what: "what was passed on")
                response = answer
            } catch let error as AttemptFailure {
                failure = error
            }
            if case .rateLimited = failure { await core.limiter.rateLimited(lane: .base(base)) }
            history.elapsed = start.now
            let wait = core.wait(after: failure, &history, by: .passing)
            core.report(
                failure, what: "passed on", attempt: history, wait: isRepeatable ? wait : nil)
            guard isRepeatable, let wait else {
                if let response { return response }
                throw failure.error
            }
            try await core.clock.sleep(for: wait)
        }
    }
}

extension AirtableRequest {
    /// A request by the texts that a client sent.
    ///
    /// - Parameters:
    ///   - method: such as `PATCH`; nil is returned for what is no method.
    ///   - path: path and query from `/v0` on, percent-encoded.
    package init?(
        method: String, path: String, contentType: String?, body: [UInt8],
        service: Service = .api
    ) {
        guard let method = HTTPRequest.Method(method) else { return nil }
        var fields = HTTPFields()
        if let contentType { fields[.contentType] = contentType }
        self.init(method: method, path: path, headerFields: fields, body: body)
        self.service = service
    }
}

extension AirtableResponse {
    package var statusCode: Int { status.code }
    package var contentType: String? { headerFields[.contentType] }
    package var retryAfter: String? { headerFields[.retryAfter] }
}

extension AirtableError {
    package var statusCode: Int { status.code }
}

extension AirtableClientError {
    /// Whether the request that failed certainly never reached Airtable.
    package var isUnsent: Bool {
        switch code {
        case .queueFull, .budgetExhausted: true
        case .rateLimited: cause == nil
        default: (cause as? AirtableTransportError)?.reason == .connectionFailed
        }
    }
}
