import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Testing

@Suite("Webhooks of the simulator") struct WebhookTests {
    private let people = "People / all"
    private let day = Duration.seconds(86_400)

    private func edit(_ base: SimulatedBase, _ count: Int = 1) throws {
        for _ in 0..<count {
            try base.updateRecord(
                SmallBase.person(1), in: people, cells: ["Age": .number(JSONNumber(base.revision))])
        }
    }

    @Test("created, listed without a secret, refreshed, switched, deleted")
    func life() async throws {
        let fixture = WebhookFixture()
        let url = "https://here.example/hook"
        let created = try await fixture.create(url: url)
        #expect(WebhookID.isWellFormed(created.id.rawValue))
        #expect(WebhookSignature(macSecretBase64: created.macSecretBase64) != nil)
        let start = fixture.clock.wallNow
        #expect(created.expirationTime == start.addingTimeInterval(7 * 86_400))
        let list = try await fixture.probe.get(fixture.root)
        #expect(!String(decoding: list.body, as: UTF8.self).contains("macSecret"))
        let webhook = try #require(try Webhook.list(parsing: list.body).first)
        #expect(webhook.id == created.id && webhook.notificationURL == url)
        #expect(webhook.specification == .everything)
        #expect(webhook.isHookEnabled && webhook.areNotificationsEnabled)
        #expect(webhook.cursorForNextPayload == 1)
        fixture.clock.advance(by: day * 3)
        let path = "\(fixture.root)/\(created.id)"
        let refreshed = try await fixture.probe.post(path + "/refresh", [:])
        #expect(refreshed.json == ["expirationTime": "2026-01-11T00:00:00.000Z"])
        _ = try await fixture.probe.post(path + "/enableNotifications", ["enable": false])
        #expect(try await fixture.list().first?.areNotificationsEnabled == false)
        let delete = AirtableRequest(method: .delete, path: path)
        let deleted = try await fixture.probe.send(delete)
        #expect(deleted.status == .ok && deleted.body.isEmpty)
        #expect(try await fixture.probe.send(delete).status == .notFound)
        #expect(try await fixture.list().isEmpty)
    }

    @Test(
        "what cannot be a webhook is 422",
        arguments: [
            #"{"specification":{"options":{"filters":{"dataTypes":[]}}}}"#,
            #"{"specification":{"options":{"filters":{"dataTypes":["nonsense"]}}}}"#,
            #"{"specification":{"options":{"filters":{"dataTypes":["tableData","nonsense"]}}}}"#,
            """
            {"specification":{"options":{"filters":{"dataTypes":["tableData"],\
            "recordChangeScope":"tblDoesNotExist00"}}}}
            """,
            """
            {"specification":{"options":{"filters":{"dataTypes":["tableData"],\
            "fromSources":["mars"]}}}}
            """,
            """
            {"notificationUrl":"ftp://here.example/","specification":{"options":{"filters":\
            {"dataTypes":["tableData"]}}}}
            """, "{}", "[]",
        ])
    func invalid(body: String) async throws {
        let fixture = WebhookFixture()
        let request = AirtableRequest(
            method: .post, path: fixture.root, body: Array(body.utf8))
        #expect(try await fixture.probe.send(request).status == .unprocessableContent)
    }

