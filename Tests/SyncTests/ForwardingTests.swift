import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Storage
import Sync
import Synchronization
import Testing

/// Answers as told, in order, the last answer for ever; keeps what it was asked.
final class ToldTransport: AirtableTransport {
    private let state: Mutex<(answers: [AirtableResponse], requests: [AirtableRequest])>

    init(_ answers: [AirtableResponse]) { state = Mutex((answers, [])) }

    var requests: [AirtableRequest] { state.withLock(\.requests) }

    func send(_ request: AirtableRequest, timeout: Duration) async throws -> AirtableResponse {
        state.withLock { state in
            state.requests.append(request)
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        }
    }

    static func answer(
        _ status: Int, _ body: String = "{}", _ fields: HTTPFields = [:]
    ) -> AirtableResponse {
        AirtableResponse(
            status: .init(code: status), headerFields: fields, body: Array(body.utf8))
    }
}

/// An engine that does not run, in front of a transport that answers as told.
struct PassingFixture {
    let base = BaseID("appTTTTTTTTTTTTTT")
    let clock = ManualClock()
    let transport: ToldTransport
    let engine: SyncEngine
    private let folder: TemporaryFolder

    init(
        _ answers: [AirtableResponse], monthlyCalls: Int? = nil,
        _ change: (inout SyncSettings) -> Void = { _ in }
    ) throws {
        folder = try TemporaryFolder()
        transport = ToldTransport(answers)
        let store = try Store(folder: DataFolder(path: folder.path), logger: silent)
        let clock = clock
        var settings = SyncSettings(mode: .manual, monthlyCalls: monthlyCalls)
        settings.takesWrites = true
        change(&settings)
        engine = SyncEngine(
            store: store, bases: [base],
            airtable: Airtable(
                transport: transport, token: token, clock: clock,
                random: JitterGenerator(seed: 1), settings: AirtableClientSettings(),
                budget: CallBudget(
                    monthlyCalls: monthlyCalls, ledger: CallLedger(store: store),
                    wallNow: { clock.wallNow }), logger: silent),
            settings: settings, clock: clock, wallNow: { clock.wallNow }, logger: silent,
            storageQueue: StorageQueue(label: nil))
    }

    /// What comes of it: Airtable's answer, or ours in its words.
    func forward(_ request: ForwardRequest) async throws -> AirtableAnswer {
        try await inVirtualTime(clock) { [engine, base] in
            do {
                return try await engine.forwarding.forward(request, base: base)
            } catch let error as PassingError {
                return error.answer
            }
        }
    }
}

