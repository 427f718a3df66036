import AirtableAPI
import HTTPTypes
import Synchronization

/// The way of a request, from top to bottom: count · draw a fault · token · rate limits · quota ·
/// endpoint.
extension SimulatedAirtable {
    func answer(_ request: AirtableRequest) -> Reply {
        let route = Route(request)
        let now = elapsed()
        let (fault, delay) = state.withLock { state -> (Fault?, Duration) in
            state.counts.arrived(at: now)
            if let base = route.base { state.baseCounts[base, default: .init()].arrived(at: now) }
            let fault = state.faults.next()
            if let fault { state.faultCounts[fault, default: 0] += 1 }
            return (fault, state.latency.draw(&state.random))
        }
        var reply = struck(by: fault, request, route, at: now)
        reply.delay = delay
        if reply.delivery == .whole || reply.delivery.isDrip {
            let status = reply.response.status.code
            state.withLock { state in
                state.counts.answered(status)
                if let base = route.base { state.baseCounts[base]?.answered(status) }
            }
        }
        return reply
    }

    /// The answer of an Airtable that has no faults.
    func honestResponse(
        to request: AirtableRequest, _ route: Route, at now: Duration
    ) -> AirtableResponse {
        do throws(Refusal) {
            let token = try authenticate(request)
            try admit(route, token, at: now)
            return try endpoint(request, route, token, at: now)
        } catch {
            return error.response
        }
    }

    private func authenticate(_ request: AirtableRequest) throws(Refusal) -> AccessToken {
        guard let header = request.headerFields[.authorization],
            let space = header.firstIndex(of: " "), header[..<space].lowercased() == "bearer"
        else { throw Refusal(.unauthorized, .authenticationRequired) }
        let text = header[header.index(after: space)...].drop { $0 == " " }
        guard !text.isEmpty else { throw Refusal(.unauthorized, .authenticationRequired) }
        guard let token = state.withLock({ $0.tokens[String(text)] }) else {
            throw Refusal(.unauthorized, .unauthorized)
        }
        return token
    }

    private func admit(
        _ route: Route, _ token: AccessToken, at now: Duration
    ) throws(Refusal) {
        let refusal = state.withLock { $0.refusal(route, token, at: now) }
        if let refusal { throw refusal }
    }

    private func endpoint(
        _ request: AirtableRequest, _ route: Route, _ token: AccessToken, at now: Duration
    ) throws(Refusal) -> AirtableResponse {
        guard request.path.utf8.count < AirtableLimits.urlLength else {
            throw Refusal(.unprocessableContent, .invalidRequest)
        }
        guard let endpoint = route.endpoint else { throw Refusal(.notFound, .notFound) }
        guard token.writesRecords || !endpoint.isWrite else {
            throw Refusal(.forbidden, .invalidPermissionsOrModelNotFound)
        }
        switch endpoint {
        case .whoAmI:
            return .json(WhoAmI(id: token.user, email: token.email).json.bytes)
        case .bases: return try listBases(route, token)
        case .schema(let base): return try baseSchema(route, self.base(base, for: token))
        case .list(let base, let table):
            return try listRecords(
                request, route, self.base(base, for: token), table: table, at: now)
        case .record(let base, let table, let record):
            return try getRecord(
                route, self.base(base, for: token), table: table, record: record)
        case .write(let base, let table, let write):
            return try writeRecords(
                request, route, self.base(base, for: token), token, table: table, write)
        case .comments(let base, let table, let call):
            return try comments(
                call, request, route, self.base(base, for: token), token, table: table)
        case .upload(let base, let record, let field):
            return try uploadAttachment(
                request, self.base(base, for: token), token, record: record, field: field)
        case .webhooks(let base, let call):
            guard token.managesWebhooks else {
                throw Refusal(.forbidden, .invalidPermissionsOrModelNotFound)
            }
            return try webhooks(call, request, route, self.base(base, for: token))
        }
    }

    private func base(
        _ id: BaseID, for token: AccessToken
    ) throws(Refusal) -> SimulatedBase {
        guard token.grants(id), let base = base(id) else {
            throw Refusal(.forbidden, .invalidPermissionsOrModelNotFound)
        }
        return base
    }
}

extension SimulatedAirtable.State {
    /// Why the limits refuse a request that arrives now; nil admits it and counts it.
    fileprivate mutating func refusal(
        _ route: Route, _ token: AccessToken, at now: Duration
    ) -> Refusal? {
        if let limit = limits.requestsPerSecondPerToken,
            !tokenWindows[token.text, default: .init()].admit(
                at: now, limit: limit, penalty: limits.penalty)
        {
            return .rateLimit(limits)
        }
        guard let base = route.base else { return nil }
        if let limit = limits.requestsPerSecondPerBase,
            !baseWindows[base, default: .init()].admit(
                at: now, limit: limit, penalty: limits.penalty)
        {
            return .rateLimit(limits)
        }
        // Reports say that /v0/meta/* kept working while data calls were blocked.
        guard let quota = limits.monthlyCalls, route.isData else { return nil }
        guard monthlyCalls < quota else {
            return Refusal(.tooManyRequests, .billingLimitExceeded)
        }
        monthlyCalls += 1
        return nil
    }
}

extension Reply.Delivery {
    fileprivate var isDrip: Bool { if case .drip = self { true } else { false } }
}
