import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Testing

@Suite("Asking Airtable about webhooks")
struct WebhookTests {
    let base = BaseID("appA")
    let hook = WebhookID("achA")

    @Test("the requests are those of Airtable's pages on webhooks")
    func requests() async throws {
        let created = #"{"id":"achA","macSecretBase64":"c2VjcmV0","expirationTime":null}"#
        let transport = ScriptedTransport([
            .answer(200, #"{"webhooks":[]}"#), .answer(200, created), .answer(200, created),
            .answer(200, ""), .answer(200, #"{"expirationTime":"2026-01-08T00:00:00.000Z"}"#),
            .answer(200, "{}"), .answer(200, ""),
            .answer(200, #"{"payloads":[],"cursor":7,"mightHaveMore":false}"#),
        ])
        let airtable = makeAirtable(transport)
        #expect(try await airtable.webhooks(base).isEmpty)
        let withURL = try await airtable.createWebhook(
            base, specification: .everything, notificationURL: "https://here.example/hook")
        #expect(withURL.id == hook)
        #expect(withURL.expirationTime == nil)
        _ = try await airtable.createWebhook(
            base, specification: .everything, notificationURL: nil)
        try await airtable.deleteWebhook(base, hook)
        let expiry = try await airtable.refreshWebhook(base, hook)
        #expect(expiry == januaryFirst.addingTimeInterval(7 * 86_400))
        try await airtable.enableNotifications(base, hook)
        try await airtable.enableNotifications(base, hook, false)
        let page = try await airtable.webhookPayloads(base, hook, cursor: 7, limit: 20)
        #expect(page.cursor == 7)
        let root = "/v0/bases/appA/webhooks"
        let requests = transport.requests
        #expect(
            requests.map { "\($0.method) \($0.path)" } == [
                "GET \(root)", "POST \(root)", "POST \(root)", "DELETE \(root)/achA",
                "POST \(root)/achA/refresh", "POST \(root)/achA/enableNotifications",
                "POST \(root)/achA/enableNotifications",
                "GET \(root)/achA/payloads?cursor=7&limit=20",
            ])
        let bodies = requests.map { String(decoding: $0.body, as: UTF8.self) }
        let filters = #"{"dataTypes":["tableData","tableFields","tableMetadata"]}"#
        let specification = #""specification":{"options":{"filters":\#(filters)}}"#
        #expect(
            bodies[1] == #"{\#(specification),"notificationUrl":"https://here.example/hook"}"#)
        #expect(bodies[2] == "{\(specification)}")
        #expect(bodies[4].isEmpty)
        #expect(bodies[5] == #"{"enable":true}"#)
        #expect(bodies[6] == #"{"enable":false}"#)
    }

    func error(_ status: Int, _ body: String) async throws -> AirtableClientError {
        let transport = ScriptedTransport([.answer(status, body)])
        do {
            _ = try await makeAirtable(transport).createWebhook(
                base, specification: .everything, notificationURL: nil)
        } catch let error as AirtableClientError {
            return error
        }
        throw AirtableClientError(.refused, message: "no error came", hint: "")
    }

    @Test("a refusal names the scope and the role; too many webhooks have a code of their own")
    func refusals() async throws {
        let forbidden = try await error(
            403, #"{"error":{"type":"INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND","message":"m"}}"#)
        #expect(forbidden.code == .forbidden)
        #expect(forbidden.hint.contains("webhook:manage"))
        #expect(forbidden.hint.contains("creator"))
        let tooMany = try await error(
            422, #"{"error":{"type":"TOO_MANY_WEBHOOKS_IN_BASE","message":"m"}}"#)
        #expect(tooMany.code == .webhookLimit)
        #expect(!tooMany.isTemporary)
        #expect(tooMany.hint.contains("delete"))
        let invalid = try await error(422, #"{"error":{"type":"INVALID_REQUEST_UNKNOWN"}}"#)
        #expect(invalid.code == .refused)
    }

    @Test("with a simulator: from creation over payloads and records to deletion")
    func simulator() async throws {
        let base = SyntheticBase.make(records: 250, tables: 1, seed: 2)
        let airtable = makeAirtable(
            SimulatedAirtable(
                bases: [base], tokens: ["patTest"], clock: JumpingClock(),
                wallNow: { januaryFirst }, limits: .none))
        let table = try #require(base.schema.tables.first)
        let created = try await airtable.createWebhook(
            base.id, specification: .everything, notificationURL: "https://here.example/hook")
        #expect(try await airtable.webhooks(base.id).map(\.id) == [created.id])
        let ids = base.records(table.id).map(\.id)
        try base.editRecords(
            in: table.id.rawValue, ids.map { .update($0, [table.fields[0].name: "new"]) },
            at: januaryFirst)
        let page = try await airtable.webhookPayloads(base.id, created.id, cursor: 1)
        let changed = page.payloads.flatMap(\.changedTables).flatMap(\.changedRecords)
        #expect(Set(changed) == Set(ids))
        try base.deleteRecord(ids[7], in: table.id.rawValue)
        let pages = try await airtable.records(base: base.id, table: table.id, ids: changed)
        let found = pages.flatMap { page in page.records.map { page.text($0.id) } }
        #expect(Set(found) == Set(ids.map(\.rawValue)).subtracting([ids[7].rawValue]))
        #expect(try await airtable.refreshWebhook(base.id, created.id) == created.expirationTime)
        try await airtable.enableNotifications(base.id, created.id, false)
        try await airtable.deleteWebhook(base.id, created.id)
        await #expect(throws: AirtableClientError.self) {
            try await airtable.webhookPayloads(base.id, created.id, cursor: 1)
        }
        for _ in 0..<10 {
            _ = try await airtable.createWebhook(
                base.id, specification: .everything, notificationURL: nil)
        }
        let error = await #expect(throws: AirtableClientError.self) {
            try await airtable.createWebhook(
                base.id, specification: .everything, notificationURL: nil)
        }
        #expect(error?.code == .webhookLimit)
    }
}
