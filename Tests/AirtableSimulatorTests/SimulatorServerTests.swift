import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Testing

@Suite("The simulator on a port", .timeLimit(.minutes(10))) struct SimulatorServerTests {
    private func airtable(_ script: [Fault?] = []) -> SimulatedAirtable {
        SimulatedAirtable(
            bases: [SmallBase.make()], tokens: ["patTest"], limits: .none,
            faults: FaultPlan(script: script, dripPieces: 5, dripPause: .milliseconds(20)))
    }

    @Test("an answer comes whole")
    func whole() async throws {
        try await withServer(airtable()) { port in
            let (text, _, end) = try await RawConnection(port: port).get(SmallBase.path)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.hasSuffix("}") && end == .closed)
            #expect(text.lowercased().contains("content-type: application/json; charset=utf-8"))
        }
    }

    @Test("faults break the connection itself")
    func broken() async throws {
        try await withServer(airtable([.reset, .timeout, .slowDrip, .truncated])) { port in
            let reset = try await RawConnection(port: port).get(SmallBase.path)
            #expect(reset.text.isEmpty && reset.end == .reset)
            let silent = try await RawConnection(port: port).get(SmallBase.path, patience: 1)
            #expect(silent.text.isEmpty && silent.end == .silence)
            let drip = try await RawConnection(port: port).get(SmallBase.path)
            #expect(drip.pieces >= 4 && drip.text.hasSuffix("}") && drip.end == .closed)
            let cut = try await RawConnection(port: port).get(SmallBase.path)
            #expect(cut.text.hasPrefix("HTTP/1.1 200 OK") && !cut.text.hasSuffix("}"))
        }
    }

    @Test("a port in use is told")
    func portInUse() async throws {
        try await withServer(airtable()) { port in
            let second = SimulatorServer(SimulatedAirtable(bases: [], tokens: []), port: port)
            let error = await #expect(throws: SimulatorError.self) { try await second.run() }
            #expect(error?.code == .cannotListen)
        }
    }

    @Test("notifications are real requests", .timeLimit(.minutes(1)))
    func notifications() async throws {
        let base = SmallBase.make(people: 5)
        let sender = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        // A route that answers 200 to any object, and one that does not exist.
        try await withServer(airtable()) { port in
            try await withServer(sender) { _ in
                let probe = AirtableProbe(transport: sender)
                for (path, isSuccess) in [
                    ("_simulator/iterators/expire", true), ("v0/nothing", false),
                ] {
                    base.destroyWebhooks()
                    let created = try await probe.post(
                        "/v0/bases/\(base.id)/webhooks",
                        [
                            "notificationUrl": .string("http://127.0.0.1:\(port)/\(path)"),
                            "specification": WebhookSpecification.everything.json,
                        ])
                    #expect(created.status == .ok)
                    try base.addView(name: "View \(path)", to: "Teams")
                    try base.createRecord(in: "Teams", cells: ["Title": "A"], at: .now)
                    while base.webhooks[0].lastNotificationResult == .null { await Task.yield() }
                    let result = base.webhooks[0].lastNotificationResult
                    #expect(result["success"] == .bool(isSuccess), "\(result)")
                }
            }
        }
    }

    @Test("the admin API answers without a token and edits what is served")
    func admin() async throws {
        let airtable = airtable()
        try await withServer(airtable) { port in
            var probe = AirtableProbe(
                transport: URLSessionTransport(endpoint: "http://127.0.0.1:\(port)", pause: .zero))
            let state = try await probe.get("/_simulator/state").json
            #expect(state["bases"]?.array?.first?["id"] == .string(SmallBase.id.rawValue))
            let created = try await probe.post(
                "/_simulator/bases/\(SmallBase.id)/tables/People%20%2F%20all/records",
                ["fields": ["Name": "New"]])
            let id = try #require(created.json["id"]?.string)
            #expect(try await probe.get(SmallBase.path + "/" + id).json["fields"]?["Name"] == "New")
            probe.token = nil
            #expect(try await probe.post("/_simulator/tokens/revoke", [:]).status == .ok)
            #expect(airtable.tokens.isEmpty)
        }
    }
}
