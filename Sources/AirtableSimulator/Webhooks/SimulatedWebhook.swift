import AirtableAPI
import FoundationEssentials

/// A webhook and its log.
///
/// | event | payloads made | log readable |
/// |---|---|---|
/// | created, refreshed, read while it lives | for `lifetime` from then on | yes |
/// | expired | no | for `lifetime` more; then it is gone |
/// | what it watches was deleted | one that says so, then none | as long as it exists |
struct SimulatedWebhook: Sendable {
    struct Payload: Sendable {
        let json: JSONValue
        let date: Date
    }

    let id: WebhookID
    let specification: WebhookSpecification
    let notificationURL: String?
    let secret: String
    var expiry: Date
    var areNotificationsEnabled = true
    var isInError = false
    private(set) var payloads: [Payload] = []
    private(set) var nextNumber = 1
    var lastSuccess: Date?
    var lastResult = JSONValue.null
    /// When the change was made that no notification was sent for yet.
    var pendingNotification: Date?
    /// Whether a task has a notification of this webhook in hand.
    var isDelivering = false

    init(
        id: WebhookID, specification: WebhookSpecification, notificationURL: String?,
        secret: String, expiry: Date
    ) {
        self.id = id
        self.specification = specification
        self.notificationURL = notificationURL
        self.secret = secret
        self.expiry = expiry
    }

    /// The number of the oldest payload that is still there.
    var firstNumber: Int { nextNumber - payloads.count }

    func isActive(at now: Date) -> Bool { !isInError && now < expiry }

    /// Adds a payload under the next number. A notification is due then, if anybody wants one.
    mutating func append(_ json: JSONValue, at now: Date, limit: Int) {
        payloads.append(Payload(json: json, date: now))
        nextNumber += 1
        if payloads.count > max(1, limit) { payloads.removeFirst() }
        if notificationURL != nil && areNotificationsEnabled { pendingNotification = now }
    }

    mutating func forgetPayloads(before date: Date = .distantFuture) {
        payloads.removeFirst(payloads.prefix { $0.date < date }.count)
    }

    /// The payloads from a number on: from the oldest one where that number is gone.
    func page(cursor: Int, limit: Int) -> (payloads: [JSONValue], next: Int) {
        guard cursor < nextNumber else { return ([], cursor) }
        let first = max(cursor, firstNumber)
        let end = min(first + limit, nextNumber)
        let found = payloads[(first - firstNumber)..<(end - firstNumber)]
        return (found.map(\.json), end)
    }

    func webhook(at now: Date) -> Webhook {
        Webhook(
            id: id, specification: specification, notificationURL: notificationURL,
            areNotificationsEnabled: areNotificationsEnabled, isHookEnabled: isActive(at: now),
            cursorForNextPayload: nextNumber, expirationTime: expiry,
            lastSuccessfulNotificationTime: lastSuccess, lastNotificationResult: lastResult)
    }
}

extension Duration {
    /// In seconds, for dates.
    var timeInterval: Double { self / .seconds(1) }
}
