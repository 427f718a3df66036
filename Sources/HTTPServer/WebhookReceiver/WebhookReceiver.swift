import AirtableAPI
import FoundationEssentials
import Logging
import Storage
import Sync
import Synchronization

/// Takes Airtable's notifications: checks them, wakes the engine, and does nothing else.
final class WebhookReceiver: Sendable {
    private struct Known {
        var webhook: NotificationGuard.Webhook?
        var readAt: ContinuousClock.Instant
    }

    private let bases: [BaseID]
    private let store: Store
    private let engine: SyncEngine
    private let limits: HTTPLimits
    private let wallNow: @Sendable () -> Date
    private let logger: Logger
    private let notifications: Mutex<NotificationGuard>
    /// What the store said of a base's webhook a moment ago, so that a flood reads nothing.
    private let known = Mutex<[BaseID: Known]>([:])

    init(
        bases: [BaseID], store: Store, engine: SyncEngine, settings: HTTPServerSettings,
        wallNow: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.bases = bases
        self.store = store
        self.engine = engine
        self.wallNow = wallNow
        self.logger = logger
        limits = settings.limits
        notifications = Mutex(
            NotificationGuard(settings.notifications, limits: settings.limits))
    }

    /// Whether one more notification is looked at.
    func admit() -> Bool {
        let isAdmitted = notifications.withLock { $0.admit(at: wallNow()) }
        if !isAdmitted { log(.limited) }
        return isAdmitted
    }

    /// Counts one that is refused before it is understood.
    func refuse(_ outcome: NotificationGuard.Outcome) {
        notifications.withLock { $0.count(outcome) }
        log(outcome)
    }

    /// Judges a notification, and wakes its base if it is accepted.
    ///
    /// - Throws: `StorageError` when the webhook cannot be read or the engine not be woken.
    func receive(_ body: [UInt8], signature: String?) throws -> NotificationGuard.Outcome {
        guard let notification = try? WebhookNotification(parsing: body) else {
            refuse(.malformed)
            return .malformed
        }
        let webhook = try webhook(notification.base)
        let outcome = notifications.withLock { machine in
            machine.judge(
                notification, body: body, signature: signature, webhook: webhook, at: wallNow())
        }
        log(outcome)
        guard outcome == .accepted else { return outcome }
        do {
            try engine.wake(notification.base)
        } catch {
            notifications.withLock { $0.forget(notification) }
            throw error
        }
        return outcome
    }

    /// How many notifications there were since the start, by outcome.
    var json: JSONValue {
        let machine = notifications.withLock { $0 }
        var object = JSONObject()
        for outcome in NotificationGuard.Outcome.allCases {
            object[outcome.rawValue] = .number(JSONNumber(machine.counts[outcome] ?? 0))
        }
        object["lastAcceptedAt"] = Timestamp.json(machine.lastAcceptedAt)
        return .object(object)
    }

    private func webhook(_ base: BaseID) throws -> NotificationGuard.Webhook? {
        guard bases.contains(base) else { return nil }
        return try known.withLock { known in
            let now = ContinuousClock.now
            if let found = known[base], found.readAt.duration(to: now) < limits.webhookAge {
                return found.webhook
            }
            let webhook = try store.webhook(base).map { stored in
                NotificationGuard.Webhook(
                    id: stored.id, signature: WebhookSignature(macSecretBase64: stored.secret))
            }
            known[base] = Known(webhook: webhook, readAt: now)
            return webhook
        }
    }

    private func log(_ outcome: NotificationGuard.Outcome) {
        logger.debug("a notification", metadata: ["outcome": "\(outcome.rawValue)"])
    }
}
