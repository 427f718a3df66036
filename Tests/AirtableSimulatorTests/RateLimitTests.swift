import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Rate limits") struct RateLimitTests {
    private let clock = ManualClock()

    private func airtable(_ limits: SimulatorLimits = .airtable) -> SimulatedAirtable {
        SimulatedAirtable(
            bases: [SmallBase.make(people: 3)], tokens: ["patTest"], clock: clock, limits: limits)
    }

    private func status(_ airtable: SimulatedAirtable) async throws -> Int {
        try await AirtableProbe(transport: airtable).get(SmallBase.path).status.code
    }

    @Test("five requests in any second pass, evenly or in bursts")
    func within() async throws {
        let airtable = airtable()
        for _ in 0..<20 {
            #expect(try await status(airtable) == 200)
            clock.advance(by: .milliseconds(200))
        }
        clock.advance(by: .seconds(1))
        for _ in 0..<5 { #expect(try await status(airtable) == 200) }
        clock.advance(by: .seconds(1))
        for _ in 0..<5 { #expect(try await status(airtable) == 200) }
        #expect(airtable.counts.peakPerSecond == 5)
        #expect(airtable.counts(of: SmallBase.id).total == 30)
    }

    @Test("the sixth request in a sliding second locks the base for 30 seconds")
    func lockOut() async throws {
        let airtable = airtable()
        for _ in 0..<5 {
            #expect(try await status(airtable) == 200)
            clock.advance(by: .milliseconds(199))
        }
        let answer = try await AirtableProbe(transport: airtable).get(SmallBase.path)
        #expect(answer.status == .tooManyRequests)
        #expect(answer.error == .rateLimitReached)
        #expect(answer.headerFields[.retryAfter] == nil)
        // Requests meanwhile are refused and do not prolong it.
        clock.advance(by: .seconds(29))
        #expect(try await status(airtable) == 429)
        clock.advance(by: .seconds(1))
        #expect(try await status(airtable) == 200)
        #expect(airtable.counts.byStatus == [200: 6, 429: 2])
    }

    @Test("a token has a limit of its own over all bases")
    func tokens() async throws {
        let airtable = airtable()
        let probe = AirtableProbe(transport: airtable)
        for _ in 0..<50 { #expect(try await probe.get("/v0/meta/whoami").status == .ok) }
        #expect(try await probe.get("/v0/meta/whoami").status == .tooManyRequests)
        #expect(try await status(airtable) == 429)
    }

    @Test("429 in the shape that was seen in the wild, with Retry-After")
    func shape() async throws {
        var limits = SimulatorLimits.airtable
        limits.requestsPerSecondPerBase = 1
        limits.rateLimitAnswer = .init(isList: true, hasRetryAfter: true)
        let airtable = airtable(limits)
        _ = try await status(airtable)
        let answer = try await AirtableProbe(transport: airtable).get(SmallBase.path)
        #expect(answer.error?.shape == .list)
        #expect(answer.headerFields[.retryAfter] == "30")
    }

    @Test("the monthly quota blocks data calls and leaves metadata alone")
    func quota() async throws {
        var limits = SimulatorLimits.none
        limits.monthlyCalls = 2
        let airtable = airtable(limits)
        let probe = AirtableProbe(transport: airtable)
        for expected in [200, 200, 429] { #expect(try await status(airtable) == expected) }
        #expect(try await probe.get(SmallBase.path).error == .billingLimitExceeded)
        #expect(try await probe.get("/v0/meta/bases/\(SmallBase.id)/tables").status == .ok)
    }

    @Test("without limits everything passes")
    func none() async throws {
        let airtable = airtable(.none)
        for _ in 0..<200 { #expect(try await status(airtable) == 200) }
        #expect(airtable.counts.peakPerSecond == 200)
    }
}
