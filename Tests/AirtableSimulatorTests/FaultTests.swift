import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Faults") struct FaultTests {
    private let clock = ManualClock()

    private func airtable(
        _ script: [Fault?], limits: SimulatorLimits = .none, latency: Latency = .none
    ) -> SimulatedAirtable {
        SimulatedAirtable(
            bases: [SmallBase.make()], tokens: ["patTest"], clock: clock, limits: limits,
            latency: latency, faults: FaultPlan(script: script))
    }

    @Test(
        "faults that are a plain answer",
        arguments: [
            (Fault.rateLimit, 429, "RATE_LIMIT_REACHED"),
            (.quota, 429, "PUBLIC_API_BILLING_LIMIT_EXCEEDED"),
            (.serverError, 500, "INTERNAL_SERVER_ERROR"), (.unavailable, 503, "RETRIABLE_ERROR"),
            (.tableGone, 403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"),
            (.tokenRevoked, 401, "UNAUTHORIZED"),
        ])
    func answers(fault: Fault, status: Int, type: String) async throws {
        let airtable = airtable([fault])
        let answer = try await AirtableProbe(transport: airtable).get(SmallBase.path)
        #expect(answer.status.code == status)
        #expect(answer.error?.type == type)
        #expect(airtable.faultCounts == [fault: 1])
    }

    @Test("a scripted 429 locks the base out like a real one")
    func lockOut() async throws {
        let probe = AirtableProbe(transport: airtable([.rateLimit], limits: .airtable))
        #expect(try await probe.get(SmallBase.path).status == .tooManyRequests)
        clock.advance(by: .seconds(29))
        #expect(try await probe.get(SmallBase.path).status == .tooManyRequests)
        clock.advance(by: .seconds(1))
        #expect(try await probe.get(SmallBase.path).status == .ok)
    }

    @Test("502 has a body of HTML")
    func badGateway() async throws {
        let answer = try await AirtableProbe(transport: airtable([.badGateway])).get(SmallBase.path)
        #expect(answer.status == .badGateway)
        #expect(answer.error == nil && answer.body.first == UInt8(ascii: "<"))
    }

    @Test("truncated JSON has the status of a success and cannot be read")
    func truncated() async throws {
        let probe = AirtableProbe(transport: airtable(Array(repeating: .truncated, count: 50)))
        for _ in 0..<50 {
            let answer = try await probe.get(SmallBase.path)
            #expect(answer.status == .ok)
            #expect(throws: JSONSyntaxError.self) { try RecordPage(parsing: answer.body) }
        }
    }

    @Test("a reset connection and a time-out are errors of the transport")
    func broken() async throws {
        let probe = AirtableProbe(transport: airtable([.reset, .timeout]))
        let reset = await #expect(throws: AirtableTransportError.self) {
            try await probe.get(SmallBase.path)
        }
        #expect(reset?.reason == .connectionBroken)
        async let pending = probe.get(SmallBase.path)
        await clock.waitForSleepers()
        clock.advance(by: .seconds(60))
        do {
            _ = try await pending
            Issue.record("an answer came")
        } catch {
            #expect((error as? AirtableTransportError)?.reason == .timeout)
        }
    }

    @Test("latency and drips take time, and too much of it is a time-out")
    func slow() async throws {
        let airtable = airtable([nil, .slowDrip], latency: Latency(fixed: .milliseconds(250)))
        let probe = AirtableProbe(transport: airtable)
        for expected in [Duration.milliseconds(250), .milliseconds(1_250)] {
            async let pending = probe.get(SmallBase.path)
            await clock.waitForSleepers()
            let start = clock.now
            clock.advanceToNextSleeper()
            #expect(try await pending.status == .ok)
            #expect(start.duration(to: clock.now) == expected)
        }
        airtable.latency = Latency(fixed: .seconds(61))
        async let late = probe.get(SmallBase.path)
        await clock.waitForSleepers()
        clock.advanceToNextSleeper()
        do {
            _ = try await late
            Issue.record("an answer came")
        } catch {
            #expect((error as? AirtableTransportError)?.reason == .timeout)
        }
    }

    @Test("an expired iterator strikes a listing that goes on, and nothing else")
    func expiredIterator() async throws {
        let probe = AirtableProbe(transport: airtable([.expiredIterator, .expiredIterator, nil]))
        let first = try await probe.page(SmallBase.path)
        let path = SmallBase.path + "?offset=" + QueryString.encode(try #require(first.offset))
        #expect(try await probe.get(path).error == .iteratorNotAvailable)
        #expect(try await probe.get(SmallBase.path).status == .ok)
    }

    @Test("a renamed field and a table that is gone stay so")
    func lasting() async throws {
        let airtable = airtable([.fieldRenamed, .tableGone])
        let base = try #require(airtable.bases.first)
        let before = base.schema
        let probe = AirtableProbe(transport: airtable)
        #expect(try await probe.get(SmallBase.path).status == .ok)
        #expect(base.schema != before && base.revision == 1)
        #expect(try await probe.get(SmallBase.path).status == .forbidden)
        #expect(base.schema.tables.map(\.name) == ["Teams"])
    }

    @Test("chance repeats itself for a seed, and ends after the maximum")
    func chance() async throws {
        let plan = FaultPlan(
            seed: 7, probabilities: [.serverError: 0.2, .unavailable: 0.1], maximum: 20)
        var runs: [[Int]] = []
        for _ in 0..<2 {
            let airtable = airtable([])
            airtable.faults = plan
            let probe = AirtableProbe(transport: airtable)
            var statuses: [Int] = []
            for _ in 0..<200 { statuses.append(try await probe.get(SmallBase.path).status.code) }
            #expect(airtable.faultCounts.values.reduce(0, +) == 20)
            runs.append(statuses)
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0].contains(500) && runs[0].contains(503) && runs[0].last == 200)
    }
}
