public import AirtableAPI
import FoundationEssentials
public import HTTPTypes
import Synchronization

/// Takes a notification: URL, header fields and body, to the answer's status; nil for no answer.
/// It gives up by itself after `AirtableLimits.notificationTimeout`.
public typealias NotificationDelivery =
    @Sendable (_ url: String, _ headerFields: HTTPFields, _ body: [UInt8]) async -> Int?

/// A notification on its way.
struct SimulatedNotification: Sendable {
    let base: SimulatedBase
    let webhook: WebhookID
    let url: String
    let secret: String
    let timestamp: Date
}

/// Wakes the one loop that delivers.
final class Waker: Sendable {
    private let continuation = Mutex<AsyncStream<Void>.Continuation?>(nil)

    func start() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        // What was due before counts as well.
        continuation.yield()
        self.continuation.withLock { $0 = continuation }
        return stream
    }

    func wake() {
        _ = continuation.withLock { $0?.yield() }
    }
}

extension SimulatedAirtable {
    /// The time before a notification is first sent again; it doubles each time, so that the last
    /// of 13 tries again comes a day later.
    static let firstRetryDelay = Duration.seconds(10)
    /// Reordered notifications that wait for a later one of their webhook, at most: a plan may
    /// reorder all of them. The oldest go first.
    static let heldNotifications = 100

    /// The faults of notifications; setting them starts the new plan from its beginning.
    public var notificationFaults: NotificationFaults {
        get { state.withLock(\.notificationFaults.plan) }
        set { state.withLock { $0.notificationFaults = NotificationDice(plan: newValue) } }
    }

    /// Notifications that wait for a later one, to arrive after it.
    public var heldNotificationCount: Int {
        state.withLock { $0.heldNotifications.values.reduce(0) { $0 + $1.count } }
    }

    /// Sends notifications to `deliver` until the task is cancelled. It waits without polling; all
    /// other waits are on the simulator's clock. One such loop runs at a time.
    public func deliverNotifications() async {
        if let deliver { await deliverNotifications(by: deliver) }
    }

    func deliverNotifications(by deliver: @escaping NotificationDelivery) async {
        let wakes = waker.start()
        await withDiscardingTaskGroup { group in
            for await _ in wakes {
                for notification in bases.flatMap({ $0.takeNotifications() }) {
                    group.addTask { await self.carry(notification, deliver) }
                }
            }
            group.cancelAll()
        }
    }

    private func carry(
        _ notification: SimulatedNotification, _ deliver: NotificationDelivery
    ) async {
        let (fault, delay) = state.withLock { state in
            (state.notificationFaults.next(), state.notificationFaults.plan.delay)
        }
        let id = notification.webhook
        switch fault {
        case .lost: return notification.base.finish(id, waker)
        case .reordered:
            state.withLock { state in
                let held = state.heldNotifications[id, default: []] + [notification]
                state.heldNotifications[id] = Array(held.suffix(Self.heldNotifications))
            }
            return notification.base.finish(id, waker)
        case .late:
            notification.base.finish(id, waker)
            try? await clock.sleep(for: delay)
            _ = await attempt(notification, retry: 0, deliver)
            return
        case .forged:
            let key = Data("somebody else's secret".utf8).base64EncodedString()
            _ = await deliver(notification.url, notification.headerFields(key), notification.body)
        case .doubled: _ = await attempt(notification, retry: 0, deliver)
        case nil: break
        }
        await send(notification, deliver)
        notification.base.finish(id, waker)
        let held = state.withLock { $0.heldNotifications.removeValue(forKey: id) } ?? []
        for earlier in held { _ = await attempt(earlier, retry: 0, deliver) }
    }

    /// Sends a notification, and again while it fails, until notifications are switched off.
    private func send(
        _ notification: SimulatedNotification, _ deliver: NotificationDelivery
    ) async {
        var delay = Self.firstRetryDelay
        for retry in 0...AirtableLimits.notificationRetries {
            if await attempt(notification, retry: retry, deliver) { return }
            guard retry < AirtableLimits.notificationRetries else { break }
            do {
                try await clock.sleep(for: delay)
            } catch {
                // The loop was ended; whoever starts it again finds this one due.
                return notification.base.putBack(notification)
            }
            guard notification.base.isNotifying(notification.webhook) else { return }
            delay *= 2
        }
        notification.base.giveUp(notification.webhook)
    }

