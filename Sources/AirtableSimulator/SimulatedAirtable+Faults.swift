import AirtableAPI
import HTTPTypes
import Synchronization

/// What each fault does to a request.
extension SimulatedAirtable {
    func struck(
        by fault: Fault?, _ request: AirtableRequest, _ route: Route, at now: Duration
    ) -> Reply {
        switch fault {
        case .reset: return Reply(response: .json([]), delivery: .reset)
        case .timeout: return Reply(response: .json([]), delivery: .silence)
        case .rateLimit: return Reply(response: lockOut(route, at: now))
        case .quota: return refuse(.tooManyRequests, .billingLimitExceeded)
        case .serverError:
            return refuse(.internalServerError, AirtableErrorBody(type: "INTERNAL_SERVER_ERROR"))
        case .unavailable: return refuse(.serviceUnavailable, .retriable)
        case .badGateway: return Reply(response: .badGateway)
        case .expiredIterator: loseIterator(route)
        case .tableGone: loseTable(route)
        case .fieldRenamed: renameField(route)
        case .tokenRevoked: revokeToken(of: request)
        case .webhookGone: loseWebhook(route)
        case .truncated, .slowDrip, .answerLost, nil: break
        }
        var reply = Reply(response: files.signed(honestResponse(to: request, route, at: now)))
        if fault == .truncated, reply.response.body.count > 1 {
            reply.response.body.removeLast(1 + cut(reply.response.body.count))
        }
        if fault == .answerLost { reply.delivery = .reset }
        if fault == .slowDrip {
            let plan = faults
            reply.delivery = .drip(pieces: max(1, plan.dripPieces), pause: plan.dripPause)
        }
        return reply
    }

    private func refuse(_ status: HTTPResponse.Status, _ body: AirtableErrorBody) -> Reply {
        Reply(response: Refusal(status, body).response)
    }

    /// How many bytes of a body are cut off, beside the last one.
    private func cut(_ count: Int) -> Int {
        state.withLock { Int($0.random.next(upperBound: UInt64(count - 1))) }
    }

    private func lockOut(_ route: Route, at now: Duration) -> AirtableResponse {
        state.withLock { state in
            if let base = route.base, state.limits.requestsPerSecondPerBase != nil {
                state.baseWindows[base, default: .init()].lock(
                    at: now, penalty: state.limits.penalty)
            }
            return Refusal.rateLimit(state.limits).response
        }
    }

    private func loseIterator(_ route: Route) {
        guard let token = route.query?["offset"].flatMap(IteratorToken.init) else { return }
        state.withLock { $0.iterators.remove(token.iterator) }
    }

    private func loseTable(_ route: Route) {
        guard let id = route.base, let table = route.table else { return }
        // A table that is gone already stays gone.
        try? base(id)?.deleteTable(table)
    }

    private func loseWebhook(_ route: Route) {
        guard let (base, id) = route.webhook else { return }
        self.base(base)?.state.withLock { $0.webhooks.removeAll { $0.id == id } }
    }

    private func renameField(_ route: Route) {
        guard let id = route.base, let table = route.table, let base = base(id),
            let fields = base.schema.table(idOrName: table)?.fields, !fields.isEmpty
        else { return }
        let (field, number) = state.withLock { state in
            (state.random.one(of: fields), state.random.integer(1...999_999))
        }
        // The table may have gone since; then there is nothing to rename.
        try? base.renameField(field.id.rawValue, of: table, to: "\(field.name) \(number)")
    }

    private func revokeToken(of request: AirtableRequest) {
        guard let header = request.headerFields[.authorization] else { return }
        revoke(String(header.split(separator: " ").last ?? ""))
    }
}

extension AirtableResponse {
    fileprivate static let badGateway = AirtableResponse(
        status: .badGateway, headerFields: [.contentType: "text/html"],
        body: Array(
            """
            <html><head><title>502 Bad Gateway</title></head>\
            <body><center><h1>502 Bad Gateway</h1></center></body></html>
            """.utf8))
}