    @Test("ten webhooks a base, five calls a second, and a token that may manage them")
    func limits() async throws {
        let fixture = WebhookFixture()
        for _ in 0..<10 { _ = try await fixture.create() }
        let body: JSONValue = ["specification": WebhookSpecification.everything.json]
        let answer = try await fixture.probe.post(fixture.root, body)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.error?.type.contains("TOO_MANY") == true)
        fixture.airtable.grant(AccessToken("patReader", managesWebhooks: false))
        var reader = fixture.probe
        reader.token = "patReader"
        #expect(try await reader.get(fixture.root).status == .forbidden)
        let limited = WebhookFixture(limits: .airtable)
        for _ in 0..<5 { _ = try await limited.list() }
        #expect(try await limited.probe.get(limited.root).status == .tooManyRequests)
    }

    @Test("pages of at most fifty, numbers that go on")
    func pages() async throws {
        let fixture = WebhookFixture()
        let hook = try await fixture.create()
        try edit(fixture.base, 70)
        let path = "\(fixture.root)/\(hook.id)/payloads"
        func page(_ query: String) async throws -> WebhookPayloadPage {
            try WebhookPayloadPage(parsing: try await fixture.probe.get(path + query).body)
        }
        let first = try await page("")
        #expect(first.payloads.count == 50 && first.cursor == 51 && first.mightHaveMore)
        let second = try await page("?cursor=51")
        #expect(second.payloads.count == 20 && second.cursor == 71 && !second.mightHaveMore)
        let third = try await page("?cursor=71&limit=1")
        #expect(third.payloads.isEmpty && third.cursor == 71 && !third.mightHaveMore)
        for query in ["?limit=51", "?limit=0", "?cursor=0", "?cursor=x", "?other=1"] {
            let status = try await fixture.probe.get(path + query).status
            #expect(status == .unprocessableContent, "\(query)")
        }
        fixture.base.forgetPayloads()
        try edit(fixture.base)
        let last = try await page("?cursor=3")
        #expect(last.payloads.count == 1 && last.firstNumber == 71 && last.cursor == 72)
    }

    @Test("payloads live for seven days, webhooks for seven after the last reading")
    func expiry() async throws {
        let fixture = WebhookFixture()
        let hook = try await fixture.create()
        try edit(fixture.base)
        fixture.clock.advance(by: day * 6)
        // Reading moves the expiry.
        #expect(try await fixture.payloads(hook.id).count == 1)
        fixture.clock.advance(by: day * 2)
        #expect(try await fixture.list().first?.isHookEnabled == true)
        try edit(fixture.base)
        let page = try await fixture.probe.get("\(fixture.root)/\(hook.id)/payloads")
        #expect(try WebhookPayloadPage(parsing: page.body).firstNumber == 2)
        fixture.clock.advance(by: day * 7)
        #expect(try await fixture.list().first?.isHookEnabled == false)
        try edit(fixture.base)
        #expect(try await fixture.list().first?.cursorForNextPayload == 3)
        let refresh = try await fixture.probe.post("\(fixture.root)/\(hook.id)/refresh", [:])
        #expect(refresh.status == .unprocessableContent)
        fixture.clock.advance(by: day * 7)
        #expect(try await fixture.list().isEmpty)
    }

    @Test("tests can destroy, expire and invalidate webhooks, and a fault can lose one")
    func faults() async throws {
        let fixture = WebhookFixture()
        let hook = try await fixture.create()
        fixture.airtable.invalidateWebhooks()
        let payload = try #require(try await fixture.payloads(hook.id).last)
        #expect(try WebhookPayload(json: payload).failure == .internalError)
        #expect(try await fixture.list().first?.isHookEnabled == false)
        fixture.airtable.destroyWebhooks()
        #expect(try await fixture.list().isEmpty)
        let second = try await fixture.create()
        fixture.airtable.expireWebhooks()
        #expect(try await fixture.list().first?.isHookEnabled == false)
        #expect(try await fixture.payloads(second.id).isEmpty)
        fixture.airtable.faults = FaultPlan(script: [.webhookGone])
        let path = "\(fixture.root)/\(second.id)/payloads"
        #expect(try await fixture.probe.get(path).status == .notFound)
        #expect(try await fixture.list().isEmpty)
    }

    @Test("the log is bounded")
    func bounded() async throws {
        let fixture = WebhookFixture()
        fixture.base.webhookSettings.storedPayloads = 3
        let hook = try await fixture.create()
        try edit(fixture.base, 10)
        let numbers = try await fixture.payloads(hook.id).map { $0["baseTransactionNumber"] }
        #expect(numbers == [8, 9, 10])
        #expect(try await fixture.list().first?.cursorForNextPayload == 11)
    }
}
