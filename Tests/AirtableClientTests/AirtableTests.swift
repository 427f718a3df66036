import AirtableAPI
import AirtableClient
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Asking Airtable")
struct AirtableTests {
    let good = ScriptedTransport.Step.answer(200, #"{"id":"usr1"}"#)

    func error(
        _ steps: [ScriptedTransport.Step]
    ) async throws -> (error: AirtableClientError, calls: Int) {
        let transport = ScriptedTransport(steps)
        do {
            _ = try await makeAirtable(transport).baseSchema(BaseID("appA"))
        } catch let error as AirtableClientError {
            return (error, transport.requests.count)
        }
        throw AirtableClientError(.refused, message: "no error came", hint: "")
    }

    @Test("the token goes into the Authorization header, the version into User-Agent")
    func headers() async throws {
        let transport = ScriptedTransport([good])
        let user = try await makeAirtable(transport).whoAmI()
        #expect(user.id == UserID("usr1"))
        let request = try #require(transport.requests.first)
        #expect(request.path == "/v0/meta/whoami")
        #expect(request.headerFields[.authorization] == "Bearer patTest")
        #expect(request.headerFields[.userAgent] == "aircache/1.2.3")
    }

    @Test(
        "what may pass is tried again",
        arguments: [
            ScriptedTransport.Step.answer(500, "oops"), .answer(502, "<html>"),
            .answer(503, #"{"error":{"type":"RETRIABLE_ERROR","message":"m"}}"#),
            .answer(429, #"{"errors":[{"error":"RATE_LIMIT_REACHED","message":"m"}]}"#),
            .answer(200, #"{"id":"us"#), .answer(200, #"{"other":1}"#), .answer(200, ""),
            .failure(.timeout), .failure(.connectionBroken), .failure(.connectionFailed),
        ])
    func retried(step: ScriptedTransport.Step) async throws {
        let transport = ScriptedTransport([step, step, good])
        #expect(try await makeAirtable(transport).whoAmI().id == UserID("usr1"))
        #expect(transport.requests.count == 3)
    }

    @Test("trying again ends, and says so")
    func ends() async throws {
        let (unreachable, calls) = try await error([.failure(.connectionFailed)])
        #expect(unreachable.code == .unreachable)
        #expect(unreachable.isTemporary)
        #expect(calls == 6)
        #expect(try await error([.answer(503, "")]).error.code == .unreachable)
        #expect(try await error([.answer(200, "{")]).error.code == .brokenAnswer)
        let (limited, attempts) = try await error([.answer(429, "{}")])
        #expect(limited.code == .rateLimited)
        #expect(attempts == 5)
    }

    @Test(
        "what does not pass is not tried again, and has a hint",
        arguments: [
            (401, #"{"error":{"type":"UNAUTHORIZED","message":"m"}}"#, "AIRTABLE_PERSONAL_TOKEN"),
            (
                403, #"{"error":{"type":"INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND","message":"m"}}"#,
                "data.records:read"
            ),
            (404, #"{"error":"NOT_FOUND"}"#, "ids"),
            (422, #"{"error":{"type":"INVALID_REQUEST_UNKNOWN"}}"#, "AIRTABLE_BASE_ID"),
            (
                429, #"{"error":{"type":"PUBLIC_API_BILLING_LIMIT_EXCEEDED","message":"m"}}"#,
                "AIRCACHE_MONTHLY_CALLS"
            ),
        ])
    func final(status: Int, body: String, hint: String) async throws {
        let (error, calls) = try await error([.answer(status, body)])
        let codes: [Int: AirtableClientError.Code] = [
            401: .unauthorized, 403: .forbidden, 404: .notFound, 422: .refused,
            429: .quotaExceeded,
        ]
        #expect(error.code == codes[status])
        #expect(!error.isTemporary)
        #expect(calls == 1)
        #expect(error.hint.contains(hint))
        #expect(error.message.contains("appA"))
        #expect(!"\(error)".contains("patTest"))
    }

    @Test("all four shapes of an error body are understood")
    func shapes() async throws {
        for shape in AirtableErrorBody.Shape.allCases {
            let body = AirtableErrorBody(type: "SOME_TYPE", message: "why", shape: shape)
            let (error, _) = try await error([.answer(403, body.json.text)])
            #expect(error.message.contains("SOME_TYPE"))
        }
    }

    @Test("after a 429 the whole base rests for 30 s")
    func penalty() async throws {
        let clock = JumpingClock()
        let transport = ScriptedTransport([
            .answer(429, #"{"error":{"type":"RATE_LIMIT_REACHED","message":"m"}}"#),
            .answer(200, #"{"tables":[]}"#),
        ])
        _ = try await makeAirtable(transport, clock: clock).baseSchema(BaseID("appA"))
        #expect(clock.now.offset == .seconds(30))
    }

    @Test("Retry-After of a 503 is waited for")
    func retryAfter() async throws {
        let clock = JumpingClock()
        let transport = ScriptedTransport([.answer(503, "", [.retryAfter: "17"]), good])
        _ = try await makeAirtable(transport, clock: clock).whoAmI()
        #expect(clock.sleeps == [.seconds(17)])
    }

    @Test("all pages of the list of bases")
    func bases() async throws {
        let transport = ScriptedTransport([
            .answer(
                200,
                #"{"bases":[{"id":"app1","name":"A","permissionLevel":"read"}],"offset":"itr/a b"}"#
            ),
            .answer(200, #"{"bases":[{"id":"app2","name":"B","permissionLevel":"edit"}]}"#),
        ])
        let bases = try await makeAirtable(transport).bases()
        #expect(bases.map(\.name) == ["A", "B"])
        #expect(transport.requests.map(\.path).last == "/v0/meta/bases?offset=itr%2Fa%20b")
    }

    @Test("the schema is asked for with visible fields; a record comes as a page of one")
    func schemaAndRecord() async throws {
        let base = SyntheticBase.make(records: 3, tables: 2, seed: 1)
        let simulator = SimulatedAirtable(
            bases: [base], tokens: ["patTest"], clock: JumpingClock(), limits: .none)
        let airtable = makeAirtable(simulator)
        let schema = try await airtable.baseSchema(base.id)
        #expect(schema.tables.map(\.id) == base.schema.tables.map(\.id))
        let table = base.schema.tables[0].id
        let record = try #require(base.records(table).first)
        let page = try await airtable.record(base: base.id, table: table, record: record.id)
        #expect(Array(page.bytes[page.records[0].whole]) == record.json)
        await #expect(throws: AirtableClientError.self) {
            try await airtable.record(
                base: base.id, table: table, record: RecordID("recAAAAAAAAAAAAAA"))
        }
    }
}
