import HTTPTypes

extension HTTPField.Name {
    static let xRequestID = name("X-Request-Id")
    /// When the sync that the answer stems from began.
    static let syncedAt = name("X-Aircache-Synced-At")
    static let generation = name("X-Aircache-Generation")
    /// Where the next page of a CSV or NDJSON list begins; JSON says it in the body.
    static let nextCursor = name("X-Aircache-Next-Cursor")
    /// Why the base's sync is paused, and that it is.
    static let paused = name("X-Aircache-Paused")

    /// `airtable` where Airtable itself answered.
    static let source = name("X-Aircache-Source")
    /// Seconds since the list of a view's records was read from Airtable.
    static let viewAge = name("X-Aircache-View-Age")
    /// Makes a write harmless that comes twice.
    static let idempotencyKey = name("Idempotency-Key")
    static let ifRange = name("If-Range")
    static let contentSecurityPolicy = name("Content-Security-Policy")

    /// `no` keeps nginx from gathering an answer before it passes it on.
    static let accelBuffering = name("X-Accel-Buffering")

    static let referrerPolicy = name("Referrer-Policy")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("'\(text)' is not the name of a header field")
        }
        return name
    }
}
