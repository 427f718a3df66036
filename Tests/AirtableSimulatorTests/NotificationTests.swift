import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Synchronization
import Testing

/// Receives notifications, and answers as it was told to: in order, and 200 when nothing is left.
private final class Receiver: Sendable {
    struct Received: Sendable {
        let url: String
        let signature: String
        let body: [UInt8]
    }

    private struct State {
        var received: [Received] = []
        var answers: [Int?]
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(_ answers: [Int?] = []) {
        state = Mutex(State(answers: answers))
    }

    var received: [Received] { state.withLock(\.received) }

    var delivery: NotificationDelivery {
        { url, fields, body in
            let signature = HTTPField.Name(WebhookSignature.headerName).flatMap { fields[$0] }
            let (answer, watchers) = self.state.withLock { state in
                state.received.append(
                    Received(url: url, signature: signature ?? "", body: body))
                let count = state.received.count
                let content = state.watchers.filter { $0.count <= count }
                state.watchers.removeAll { $0.count <= count }
                return (state.answers.isEmpty ? 200 : state.answers.removeFirst(), content)
            }
            for watcher in watchers { watcher.continuation.resume() }
            return answer
        }
    }

    func waitFor(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.received.count >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

@Suite("Notifications of webhooks", .timeLimit(.minutes(2))) struct NotificationTests {
    private let url = "http://127.0.0.1:1/hook"

    private func edit(_ fixture: WebhookFixture) throws {
        try fixture.base.updateRecord(
            SmallBase.person(1), in: "People / all",
            cells: ["Age": .number(JSONNumber(fixture.base.revision + 100))])
    }

    private func delivering(
        _ receiver: Receiver, faults: NotificationFaults = .none,
        _ body: @escaping @Sendable (WebhookFixture, CreatedWebhook) async throws -> Void
    ) async throws {
        let fixture = WebhookFixture(deliver: receiver.delivery, faults: faults)
        let hook = try await fixture.create(url: url)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await fixture.airtable.deliverNotifications() }
            defer { group.cancelAll() }
            try await body(fixture, hook)
        }
    }

    /// Waits until a condition holds that another task brings about without any time passing.
    private func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { await Task.yield() }
    }

    @Test("an edit is told in one signed request")
    func signed() async throws {
        let receiver = Receiver()
        try await delivering(receiver) { fixture, hook in
            try edit(fixture)
            await receiver.waitFor(1)
            let request = receiver.received[0]
            #expect(request.url == url)
            let notification = try WebhookNotification(parsing: request.body)
            #expect(notification.base == SmallBase.id && notification.webhook == hook.id)
            let signature = try #require(
                WebhookSignature(macSecretBase64: hook.macSecretBase64))
            #expect(signature.isValid(request.signature, for: request.body))
            try await until { fixture.base.webhooks[0].lastNotificationResult != .null }
            let result = fixture.base.webhooks[0].lastNotificationResult
            #expect(result["success"] == true && result["retryNumber"] == 0)
            #expect(fixture.base.webhooks[0].lastSuccessfulNotificationTime != nil)
        }
    }

    @Test("a failure is told, and tried again after 10 s, 20 s, 40 s")
    func retries() async throws {
        let receiver = Receiver([503, nil, 500, 204])
        try await delivering(receiver) { fixture, _ in
            try edit(fixture)
            await receiver.waitFor(1)
            await fixture.clock.waitForSleepers()
            let failed = fixture.base.webhooks[0].lastNotificationResult
            #expect(failed["success"] == false && failed["willBeRetried"] == true)
            #expect(failed["error"]?["message"]?.string?.contains("503") == true)
            for (index, seconds) in [10, 20, 40].enumerated() {
                await fixture.clock.waitForSleepers()
                fixture.clock.advance(by: .seconds(seconds) - .milliseconds(1))
                #expect(receiver.received.count == index + 1)
                fixture.clock.advance(by: .milliseconds(1))
                await receiver.waitFor(index + 2)
            }
            try await until { fixture.base.webhooks[0].lastSuccessfulNotificationTime != nil }
            #expect(fixture.base.webhooks[0].lastNotificationResult["retryNumber"] == 3)
        }
    }

    @Test("after 13 tries again notifications are off, payloads are still made")
    func givesUp() async throws {
        let receiver = Receiver(Array(repeating: 500, count: 14))
        try await delivering(receiver) { fixture, hook in
            try edit(fixture)
            for retry in 0..<13 {
                await receiver.waitFor(retry + 1)
                await fixture.clock.waitForSleepers()
                fixture.clock.advanceToNextSleeper()
            }
            await receiver.waitFor(14)
            try await until { !fixture.base.webhooks[0].areNotificationsEnabled }
            let hours = fixture.clock.now.offset / .seconds(3_600)
            #expect((22...24).contains(hours))
            try edit(fixture)
            #expect(try await fixture.payloads(hook.id).count == 2)
            #expect(receiver.received.count == 14)
            _ = try await fixture.probe.post(
                "\(fixture.root)/\(hook.id)/enableNotifications", ["enable": true])
            try edit(fixture)
            await receiver.waitFor(15)
        }
    }

    @Test("what was not delivered when the loop ended is due for the next loop")
    func restart() async throws {
        let receiver = Receiver([500])
        let fixture = WebhookFixture(deliver: receiver.delivery)
        _ = try await fixture.create(url: url)
        try edit(fixture)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await fixture.airtable.deliverNotifications() }
            await receiver.waitFor(1)
            await fixture.clock.waitForSleepers()
            group.cancelAll()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await fixture.airtable.deliverNotifications() }
            await receiver.waitFor(2)
            group.cancelAll()
        }
    }

    @Test("lost, doubled, late and forged ones")
    func faults() async throws {
        for (fault, count) in [(NotificationFault.doubled, 2), (.late, 1), (.forged, 2)] {
            let receiver = Receiver()
            let plan = NotificationFaults(probabilities: [fault: 1])
            try await delivering(receiver, faults: plan) { fixture, hook in
                try edit(fixture)
                if fault == .late {
                    await fixture.clock.waitForSleepers()
                    #expect(receiver.received.isEmpty)
                    fixture.clock.advance(by: .seconds(60))
                }
                await receiver.waitFor(count)
                let signature = try #require(
                    WebhookSignature(macSecretBase64: hook.macSecretBase64))
                let valid = receiver.received.map { signature.isValid($0.signature, for: $0.body) }
                #expect(valid == (fault == .forged ? [false, true] : valid.map { _ in true }))
            }
        }
    }

    @Test("a reordered one comes after the next, a lost one never")
    func reordered() async throws {
        let receiver = Receiver()
        let plan = NotificationFaults(probabilities: [.reordered: 1])
        try await delivering(receiver, faults: plan) { fixture, _ in
            try edit(fixture)
            // The loop has taken it when nothing is due any more.
            try await until { fixture.airtable.heldNotificationCount == 1 }
            fixture.airtable.notificationFaults = .none
            fixture.clock.advance(by: .seconds(1))
            try edit(fixture)
            await receiver.waitFor(2)
            let times = try receiver.received.map { try WebhookNotification(parsing: $0.body) }
            #expect(times[0].timestamp > times[1].timestamp)
        }
    }
}
