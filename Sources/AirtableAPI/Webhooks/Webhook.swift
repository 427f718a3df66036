public import FoundationEssentials

/// A webhook as `GET /v0/bases/{base}/webhooks` lists it.
public struct Webhook: Hashable, Sendable {
    public var id: WebhookID
    public var specification: WebhookSpecification
    /// Where Airtable sends notifications; nil for a webhook whose payloads are only read.
    public var notificationURL: String?
    /// False: no notifications are sent; payloads are still made.
    public var areNotificationsEnabled: Bool
    /// False: no payloads are made, since it expired or is in error.
    public var isHookEnabled: Bool
    /// The number that the next payload will get; 1 on a fresh webhook.
    public var cursorForNextPayload: Int
    /// Nil: it never expires, as webhooks of former API keys.
    public var expirationTime: Date?
    /// `lastSuccessfulNotificationTime` and `lastNotificationResult`, as Airtable tells them.
    public var lastSuccessfulNotificationTime: Date?
    public var lastNotificationResult: JSONValue

    public init(
        id: WebhookID, specification: WebhookSpecification, notificationURL: String? = nil,
        areNotificationsEnabled: Bool = true, isHookEnabled: Bool = true,
        cursorForNextPayload: Int = 1, expirationTime: Date? = nil,
        lastSuccessfulNotificationTime: Date? = nil, lastNotificationResult: JSONValue = .null
    ) {
        self.id = id
        self.specification = specification
        self.notificationURL = notificationURL
        self.areNotificationsEnabled = areNotificationsEnabled
        self.isHookEnabled = isHookEnabled
        self.cursorForNextPayload = cursorForNextPayload
        self.expirationTime = expirationTime
        self.lastSuccessfulNotificationTime = lastSuccessfulNotificationTime
        self.lastNotificationResult = lastNotificationResult
    }

    /// - Throws: `WireFormatError` for what is no webhook.
    public init(json: JSONValue) throws {
        guard let id = json["id"]?.string else { throw WireFormatError("webhooks.id") }
        guard let cursor = json["cursorForNextPayload"]?.integer else {
            throw WireFormatError("webhooks.cursorForNextPayload")
        }
        self.init(
            id: WebhookID(id),
            specification: try WebhookSpecification(json: json["specification"] ?? [:]),
            notificationURL: json["notificationUrl"]?.string,
            areNotificationsEnabled: json["areNotificationsEnabled"]?.bool ?? true,
            isHookEnabled: json["isHookEnabled"]?.bool ?? true, cursorForNextPayload: cursor,
            expirationTime: json["expirationTime"]?.string.flatMap(WireTime.date),
            lastSuccessfulNotificationTime: json["lastSuccessfulNotificationTime"]?.string
                .flatMap(WireTime.date),
            lastNotificationResult: json["lastNotificationResult"] ?? .null)
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "specification": specification.json,
            "notificationUrl": notificationURL.map(JSONValue.string) ?? .null,
            "areNotificationsEnabled": .bool(areNotificationsEnabled),
            "isHookEnabled": .bool(isHookEnabled),
            "cursorForNextPayload": .number(JSONNumber(cursorForNextPayload)),
            "lastSuccessfulNotificationTime":
                lastSuccessfulNotificationTime
                .map { .string(WireTime.text($0)) } ?? .null,
            "lastNotificationResult": lastNotificationResult,
        ]
        object["expirationTime"] = expirationTime.map { .string(WireTime.text($0)) }
        return .object(object)
    }

    /// Reads the body of the list of webhooks.
    ///
    /// - Throws: `JSONSyntaxError` or `WireFormatError`.
    public static func list(parsing bytes: [UInt8]) throws -> [Webhook] {
        guard let items = try JSONValue(parsing: bytes)["webhooks"]?.array else {
            throw WireFormatError("webhooks")
        }
        return try items.map { try Webhook(json: $0) }
    }
}

/// The answer to the creation of a webhook: the only time that its secret is told.
public struct CreatedWebhook: Hashable, Sendable {
    public var id: WebhookID
    /// The key of the notifications' signatures, in base 64.
    public var macSecretBase64: String
    public var expirationTime: Date?

    public init(id: WebhookID, macSecretBase64: String, expirationTime: Date?) {
        self.id = id
        self.macSecretBase64 = macSecretBase64
        self.expirationTime = expirationTime
    }

    /// - Throws: `JSONSyntaxError` or `WireFormatError`.
    public init(parsing bytes: [UInt8]) throws {
        let json = try JSONValue(parsing: bytes)
        guard let id = json["id"]?.string else { throw WireFormatError("id") }
        guard let secret = json["macSecretBase64"]?.string else {
            throw WireFormatError("macSecretBase64")
        }
        self.init(
            id: WebhookID(id), macSecretBase64: secret,
            expirationTime: json["expirationTime"]?.string.flatMap(WireTime.date))
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "macSecretBase64": .string(macSecretBase64),
        ]
        object["expirationTime"] = expirationTime.map { .string(WireTime.text($0)) }
        return .object(object)
    }
}

/// Times as Airtable writes them: ISO 8601 in UTC with milliseconds.
public enum WireTime {
    /// Nil for a text that is no such time; fractions of a second may be missing.
    public static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle()))
    }

    /// Rounded to milliseconds, so that a time that was read is written as it came.
    public static func text(_ date: Date) -> String {
        let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
        // The format cuts off what a double holds a little below the millisecond that is meant.
        let above = Date(timeIntervalSince1970: (milliseconds + 0.25) / 1_000)
        return above.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
