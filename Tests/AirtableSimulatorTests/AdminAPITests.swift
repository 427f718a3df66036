import AirtableAPI
import HTTPTypes
import Testing

@testable import AirtableSimulator

@Suite("Admin API") struct AdminAPITests {
    private let base = SmallBase.make(people: 10)
    private let airtable: SimulatedAirtable
    private let root = "/_simulator/bases/appSmallBase00000/tables"

    init() {
        airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil
    ) throws -> AirtableResponse {
        let request = AirtableRequest(method: method, path: path, body: body?.bytes ?? [])
        return try #require(AdminAPI(airtable: airtable).respond(to: request))
    }

    @Test("requests to Airtable itself are left alone")
    func airtableRequests() {
        let request = AirtableRequest(path: "/v0/meta/whoami")
        #expect(AdminAPI(airtable: airtable).respond(to: request) == nil)
    }

    @Test("records are created, updated and deleted")
    func records() throws {
        let created = try ask(.post, "\(root)/Teams/records", ["fields": ["Title": "A"]])
        let id = try #require(created.json["id"]?.string)
        let path = "\(root)/Teams/records/\(id)"
        #expect(try ask(.patch, path, ["fields": ["Title": "B"]]).json["fields"]?["Title"] == "B")
        #expect(try ask(.delete, path).status == .ok)
        #expect(try ask(.delete, path).status == .notFound)
        #expect(base.revision == 3)
    }

