import AirtableAPI
import FoundationEssentials

/// Decides which notifications are believed. A value: time is an argument, and it does no I/O.
struct NotificationGuard: Sendable {
    /// What became of a notification. The raw values are the names of the counters.
    enum Outcome: String, Sendable, CaseIterable {
        /// The base is woken.
        case accepted
        /// It was accepted before; nobody is woken.
        case repeated
        /// It has no signature.
        case unsigned
        /// Its signature is wrong.
        case forged
        /// Its time is too far from ours, so it may be an old one that somebody plays again.
        case stale
        case malformed
        case oversized
        /// Too many came.
        case limited
        /// Its base or its webhook is not ours.
        case unknown
    }

    /// The webhook that a base has now.
    struct Webhook: Sendable {
        let id: WebhookID
        /// Nil where the stored secret is no key.
        let signature: WebhookSignature?
    }

    private struct Accepted: Hashable, Sendable {
        let webhook: WebhookID
        let timestamp: Date

        init(_ notification: WebhookNotification) {
            webhook = notification.webhook
            timestamp = notification.timestamp
        }
    }

    private let settings: NotificationSettings
    private let limits: HTTPLimits
    private(set) var counts: [Outcome: Int] = [:]
    private(set) var lastAcceptedAt: Date?
    private var tokens: Double
    private var refilledAt: Date?
    /// What was accepted, and when; in that order.
    private var order: [(key: Accepted, at: Date)] = []
    private var first = 0
    private var accepted: Set<Accepted> = []

    init(_ settings: NotificationSettings, limits: HTTPLimits) {
        self.settings = settings
        self.limits = limits
        tokens = limits.notificationBurst
    }

    /// Whether one more notification is looked at: a bucket that fills at a steady rate.
    mutating func admit(at now: Date) -> Bool {
        // A clock that was set back fills nothing.
        let elapsed = max(0, now.timeIntervalSince(refilledAt ?? now))
        tokens = min(limits.notificationBurst, tokens + elapsed * limits.notificationRate)
        refilledAt = now
        guard tokens >= 1 else {
            count(.limited)
            return false
        }
        tokens -= 1
        return true
    }

    /// Judges a notification that was read.
    ///
    /// - Parameters:
    ///   - notification: what it says of itself.
    ///   - signature: the header's value.
    ///   - webhook: what is stored for the base that it names; nil where nothing is.
    mutating func judge(
        _ notification: WebhookNotification, body: [UInt8], signature: String?,
        webhook: Webhook?, at now: Date
    ) -> Outcome {
        let outcome = decide(notification, body, signature, webhook, now)
        count(outcome)
        return outcome
    }

    mutating func count(_ outcome: Outcome) {
        counts[outcome, default: 0] += 1
    }

    /// An accepted notification could not be passed on: when it comes again, it counts as new.
    mutating func forget(_ notification: WebhookNotification) {
        accepted.remove(Accepted(notification))
    }

    private mutating func decide(
        _ notification: WebhookNotification, _ body: [UInt8], _ text: String?,
        _ webhook: Webhook?, _ now: Date
    ) -> Outcome {
        guard let webhook, webhook.id == notification.webhook, let signature = webhook.signature
        else { return .unknown }
        guard let text else { return .unsigned }
        guard signature.isValid(text, for: body) else { return .forged }
        let distance = abs(notification.timestamp.timeIntervalSince(now))
        guard distance <= settings.timestampWindow else { return .stale }
        forgetOld(at: now)
        let key = Accepted(notification)
        guard accepted.insert(key).inserted else { return .repeated }
        order.append((key, now))
        lastAcceptedAt = now
        return .accepted
    }

    /// Drops what is too old, or too much.
    private mutating func forgetOld(at now: Date) {
        let oldest = now.addingTimeInterval(-settings.idempotencyTime)
        while first < order.count,
            order[first].at < oldest || order.count - first >= limits.rememberedNotifications
        {
            accepted.remove(order[first].key)
            first += 1
        }
        guard first > order.count / 2 else { return }
        order.removeFirst(first)
        first = 0
    }
}

/// Which notifications are believed.
package struct NotificationSettings: Sendable {
    /// Seconds that a notification's time may differ from ours, in both directions.
    package var timestampWindow: Double
    /// Seconds for which a notification that comes again is known.
    package var idempotencyTime: Double

    package init(timestampWindow: Double = 300, idempotencyTime: Double = 86_400) {
        self.timestampWindow = timestampWindow
        self.idempotencyTime = idempotencyTime
    }
}
