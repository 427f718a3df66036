package import Sync

/// What the HTTP server needs to know.
package struct HTTPServerSettings: Sendable {
    package var host: String
    /// 0 for any free port; `HTTPService.onListening` tells which.
    package var port: Int
    /// Any of them opens the API. Without one it is open to everybody who reaches the address, so
    /// whoever makes the settings must allow that on loopback alone.
    package var bearerTokens: [String]
    /// Origins that browsers may call from, such as `https://app.example.com`; `*` for all.
    package var allowedOrigins: [String]
    package var limits: HTTPLimits
    package var notifications = NotificationSettings()
    package var writeAccess = WriteAccess.nobody
    package var attachments = AttachmentServing()
    /// Whether plain requests are answered ahead of everything else; see `FastLane`.
    package var hasFastLane = true
    /// Bytes that answers may take in memory to be sent again; 0 keeps none.
    package var cacheBytes = 48 << 20
    /// The version that `/api/stats` and `/health` name.
    package var version: String

    package init(
        host: String = "127.0.0.1", port: Int = 3000, bearerTokens: [String] = [],
        allowedOrigins: [String] = [], limits: HTTPLimits = HTTPLimits(), version: String = "0.0.0"
    ) {
        self.host = host
        self.port = port
        self.bearerTokens = bearerTokens
        self.allowedOrigins = allowedOrigins
        self.limits = limits
        self.version = version
    }
}
