import HTTPTypes

/// What browsers may do from pages of other origins: nothing, unless the origin is on the list.
struct CrossOrigin: Sendable {
    private let origins: Set<String>

    init(allowing origins: [String]) {
        self.origins = Set(origins)
    }

    /// Whether the request is a browser's question before the real one.
    static func isPreflight(_ request: HTTPRequest) -> Bool {
        request.method == .options && request.headerFields[.origin] != nil
            && request.headerFields[.accessControlRequestMethod] != nil
    }

    /// Adds what the origin of `request` is granted; nothing for one that is not on the list.
    func apply(to headers: inout HTTPFields, for request: HTTPRequest) {
        guard !origins.isEmpty else { return }
        headers.addVary("Origin")
        guard let origin = request.headerFields[.origin], let granted = grant(origin) else {
            return
        }
        headers[.accessControlAllowOrigin] = granted
        if Self.isPreflight(request) {
            headers[.accessControlAllowMethods] =
                headers[.allow] ?? "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS"
            headers[.accessControlAllowHeaders] = Self.requestHeaders
            headers[.accessControlMaxAge] = "600"
        } else {
            headers[.accessControlExposeHeaders] = Self.exposedHeaders
        }
    }

    private func grant(_ origin: String) -> String? {
        if origins.contains(origin) { return origin }
        return origins.contains("*") ? "*" : nil
    }

    /// Ours, and those that Airtable's own client for browsers sends.
    private static let requestHeaders =
        "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, "
        + "X-Airtable-Application-Id, X-Airtable-User-Agent, X-Api-Version, X-Request-Id, "
        + "X-Requested-With"

    private static let exposedHeaders =
        "Age, ETag, Location, Retry-After, X-Aircache-Generation, X-Aircache-Next-Cursor, "
        + "X-Aircache-Paused, X-Aircache-Source, X-Aircache-Synced-At, X-Aircache-View-Age, "
        + "X-Request-Id"
}

extension HTTPFields {
    /// Names a request header that the answer depends on.
    mutating func addVary(_ name: String) {
        self[.vary] = self[.vary].map { $0 + ", " + name } ?? name
    }
}
