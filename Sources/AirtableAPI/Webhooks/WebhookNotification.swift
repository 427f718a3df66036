import Crypto
public import FoundationEssentials

/// What Airtable sends to a webhook's URL: that there is something to fetch, never what.
public struct WebhookNotification: Hashable, Sendable {
    public var base: BaseID
    public var webhook: WebhookID
    public var timestamp: Date

    public init(base: BaseID, webhook: WebhookID, timestamp: Date) {
        self.base = base
        self.webhook = webhook
        self.timestamp = timestamp
    }

    /// - Throws: `JSONSyntaxError` or `WireFormatError`.
    public init(parsing bytes: [UInt8]) throws {
        let json = try JSONValue(parsing: bytes)
        guard let base = json["base"]?["id"]?.string else { throw WireFormatError("base.id") }
        guard let webhook = json["webhook"]?["id"]?.string else {
            throw WireFormatError("webhook.id")
        }
        guard let timestamp = json["timestamp"]?.string.flatMap(WireTime.date) else {
            throw WireFormatError("timestamp")
        }
        self.init(base: BaseID(base), webhook: WebhookID(webhook), timestamp: timestamp)
    }

    public var json: JSONValue {
        [
            "base": ["id": .string(base.rawValue)], "webhook": ["id": .string(webhook.rawValue)],
            "timestamp": .string(WireTime.text(timestamp)),
        ]
    }
}

/// The signature of a notification: HMAC-SHA256 over the body as it came, keyed by the decoded
/// secret (Airtable's page on the webhooks notification).
public struct WebhookSignature: Sendable {
    /// The header that carries it.
    public static let headerName = "X-Airtable-Content-MAC"
    private static let prefix = "hmac-sha256="

    private let key: SymmetricKey

    /// Nil when the secret is not base 64.
    public init?(macSecretBase64 secret: String) {
        guard let data = Data(base64Encoded: secret), !data.isEmpty else { return nil }
        key = SymmetricKey(data: data)
    }

    /// The header's value for a body.
    public func text(for body: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: body, using: key)
        return Self.prefix
            + code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Whether a header's value is right for a body; compared in constant time.
    public func isValid(_ text: String, for body: [UInt8]) -> Bool {
        guard text.hasPrefix(Self.prefix) else { return false }
        let digits = Array(text.utf8.dropFirst(Self.prefix.utf8.count))
        guard digits.count == 2 * SHA256.byteCount else { return false }
        var code: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            // Airtable writes lower case; the comparison below is of the bytes.
            guard let high = JSONScanner.hexDigit(digits[index]),
                let low = JSONScanner.hexDigit(digits[index + 1])
            else { return false }
            code.append(UInt8(high << 4 | low))
        }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: body, using: key)
    }
}