    /// Whether an attempt succeeded: 200 or 204.
    private func attempt(
        _ notification: SimulatedNotification, retry: Int, _ deliver: NotificationDelivery
    ) async -> Bool {
        let start = elapsed()
        let status = await deliver(
            notification.url, notification.headerFields(notification.secret), notification.body)
        let isSuccess = status == 200 || status == 204
        let now = wallNow()
        var result: JSONObject = [
            "success": .bool(isSuccess), "completionTimestamp": .string(WireTime.text(now)),
            "durationMs": .number(JSONNumber((elapsed() - start) / .milliseconds(1))),
            "retryNumber": .number(JSONNumber(retry)),
        ]
        if !isSuccess {
            let what = status.map { "returned a \($0) status code instead of 200 or 204" }
            result["error"] = ["message": .string("The HTTP request \(what ?? "had no answer")")]
            result["willBeRetried"] = .bool(retry < AirtableLimits.notificationRetries)
        }
        notification.base.note(
            .object(result), isSuccess ? now : nil, of: notification.webhook)
        return isSuccess
    }
}

extension SimulatedNotification {
    var body: [UInt8] {
        WebhookNotification(base: base.id, webhook: webhook, timestamp: timestamp).json.bytes
    }

    /// - Parameter secret: in base 64.
    func headerFields(_ secret: String) -> HTTPFields {
        var fields: HTTPFields = [.contentType: "application/json"]
        if let name = HTTPField.Name(WebhookSignature.headerName) {
            fields[name] = WebhookSignature(macSecretBase64: secret)?.text(for: body)
        }
        return fields
    }
}

/// The base's part in delivery: what is due, and what became of it.
extension SimulatedBase {
    /// The notifications that are due; several payloads of a webhook make one.
    fileprivate func takeNotifications() -> [SimulatedNotification] {
        state.withLock { state in
            var due: [SimulatedNotification] = []
            state.changeWebhooks { webhook in
                guard let time = webhook.pendingNotification, !webhook.isDelivering,
                    let url = webhook.notificationURL
                else { return }
                webhook.pendingNotification = nil
                webhook.isDelivering = true
                due.append(
                    SimulatedNotification(
                        base: self, webhook: webhook.id, url: url, secret: webhook.secret,
                        timestamp: time))
            }
            return due
        }
    }

    private func change(_ id: WebhookID, _ change: (inout SimulatedWebhook) -> Void) {
        state.withLock { state in
            guard let index = state.webhooks.firstIndex(where: { $0.id == id }) else { return }
            change(&state.webhooks[index])
        }
    }

    /// Lets the next notification of a webhook go.
    fileprivate func finish(_ id: WebhookID, _ waker: Waker) {
        change(id) { $0.isDelivering = false }
        waker.wake()
    }

    fileprivate func putBack(_ notification: SimulatedNotification) {
        change(notification.webhook) { webhook in
            webhook.pendingNotification = webhook.pendingNotification ?? notification.timestamp
        }
    }

    fileprivate func isNotifying(_ id: WebhookID) -> Bool {
        state.withLock { state in
            state.webhooks.first { $0.id == id }?.areNotificationsEnabled ?? false
        }
    }

    /// Drops the notification that failed so often, and switches all further ones off.
    fileprivate func giveUp(_ id: WebhookID) {
        change(id) { webhook in
            webhook.areNotificationsEnabled = false
            webhook.pendingNotification = nil
        }
    }

    fileprivate func note(_ result: JSONValue, _ success: Date?, of id: WebhookID) {
        change(id) { webhook in
            webhook.lastResult = result
            webhook.lastSuccess = success ?? webhook.lastSuccess
        }
    }
}

// MARK: All bases at once

extension SimulatedAirtable {
    /// Deletes every webhook of every base, as if somebody else had.
    public func destroyWebhooks() { for base in bases { base.destroyWebhooks() } }

    /// Ends the life of every webhook: no more payloads, but the logs can still be read.
    public func expireWebhooks() { for base in bases { base.expireWebhooks() } }

    /// Puts every webhook into error for good.
    public func invalidateWebhooks(_ failure: WebhookPayload.Failure = .internalError) {
        for base in bases { base.invalidateWebhooks(failure) }
    }

    /// Drops all stored payloads; numbers go on.
    public func forgetPayloads() { for base in bases { base.forgetPayloads() } }
}