    @Test("tables and fields are created, renamed and deleted")
    func schema() throws {
        #expect(try ask(.post, root, ["name": "New"]).status == .ok)
        #expect(try ask(.patch, "\(root)/New", ["name": "Old"]).status == .ok)
        #expect(
            try ask(.post, "\(root)/Old/fields", ["name": "F", "type": "number"]).status == .ok)
        #expect(try ask(.patch, "\(root)/Old/fields/F", ["name": "G"]).status == .ok)
        #expect(base.schema.table(idOrName: "Old")?.fields.map(\.name) == ["Name", "G"])
        #expect(try ask(.delete, "\(root)/Old/fields/G").status == .ok)
        #expect(try ask(.delete, "\(root)/Old/fields/Name").status == .unprocessableContent)
        #expect(try ask(.delete, "\(root)/Old").status == .ok)
        #expect(try ask(.patch, "\(root)/Old", ["name": "X"]).status == .notFound)
    }

    @Test("many records are edited as one action")
    func batch() throws {
        let path = "\(root)/Teams/records/batch"
        let answer = try ask(
            .post, path,
            [
                "records": [
                    ["id": "recTeam0000000001", "fields": ["Title": "B"]],
                    ["id": "recTeam0000000002", "fields": ["Title": "C"]],
                    ["fields": ["Title": "D"]],
                ]
            ])
        #expect(answer.json["records"]?.array?.count == 3)
        #expect(base.revision == 1 && base.records(SmallBase.teams).count == 3)
        #expect(base.records(SmallBase.teams)[0].cells["Title"] == "B")
        #expect(try ask(.delete, path, ["ids": ["recTeam0000000001"]]).status == .ok)
        #expect(try ask(.delete, path, ["ids": ["recTeam0000000001"]]).status == .notFound)
        #expect(base.revision == 2)
    }

    @Test("fields are retyped, views come and go")
    func retype() throws {
        let field = "\(root)/Teams/fields/Title"
        let options: JSONValue = ["precision": 2]
        #expect(
            try ask(.patch, field, ["type": "number", "options": options, "name": "N"]).status
                == .ok)
        let changed = base.schema.table(SmallBase.teams)?.field(idOrName: "N")
        #expect(changed?.type == .number && changed?.rawOptions == options)
        #expect(try ask(.patch, field, ["name": "X"]).status == .notFound)
        let views = "\(root)/Teams/views"
        #expect(try ask(.post, views, ["name": "V"]).status == .ok)
        #expect(try ask(.patch, "\(views)/V", ["name": "W"]).status == .ok)
        #expect(
            try ask(
                .patch, "\(views)/W",
                [
                    "visibleFields": ["N"], "records": ["recTeam0000000001"],
                    "sort": [["field": "N", "direction": "desc"]], "filterByFormula": nil,
                ]
            ).status == .ok)
        #expect(
            try ask(.patch, "\(views)/W", ["sort": [["field": "No"]]]).status == .notFound)
        #expect(
            try ask(.patch, "\(views)/W", ["filterByFormula": "{"]).status
                == .unprocessableContent)
        #expect(try ask(.delete, "\(views)/W").status == .ok)
        #expect(try ask(.delete, "\(views)/W").status == .notFound)
    }

    @Test("webhooks are told without secrets, ended, and their notifications spoiled")
    func webhooks() async throws {
        let probe = AirtableProbe(transport: airtable)
        let path = "/v0/bases/\(base.id)/webhooks"
        let created = try await probe.post(
            path, ["specification": WebhookSpecification.everything.json])
        let secret = try CreatedWebhook(parsing: created.body).macSecretBase64
        func state() throws -> JSONValue? {
            let answer = try ask(.get, "/_simulator/webhooks")
            #expect(!String(decoding: answer.body, as: UTF8.self).contains(secret))
            return answer.json["webhooks"]?.array?.first
        }
        #expect(try state()?["isHookEnabled"] == true)
        #expect(try ask(.post, "/_simulator/edit", ["count": 30, "anything": true]).status == .ok)
        #expect(try ask(.post, "/_simulator/webhooks/forget").status == .ok)
        #expect(try state()?["firstPayload"] == state()?["cursorForNextPayload"])
        let code: JSONValue = ["code": "INVALID_HOOK"]
        #expect(try ask(.post, "/_simulator/webhooks/invalidate", code).status == .ok)
        #expect(try state()?["isInError"] == true)
        #expect(try ask(.post, "/_simulator/webhooks/expire").status == .ok)
        #expect(try state()?["isHookEnabled"] == false)
        #expect(try ask(.post, "/_simulator/webhooks/destroy").status == .ok)
        #expect(try state() == nil)
        let faults: JSONValue = [
            "seed": 3, "probabilities": ["late": 0.5], "delayMilliseconds": 10,
        ]
        #expect(try ask(.put, "/_simulator/webhooks/faults", faults).status == .ok)
        #expect(
            airtable.notificationFaults
                == NotificationFaults(
                    seed: 3, probabilities: [.late: 0.5], delay: .milliseconds(10)))
        let wrong: JSONValue = ["probabilities": ["eaten": 1]]
        #expect(try ask(.put, "/_simulator/webhooks/faults", wrong).status == .badRequest)
    }

    @Test("faults, limits and latency are set")
    func settings() throws {
        let faults: JSONValue = [
            "seed": 5, "probabilities": ["truncated": 0.25], "script": ["reset", nil, "quota"],
            "maximum": 9, "dripPauseMilliseconds": 5,
        ]
        #expect(try ask(.put, "/_simulator/faults", faults).status == .ok)
        let plan = FaultPlan(
            seed: 5, probabilities: [.truncated: 0.25], script: [.reset, nil, .quota], maximum: 9,
            dripPause: .milliseconds(5))
        #expect(airtable.faults == plan)
        let limits: JSONValue = [
            "requestsPerSecondPerBase": 7, "requestsPerSecondPerToken": nil, "penaltySeconds": 1,
            "isList": true,
        ]
        #expect(try ask(.put, "/_simulator/limits", limits).status == .ok)
        #expect(airtable.limits.requestsPerSecondPerBase == 7)
        #expect(airtable.limits.penalty == .seconds(1) && airtable.limits.rateLimitAnswer.isList)
        #expect(try ask(.put, "/_simulator/latency", ["fixedMilliseconds": 250]).status == .ok)
        #expect(airtable.latency == Latency(fixed: .milliseconds(250)))
    }

    @Test("random edits, iterators, tokens and counts")
    func others() async throws {
        let edited = try ask(.post, "/_simulator/edit", ["count": 20, "seed": 1])
        #expect(edited.json["revisions"]?["appSmallBase00000"] == 20)
        #expect(try ask(.post, "/_simulator/iterators/expire").status == .ok)
        #expect(try ask(.post, "/_simulator/tokens/revoke", ["token": "patTest"]).status == .ok)
        #expect(try ask(.post, "/_simulator/tokens/grant", ["token": "patOther"]).status == .ok)
        #expect(airtable.tokens == ["patOther"])
        var probe = AirtableProbe(transport: airtable)
        probe.token = "patOther"
        _ = try await probe.get(SmallBase.path)
        #expect(try ask(.get, "/_simulator/state").json["requests"]?["total"] == 1)
        #expect(try ask(.post, "/_simulator/counts/reset").status == .ok)
        #expect(airtable.counts.total == 0)
    }

    @Test(
        "what cannot be done is told",
        arguments: [
            (HTTPRequest.Method.get, "/_simulator/nothing", "{}", 404),
            (.put, "/_simulator/faults", #"{"script":["flood"]}"#, 400),
            (.put, "/_simulator/faults", #"{"probabilities":{"reset":2}}"#, 400),
            (.put, "/_simulator/limits", #"{"penaltySeconds":"x"}"#, 400),
            (.put, "/_simulator/limits", "[]", 400), (.put, "/_simulator/limits", "{", 400),
            (.post, "/_simulator/edit", #"{"count":-1}"#, 422),
            (.post, "/_simulator/bases/appX/tables", #"{"name":"T"}"#, 404),
        ])
    func refused(
        method: HTTPRequest.Method, path: String, body: String, status: Int
    ) throws {
        let request = AirtableRequest(method: method, path: path, body: Array(body.utf8))
        let answer = try #require(AdminAPI(airtable: airtable).respond(to: request))
        #expect(answer.status.code == status)
        #expect(answer.json["error"]?["hint"]?.string?.isEmpty == false)
    }
}
