import AirtableAPI
import HTTPTypes

/// A request's path and query, read. A trailing slash and an empty query mean nothing: airtable.js
/// writes both.
struct Route: Sendable {
    enum Endpoint: Sendable, Hashable {
        case whoAmI
        case bases
        case schema(BaseID)
        /// The table by id or name; GET, or POST to `listRecords`.
        case list(BaseID, String)
        case record(BaseID, String, String)
        case write(BaseID, String, RecordWrite)
        case comments(BaseID, String, CommentCall)
        /// The record and the field, by id or name; the table is not named.
        case upload(BaseID, String, String)
        case webhooks(BaseID, WebhookCall)

        /// Whether it changes records or comments.
        var isWrite: Bool {
            switch self {
            case .write, .upload, .comments(_, _, .create), .comments(_, _, .update),
                .comments(_, _, .delete):
                true
            case .whoAmI, .bases, .schema, .list, .record, .comments, .webhooks: false
            }
        }
    }

    /// Nil for a route that Airtable, or this simulator of it, does not have.
    let endpoint: Endpoint?
    /// Nil when the query cannot be read.
    let query: QueryString?

    init(_ request: AirtableRequest) {
        let halves = request.path.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        query = halves.count > 1 ? QueryString(parsing: halves[1]) : QueryString()
        var parts = (halves.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
            .map { QueryString.decode($0) }
        if parts.first == "" { parts.removeFirst() }
        if parts.last == "" { parts.removeLast() }
        let segments = parts.compactMap { $0 }
        guard segments.count == parts.count, segments.first == "v0" else {
            endpoint = nil
            return
        }
        endpoint = Self.endpoint(request.method, segments.dropFirst())
    }

    private static func endpoint(
        _ method: HTTPRequest.Method, _ segments: ArraySlice<String>
    ) -> Endpoint? {
        let parts = Array(segments)
        switch (method, parts.count) {
        case (.get, 2) where parts == ["meta", "whoami"]: return .whoAmI
        case (.get, 2) where parts == ["meta", "bases"]: return .bases
        case (.get, 4) where parts[0] == "meta" && parts[1] == "bases" && parts[3] == "tables":
            return .schema(BaseID(parts[2]))
        case (_, 3...) where parts[0] == "bases" && parts[2] == "webhooks":
            return WebhookCall(method, Array(parts.dropFirst(3))).map {
                .webhooks(BaseID(parts[1]), $0)
            }
        case (_, _) where parts.first?.hasPrefix(BaseID.prefix) != true: return nil
        case (.get, 2): return .list(BaseID(parts[0]), parts[1])
        case (.post, 3) where parts[2] == "listRecords": return .list(BaseID(parts[0]), parts[1])
        case (.get, 3): return .record(BaseID(parts[0]), parts[1], parts[2])
        case (.post, 4) where parts[3] == "uploadAttachment":
            return .upload(BaseID(parts[0]), parts[1], parts[2])
        case (_, 4...) where parts[3] == "comments":
            return CommentCall(method, record: parts[2], Array(parts.dropFirst(4))).map {
                .comments(BaseID(parts[0]), parts[1], $0)
            }
        case (_, 2...3):
            return RecordWrite(method, record: parts.count > 2 ? parts[2] : nil).map {
                .write(BaseID(parts[0]), parts[1], $0)
            }
        default: return nil
        }
    }

    /// The base whose rate limit the request counts in.
    var base: BaseID? {
        switch endpoint {
        case .schema(let base), .list(let base, _), .record(let base, _, _),
            .write(let base, _, _), .comments(let base, _, _), .upload(let base, _, _),
            .webhooks(let base, _):
            base
        case .whoAmI, .bases, nil: nil
        }
    }

    /// Whether the request counts in the monthly quota.
    var isData: Bool {
        switch endpoint {
        case .list, .record, .write, .comments, .upload, .webhooks: true
        case .whoAmI, .bases, .schema, nil: false
        }
    }

    /// The table that the request names.
    var table: String? {
        switch endpoint {
        case .list(_, let table), .record(_, let table, _), .write(_, let table, _),
            .comments(_, let table, _):
            table
        case .whoAmI, .bases, .schema, .upload, .webhooks, nil: nil
        }
    }

    /// The base and the webhook that the request names.
    var webhook: (base: BaseID, id: WebhookID)? {
        guard case .webhooks(let base, let call) = endpoint else { return nil }
        return call.webhook.map { (base, $0) }
    }
}