@Suite("Requests are passed on to Airtable")
struct ForwardingTests {
    @Test("with our token, the content type and the body, and nothing else")
    func outgoing() async throws {
        let fixture = try PassingFixture([
            ToldTransport.answer(
                201, #"{"id":"com1"}"#,
                [.contentType: "application/json", .retryAfter: "7", .setCookie: "brw=1"])
        ])
        let path = "/\(fixture.base)/Tasks%20%2F%20all/recAAAAAAAAAAAAAA/comments/"
        let answer = try await fixture.forward(
            ForwardRequest(
                method: "POST", path: path, query: "a%5B%5D=1&b[]=2",
                contentType: "application/json", body: Array("{}".utf8), mayWrite: true))
        #expect(answer.status == 201)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"id":"com1"}"#)
        #expect(answer.retryAfter == "7")
        #expect(answer.contentType == "application/json")
        let sent = try #require(fixture.transport.requests.first)
        #expect(
            sent.path == "/v0/appTTTTTTTTTTTTTT/Tasks%20%2F%20all/recAAAAAAAAAAAAAA/comments"
                + "?a%5B%5D=1&b[]=2")
        let names = Set(sent.headerFields.map(\.name.canonicalName))
        #expect(names == ["authorization", "user-agent", "content-type"])
        #expect(sent.headerFields[.authorization] == "Bearer \(token)")
    }

    @Test(
        "of the configured bases alone",
        arguments: [
            ("appXXXXXXXXXXXXXX/Tasks", 403), ("meta/bases/appXXXXXXXXXXXXXX/tables", 403),
            ("bases/appXXXXXXXXXXXXXX/webhooks", 403), ("meta/bases", 404), ("meta/whoami", 404),
            ("bases", 404), ("", 404), ("appTTTTTTTTTTTTTT/../appXXXXXXXXXXXXXX/Tasks", 404),
            ("appTTTTTTTTTTTTTT/..%2FappXXXXXXXXXXXXXX", 404),
            ("appTTTTTTTTTTTTTT/%2e%2e/appXXXXXXXXXXXXXX", 404),
            ("appTTTTTTTTTTTTTT/a%5C..%5Cb", 404), ("appTTTTTTTTTTTTTT//Tasks", 404),
            ("appTTTTTTTTTTTTTT/a%0D%0Ab", 404), ("appTTTTTTTTTTTTTT/a b", 404),
            ("appTTTTTTTTTTTTTT/a?b", 404), ("appTTTTTTTTTTTTTT/%zz", 404),
        ])
    func paths(path: String, status: Int) async throws {
        let fixture = try PassingFixture([ToldTransport.answer(200)])
        let answer = try await fixture.forward(
            ForwardRequest(method: "GET", path: path, mayWrite: true))
        #expect(answer.status == status, "\(path)")
        #expect(fixture.transport.requests.isEmpty, "\(path)")
    }

    @Test("questions again where Airtable is busy, writes never")
    func retries() async throws {
        let busy = ToldTransport.answer(503, "busy", [.retryAfter: "2"])
        let path = "appTTTTTTTTTTTTTT/tblTTTTTTTTTTTTTT/recAAAAAAAAAAAAAA/comments"
        let table: [(method: String, answers: [AirtableResponse], status: Int, calls: Int)] = [
            ("GET", [busy, ToldTransport.answer(200)], 200, 2),
            ("GET", [busy], 503, 3),
            ("GET", [ToldTransport.answer(429), ToldTransport.answer(200)], 200, 2),
            ("GET", [ToldTransport.answer(429)], 429, 2),
            ("GET", [ToldTransport.answer(422)], 422, 1),
            ("POST", [busy, ToldTransport.answer(200)], 503, 1),
            ("POST", [ToldTransport.answer(429), ToldTransport.answer(200)], 429, 1),
        ]
        for row in table {
            let fixture = try PassingFixture(row.answers)
            let answer = try await fixture.forward(
                ForwardRequest(method: row.method, path: path, mayWrite: true))
            #expect(answer.status == row.status, "\(row)")
            #expect(fixture.transport.requests.count == row.calls, "\(row)")
            if row.status == 503 { #expect(answer.retryAfter == "2") }
            #expect(fixture.clock.now.offset <= .seconds(60))
        }
    }

    @Test("not without the right, not beyond the budget, not when it is switched off")
    func refusals() async throws {
        let path = "appTTTTTTTTTTTTTT/tblTTTTTTTTTTTTTT"
        func status(
            _ method: String, _ path: String, mayWrite: Bool = true, calls: Int? = nil,
            body: [UInt8] = [], _ change: (inout SyncSettings) -> Void = { _ in }
        ) async throws -> Int {
            let fixture = try PassingFixture(
                [ToldTransport.answer(200)], monthlyCalls: calls, change)
            return try await fixture.forward(
                ForwardRequest(method: method, path: path, body: body, mayWrite: mayWrite)
            ).status
        }
        #expect(try await status("POST", path, mayWrite: false) == 403)
        #expect(try await status("POST", path + "/listRecords", mayWrite: false) == 200)
        #expect(try await status("GET", "bases/appTTTTTTTTTTTTTT/webhooks", mayWrite: false) == 403)
        #expect(try await status("GET", "bases/appTTTTTTTTTTTTTT/webhooks") == 200)
        #expect(try await status("GET", path) { $0.forwardsQuestions = false } == 403)
        #expect(try await status("GET", path, calls: 0) == 429)
        #expect(
            try await status("POST", path + "/recA/comments") { $0.takesWrites = false } == 403)
        let large = [UInt8](repeating: 0x20, count: SyncLimits.passedBytes + 1)
        #expect(try await status("POST", path + "/recA/comments", body: large) == 413)
        #expect(try await status("G T", path) == 404)
    }
}
