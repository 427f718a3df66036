import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Synchronization

/// `/v0/bases/{base}/webhooks` and what is below it.
enum WebhookCall: Sendable, Hashable {
    case create, list
    case delete(WebhookID)
    case refresh(WebhookID)
    case enableNotifications(WebhookID)
    case payloads(WebhookID)

    /// - Parameter path: what follows `webhooks`.
    init?(_ method: HTTPRequest.Method, _ path: [String]) {
        let id = WebhookID(path.first ?? "")
        switch (method, path.count, path.last) {
        case (.post, 0, _): self = .create
        case (.get, 0, _): self = .list
        case (.delete, 1, _): self = .delete(id)
        case (.post, 2, "refresh"): self = .refresh(id)
        case (.post, 2, "enableNotifications"): self = .enableNotifications(id)
        case (.get, 2, "payloads"): self = .payloads(id)
        default: return nil
        }
    }

    var webhook: WebhookID? {
        switch self {
        case .create, .list: nil
        case .delete(let id), .refresh(let id), .enableNotifications(let id), .payloads(let id): id
        }
    }
}

extension SimulatedAirtable {
    func webhooks(
        _ call: WebhookCall, _ request: AirtableRequest, _ route: Route, _ base: SimulatedBase
    ) throws(Refusal) -> AirtableResponse {
        let now = wallNow()
        switch call {
        case .create: return .json(try createWebhook(request, base, at: now).json.bytes)
        case .list:
            return .json((["webhooks": .array(base.webhooks.map(\.json))] as JSONValue).bytes)
        case .delete(let id):
            try base.changeWebhook(id, at: now) { (state, index) throws(Refusal) in
                _ = state.webhooks.remove(at: index)
            }
            return .json([])
        case .refresh(let id):
            let expiry = try base.changeWebhook(id, at: now) { (state, index) throws(Refusal) in
                guard state.webhooks[index].isActive(at: now) else {
                    throw Refusal(.unprocessableContent, .invalidRequest)
                }
                state.prolong(index, at: now)
                return state.webhooks[index].expiry
            }
            return .json((["expirationTime": .string(WireTime.text(expiry))] as JSONValue).bytes)
        case .enableNotifications(let id):
            guard let isEnabled = try request.jsonObject()["enable"]?.bool else {
                throw Refusal(.unprocessableContent, .invalidRequest)
            }
            try base.changeWebhook(id, at: now) { (state, index) throws(Refusal) in
                state.webhooks[index].areNotificationsEnabled = isEnabled
                if !isEnabled { state.webhooks[index].pendingNotification = nil }
            }
            return .json(Array("{}".utf8))
        case .payloads(let id): return .json(try payloads(id, route, base, at: now).bytes)
        }
    }

    private func createWebhook(
        _ request: AirtableRequest, _ base: SimulatedBase, at now: Date
    ) throws(Refusal) -> CreatedWebhook {
        let json = try request.jsonObject()
        let url = json["notificationUrl"] ?? .null
        guard url.isNull || url.string.map(Self.isWebAddress) == true,
            let specification = WebhookSpecification(strictly: json["specification"])
        else { throw Refusal(.unprocessableContent, .invalidRequest) }
        let result: Result<CreatedWebhook, Refusal> = base.state.withLock { state in
            guard !state.isBroken(specification) else {
                return .failure(Refusal(.unprocessableContent, .invalidRequest))
            }
            guard let created = state.addWebhook(specification, url: url.string, at: now) else {
                return .failure(Refusal(.unprocessableContent, .tooManyWebhooks))
            }
            return .success(created)
        }
        return try result.get()
    }

    private func payloads(
        _ id: WebhookID, _ route: Route, _ base: SimulatedBase, at now: Date
    ) throws(Refusal) -> JSONValue {
        guard let query = route.query,
            query.items.allSatisfy({ $0.name == "cursor" || $0.name == "limit" }),
            let cursor = Int(query["cursor"] ?? "1"), cursor >= 1,
            let limit = Int(query["limit"] ?? "\(AirtableLimits.payloadsPerPage)"),
            (1...AirtableLimits.payloadsPerPage).contains(limit)
        else { throw Refusal(.unprocessableContent, .invalidRequest) }
        return try base.changeWebhook(id, at: now) { (state, index) throws(Refusal) in
            if state.webhooks[index].isActive(at: now) { state.prolong(index, at: now) }
            let webhook = state.webhooks[index]
            let (payloads, next) = webhook.page(cursor: cursor, limit: limit)
            return [
                "payloads": .array(payloads), "cursor": .number(JSONNumber(next)),
                "mightHaveMore": .bool(next < webhook.nextNumber),
            ]
        }
    }

    /// Whether a text is an address that a notification can be sent to.
    private static func isWebAddress(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.lowercased().hasPrefix) else {
            return false
        }
        let rest = text.dropFirst(scheme.count)
        guard let first = rest.first, !"/?#:".contains(first) else { return false }
        return text.allSatisfy { $0.isASCII && !$0.isWhitespace }
    }
}

extension SimulatedBase {
    /// Changes one webhook under the lock.
    ///
    /// - Throws: 404 where there is none of that id.
    func changeWebhook<Value: Sendable>(
        _ id: WebhookID, at now: Date,
        _ change: (inout State, Int) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let result: Result<Value, Refusal> = state.withLock { state in
            state.pruneWebhooks(at: now)
            guard let index = state.webhooks.firstIndex(where: { $0.id == id }) else {
                return .failure(Refusal(.notFound, .notFound))
            }
            do throws(Refusal) {
                return .success(try change(&state, index))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension SimulatedBase.State {
    fileprivate mutating func prolong(_ index: Int, at now: Date) {
        webhooks[index].expiry = now.addingTimeInterval(webhookSettings.lifetime.timeInterval)
    }
}

extension WebhookSpecification {
    /// Where changes can come from, as Airtable names it.
    private static let sources: Set<String> = [
        "client", "publicApi", "formSubmission", "formPageSubmission", "automation", "system",
        "sync", "anonymousUser", "unknown",
    ]

    /// Nil also for what a lenient reader drops: unknown types and sources.
    fileprivate init?(strictly json: JSONValue?) {
        guard let json, let read = try? WebhookSpecification(json: json) else { return nil }
        let filters = json["options"]?["filters"]
        guard filters?["dataTypes"]?.array?.count == read.dataTypes.count,
            filters?["changeTypes"]?.array?.count == read.changeTypes?.count,
            read.fromSources?.allSatisfy(Self.sources.contains) ?? true
        else { return nil }
        self = read
    }
}

extension AirtableErrorBody {
    /// 422 for one webhook more than a base may have. Airtable does not document the type.
    static let tooManyWebhooks = AirtableErrorBody(
        type: "TOO_MANY_WEBHOOKS_IN_BASE",
        message: "The base has the maximum number of webhooks already")
}
