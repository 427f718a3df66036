import AirtableAPI
import Foundation
import Testing

@testable import HTTPServer

/// Which notifications are believed, by events.
@Suite struct NotificationGuardTests {
    static let base = BaseID("appAAAAAAAAAAAAAA")
    static let now = Date(timeIntervalSince1970: 1_767_225_600)
    static let key = WebhookSignature(macSecretBase64: "c2VjcmV0")
    static let webhook = NotificationGuard.Webhook(id: WebhookID("achA"), signature: key)

    struct Notice {
        var notification: WebhookNotification
        var body: [UInt8] { notification.json.bytes }
        var signature: String { NotificationGuardTests.key?.text(for: body) ?? "" }

        init(_ seconds: Double = 0, webhook: String = "achA") {
            notification = WebhookNotification(
                base: NotificationGuardTests.base, webhook: WebhookID(webhook),
                timestamp: NotificationGuardTests.now.addingTimeInterval(seconds))
        }
    }

    private func machine(_ change: (inout HTTPLimits) -> Void = { _ in }) -> NotificationGuard {
        var limits = HTTPLimits()
        change(&limits)
        return NotificationGuard(NotificationSettings(), limits: limits)
    }

    private func judge(
        _ machine: inout NotificationGuard, _ notice: Notice, at now: Date = Self.now
    ) -> NotificationGuard.Outcome {
        machine.judge(
            notice.notification, body: notice.body, signature: notice.signature,
            webhook: Self.webhook, at: now)
    }

    @Test("a right one is accepted once, and known again for a day")
    func repeated() {
        var machine = machine()
        #expect(judge(&machine, Notice()) == .accepted)
        #expect(judge(&machine, Notice()) == .repeated)
        #expect(judge(&machine, Notice(1)) == .accepted)
        machine.forget(Notice().notification)
        #expect(judge(&machine, Notice()) == .accepted)
        #expect(machine.counts == [.accepted: 3, .repeated: 1])
        #expect(machine.lastAcceptedAt == Self.now)
    }

    @Test("times far from ours are stale, in both directions")
    func stale() {
        var machine = machine()
        #expect(judge(&machine, Notice(-301)) == .stale)
        #expect(judge(&machine, Notice(301)) == .stale)
        #expect(judge(&machine, Notice(-300)) == .accepted)
        #expect(judge(&machine, Notice(300)) == .accepted)
    }

    @Test("nothing is believed without the right signature")
    func signatures() {
        var machine = machine()
        let notice = Notice()
        func outcome(_ text: String?, _ body: [UInt8]? = nil) -> NotificationGuard.Outcome {
            machine.judge(
                notice.notification, body: body ?? notice.body, signature: text,
                webhook: Self.webhook, at: Self.now)
        }
        #expect(outcome(nil) == .unsigned)
        for text in ["", "hmac-sha256=", "sha256=00", "hmac-sha256=zz", "hmac-sha256=00"] {
            #expect(outcome(text) == .forged, "\(text)")
        }
        #expect(outcome(notice.signature, notice.body + [0x20]) == .forged)
        #expect(outcome(notice.signature) == .accepted)
    }

    @Test("another webhook, none at all and one without a key are unknown")
    func unknown() {
        var machine = machine()
        #expect(judge(&machine, Notice(webhook: "achB")) == .unknown)
        for webhook in [nil, NotificationGuard.Webhook(id: WebhookID("achA"), signature: nil)] {
            let notice = Notice()
            let outcome = machine.judge(
                notice.notification, body: notice.body, signature: notice.signature,
                webhook: webhook, at: Self.now)
            #expect(outcome == .unknown)
        }
    }

    @Test("the bucket empties, and fills at its rate")
    func rate() {
        var machine = machine {
            $0.notificationBurst = 3
            $0.notificationRate = 2
        }
        let admitted = [0, 0, 0, 0, -100, 0.5].map { seconds in
            machine.admit(at: Self.now.addingTimeInterval(seconds))
        }
        #expect(admitted == [true, true, true, false, false, true])
        #expect(machine.counts[.limited] == 2)
    }

    @Test("what is remembered is bounded")
    func bounded() {
        var machine = machine { $0.rememberedNotifications = 10 }
        for second in 0..<100 { #expect(judge(&machine, Notice(Double(second))) == .accepted) }
        #expect(judge(&machine, Notice(99)) == .repeated)
        #expect(judge(&machine, Notice(1)) == .accepted, "it was forgotten")
    }

    @Test("after the time to remember, it counts as new")
    func expiry() {
        var settings = NotificationSettings()
        settings.idempotencyTime = 10
        var machine = NotificationGuard(settings, limits: HTTPLimits())
        #expect(judge(&machine, Notice()) == .accepted)
        #expect(judge(&machine, Notice(), at: Self.now.addingTimeInterval(10)) == .repeated)
        #expect(judge(&machine, Notice(), at: Self.now.addingTimeInterval(11)) == .accepted)
    }
}
