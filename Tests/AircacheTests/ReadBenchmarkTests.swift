import Aircache
import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Synchronization
import Testing

@Suite("Measuring a running Aircache and Airtable")
struct ReadBenchmarkTests {
    private static let base = SyntheticBase.make(records: 150, seed: 4)

    /// Airtable, with the times at which it was asked.
    private final class TimedAirtable: AirtableTransport {
        let clock = JumpingClock()
        let calls = Mutex<[(at: JumpingClock.Instant, path: String, method: String)]>([])
        private let airtable: SimulatedAirtable

        init(latency: Duration, limits: SimulatorLimits = .airtable) {
            airtable = SimulatedAirtable(
                bases: [ReadBenchmarkTests.base], tokens: ["pat"], clock: clock, limits: limits,
                latency: Latency(fixed: latency))
        }

        func send(
            _ request: AirtableRequest, timeout: Duration
        ) async throws -> AirtableResponse {
            calls.withLock { $0.append((clock.now, request.path, request.method.rawValue)) }
            return try await airtable.send(request, timeout: timeout)
        }

        func server(calls: Int, pause: Duration = .zero, token: String = "pat")
            -> BenchmarkedServer
        {
            BenchmarkedServer(
                name: "Airtable", calls: calls, pause: pause, token: token, transport: self,
                clock: clock)
        }
    }

    private func benchmark(
        _ aircache: BenchmarkedServer?, _ airtable: BenchmarkedServer?, table: String? = nil
    ) throws -> ReadBenchmark {
        try ReadBenchmark(aircache: aircache, airtable: airtable, base: nil, table: table)
    }

    @Test("tells the medians of both and their ratio")
    func ratio() async throws {
        let (fast, slow) = (
            TimedAirtable(latency: .milliseconds(2), limits: .none),
            TimedAirtable(latency: .milliseconds(300))
        )
        let report = try await benchmark(
            fast.server(calls: 5), slow.server(calls: 4, pause: .milliseconds(500))
        ).run()
        #expect(report.base == Self.base.id.rawValue)
        #expect(report.table == Self.base.schema.tables[0].id.rawValue)
        #expect(report.rows.map(\.question) == ["one record", "a page of 100"])
        for row in report.rows {
            #expect(row.aircache?.calls == 5)
            #expect(row.airtable?.calls == 4)
            #expect(row.aircache?.median == 2)
            #expect(row.airtable?.median == 300)
            #expect(row.airtable?.p99 == 300)
            #expect(row.ratio == 150)
        }
    }

    @Test("only reads, keeps its pause, and makes no more calls of Airtable than it told")
    func politeness() async throws {
        let airtable = TimedAirtable(latency: .milliseconds(30))
        let pause = ReadBenchmarkLimits.airtablePause
        let benchmark = try benchmark(nil, airtable.server(calls: 6, pause: pause))
        let report = try await benchmark.run()
        #expect(report.rows.allSatisfy { $0.aircache == nil && $0.ratio == nil })
        let calls = airtable.calls.withLock { $0 }
        #expect(calls.count == benchmark.callsToAirtable)
        #expect(calls.count == 15)
        #expect(calls.allSatisfy { $0.method == "GET" })
        for (one, next) in zip(calls, calls.dropFirst()) {
            #expect(one.at.duration(to: next.at) >= pause)
        }
    }

    @Test("asks Airtable for nothing that Aircache knows")
    func preparing() async throws {
        let (ours, theirs) = (
            TimedAirtable(latency: .zero, limits: .none),
            TimedAirtable(latency: .milliseconds(30), limits: .none)
        )
        _ = try await benchmark(ours.server(calls: 3), theirs.server(calls: 3)).run()
        let paths = theirs.calls.withLock { $0.map(\.path) }
        #expect(paths.count == 7)
        #expect(!paths.contains { $0.contains("/meta/") })
    }

    @Test("tells a refused token, a missing table and too many calls")
    func refusals() async throws {
        let airtable = TimedAirtable(latency: .milliseconds(1))
        await #expect {
            _ = try await benchmark(nil, airtable.server(calls: 1, token: "other")).run()
        } throws: {
            ($0 as? AircacheError)?.code == .unauthorized
        }
        await #expect {
            _ = try await benchmark(nil, airtable.server(calls: 1), table: "Nowhere").run()
        } throws: {
            ($0 as? AircacheError)?.code == .nothingThere
        }
        // Without a pause Airtable's own limit is met.
        await #expect {
            _ = try await benchmark(nil, airtable.server(calls: 9)).run()
        } throws: {
            ($0 as? AircacheError)?.message.contains("429") == true
        }
    }

    @Test("needs one of the two")
    func nothing() {
        #expect { try benchmark(nil, nil) } throws: {
            ($0 as? AircacheError)?.code == .settings
        }
    }

    @Test("measures a server that runs, and the simulator behind it")
    func running() async throws {
        let folder = try TemporaryFolder()
        let airtable = SimulatedAirtable(bases: [Self.base], tokens: ["pat"], limits: .none)
        try await withSimulator(airtable) { endpoint in
            let settings = testSettings(
                endpoint: endpoint, token: "pat", bases: [Self.base.id], folder: folder)
            try await withInstance(settings) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                let told = Mutex<[Int]>([])
                let report = try await ReadBenchmark.run(
                    settings: settings, url: address, table: nil, airtableCalls: 2,
                    logger: quietLogger
                ) { calls in told.withLock { $0.append(calls) } }
                #expect(told.withLock { $0 } == [7])
                for row in report.rows {
                    #expect(row.aircache?.calls == ReadBenchmarkLimits.aircacheCalls)
                    #expect(row.airtable?.calls == 2)
                    #expect((row.ratio ?? 0) > 0)
                }
            }
        }
    }
}
