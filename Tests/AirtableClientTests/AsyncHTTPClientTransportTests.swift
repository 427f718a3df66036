import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@testable import AirtableClient

@Suite("Airtable over a real socket", .timeLimit(.minutes(10)))
struct AsyncHTTPClientTransportTests {
    /// Runs `body` with a transport to a simulator on a port.
    func withServer(
        _ simulator: SimulatedAirtable, answerBytes: Int = AirtableClientLimits.answerBytes,
        _ body: @escaping @Sendable (AsyncHTTPClientTransport) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = SimulatorServer(simulator) { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            let number = try #require(await iterator.next())
            let transport = try AsyncHTTPClientTransport(
                endpoint: "http://127.0.0.1:\(number)/", answerBytes: answerBytes)
            do {
                try await body(transport)
            } catch {
                try await transport.shutdown()
                throw error
            }
            try await transport.shutdown()
        }
    }

    func simulator(_ faults: FaultPlan = .none, records: Int = 250) -> SimulatedAirtable {
        SimulatedAirtable(
            bases: [SyntheticBase.make(records: records, seed: 5)], tokens: ["patTest"],
            limits: .none, faults: faults)
    }

    func request(_ simulator: SimulatedAirtable) -> AirtableRequest {
        let base = simulator.bases[0]
        return AirtableRequest(
            path: "/v0/\(base.id)/\(base.schema.tables[0].id)",
            headerFields: [.authorization: "Bearer patTest"])
    }

    @Test("a whole table, by GET and by POST")
    func lists() async throws {
        let simulator = simulator()
        try await withServer(simulator) { transport in
            let base = simulator.bases[0]
            let table = base.schema.tables[0]
            let airtable = makeAirtable(transport, clock: ContinuousClock())
            var ids: [String] = []
            for try await element in airtable.recordPages(base: base.id, table: table.id) {
                if case .page(let page) = element { ids += page.records.map { page.text($0.id) } }
            }
            #expect(ids == base.records(table.id).map(\.id.rawValue))
            var query = ListRecordsQuery()
            query.fields = [String](repeating: table.fields[0].name, count: 3_000)
            var authorized = Airtable.listRequest(base: base.id, table: table.id, query: query)
            #expect(authorized.method == .post)
            authorized.headerFields[.authorization] = "Bearer patTest"
            let answer = try await transport.send(authorized, timeout: .seconds(5))
            #expect(answer.status == .ok)
        }
    }

    @Test(
        "faults of the network are told apart",
        arguments: [
            (Fault.timeout, AirtableTransportError.Reason.timeout), (.reset, .connectionBroken),
        ])
    func faults(fault: Fault, reason: AirtableTransportError.Reason) async throws {
        let simulator = simulator(FaultPlan(script: [fault]))
        let request = request(simulator)
        try await withServer(simulator) { transport in
            // A reset comes at once, unless the machine is busy; only silence needs the limit.
            let limit = fault == .timeout ? Duration.milliseconds(400) : .seconds(30)
            let error = await #expect(throws: AirtableTransportError.self) {
                try await transport.send(request, timeout: limit)
            }
            #expect(error?.reason == reason)
            let next = try await transport.send(request, timeout: .seconds(30))
            #expect(next.status == .ok)
        }
    }

    @Test("a body that drips is cut off by the time limit of the whole answer")
    func drip() async throws {
        let simulator = simulator(
            FaultPlan(script: [.slowDrip], dripPieces: 50, dripPause: .milliseconds(50)))
        let request = request(simulator)
        try await withServer(simulator) { transport in
            let error = await #expect(throws: AirtableTransportError.self) {
                try await transport.send(request, timeout: .milliseconds(500))
            }
            #expect(error?.reason == .timeout)
        }
    }

    @Test("an answer that is too large is refused")
    func tooLarge() async throws {
        let simulator = simulator()
        let request = request(simulator)
        try await withServer(simulator, answerBytes: 10_000) { transport in
            let error = await #expect(throws: AirtableTransportError.self) {
                try await transport.send(request, timeout: .seconds(5))
            }
            #expect(error?.reason == .answerTooLarge)
        }
    }

    @Test("nobody listens: the connection failed")
    func refused() async throws {
        let transport = try AsyncHTTPClientTransport(endpoint: "http://127.0.0.1:1")
        let error = await #expect(throws: AirtableTransportError.self) {
            try await transport.send(AirtableRequest(path: "/v0/meta/whoami"), timeout: .seconds(5))
        }
        #expect(error?.reason == .connectionFailed, "\(error?.detail ?? "")")
        try await transport.shutdown()
    }

    @Test("a cancelled task gets a CancellationError")
    func cancelled() async throws {
        let simulator = simulator(FaultPlan(script: [.timeout]))
        let request = request(simulator)
        try await withServer(simulator) { transport in
            let task = Task { try await transport.send(request, timeout: .seconds(30)) }
            try await Task.sleep(for: .milliseconds(100))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test(
        "what is no HTTP address is no endpoint",
        arguments: ["", "api.airtable.com", "ftp://x", "https://", "http://a b", "http://u@h"])
    func endpoints(text: String) {
        #expect(throws: AirtableClientError.self) {
            try AsyncHTTPClientTransport(endpoint: text)
        }
    }
}
