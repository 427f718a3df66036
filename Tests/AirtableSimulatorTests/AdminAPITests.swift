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
