import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Testing

@Suite("A write with an idempotency key is done once", .serialized)
struct IdempotencyTests {
    static let body: JSONValue = [
        "records": [["fields": ["Name": "key"]], ["fields": ["Name": "key", "Done": true]]]
    ]

    /// Runs `body` on an instance that has a copy.
    static func withInstance(
        _ mode: SyncSettings.Mode = .manual,
        _ body: @escaping @Sendable (LiveFixture, TestInstance) async throws -> Void
    ) async throws {
        let fixture = try WriteThroughTests.fixture(mode)
        let instance = try fixture.instance()
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            try await body(fixture, instance)
        }
    }

    static func made(_ fixture: LiveFixture) -> Int {
        fixture.base.records(fixture.table().id)
            .count { (try? JSONValue(parsing: $0.json))?["fields"]?["Name"] == "key" }
    }

    @Test("the same request has the same answer, at once, later and in the next process")
    func same() async throws {
        try await Self.withInstance { fixture, instance in
            async let one = fixture.write(instance, .post, nil, Self.body, key: "k")
            try await fixture.clock.sleep(for: .milliseconds(50))
            let meanwhile = try await fixture.write(instance, .post, nil, Self.body, key: "k")
            let first = try await one
            #expect(meanwhile.status == 409)
            #expect(meanwhile.retryAfter != nil)
            #expect(first.status == 200)
            let again = try await fixture.write(instance, .post, nil, Self.body, key: "k")
            #expect(again.status == 200)
            #expect(again.body == first.body)
            let other = try fixture.instance(seed: 9)
            let later = try await fixture.write(other, .post, nil, Self.body, key: "k")
            #expect(later.body == first.body)
            #expect(Self.made(fixture) == 2)
            try await fixture.clock.sleep(for: .seconds(86_500))
            let forgotten = try await fixture.write(instance, .post, nil, Self.body, key: "k")
            #expect(forgotten.status == 200)
            #expect(Self.made(fixture) == 4, "a key is kept for a day")
        }
    }

    @Test("another request with the key is refused, as is a key that is none")
    func reused() async throws {
        try await Self.withInstance { fixture, instance in
            let first = try await fixture.write(instance, .post, nil, Self.body, key: "k")
            #expect(first.status == 200)
            let other = try await fixture.write(
                instance, .post, nil, ["fields": ["Name": "key"]], key: "k")
            #expect(other.status == 422)
            for key in ["", "a b", "ü", String(repeating: "k", count: 256)] {
                let answer = try await fixture.write(instance, .post, nil, Self.body, key: key)
                #expect(answer.status == 422, "\(key)")
            }
            #expect(Self.made(fixture) == 2)
        }
    }

    @Test("after a lost answer what was created is found, and what was not is created")
    func lost() async throws {
        for fault in [Fault.answerLost, .truncated, .reset, .unavailable, .serverError] {
            try await Self.withInstance { fixture, instance in
                fixture.airtable.faults = FaultPlan(script: [fault])
                let lost = try await fixture.write(instance, .post, nil, Self.body, key: "k")
                #expect(lost.status >= 500, "\(fault)")
                let early = try await fixture.write(instance, .post, nil, Self.body, key: "k")
                #expect(early.status == 409, "\(fault)")
                try await fixture.clock.sleep(for: .seconds(101))
                let answer = try await fixture.write(instance, .post, nil, Self.body, key: "k")
                #expect(answer.status == 200, "\(fault) \(answer.json.text)")
                #expect(answer.ids.count == 2)
                #expect(Self.made(fixture) == 2, "\(fault)")
                let again = try await fixture.write(instance, .post, nil, Self.body, key: "k")
                #expect(again.ids == answer.ids)
                try await fixture.converge(instance, within: .seconds(200), "\(fault)")
            }
        }
    }

    @Test("a refusal is kept as well; what certainly was not done may be sent again")
    func refused() async throws {
        try await Self.withInstance { fixture, instance in
            let bad: JSONValue = ["fields": ["No such field": 1]]
            let first = try await fixture.write(instance, .post, nil, bad, key: "k")
            #expect(first.status == 422)
            let calls = fixture.airtable.counts(of: fixture.base.id).total
            let again = try await fixture.write(instance, .post, nil, bad, key: "k")
            #expect(again.status == 422)
            #expect(fixture.airtable.counts(of: fixture.base.id).total == calls)
            fixture.airtable.revoke(token)
            let locked = try await fixture.write(instance, .post, nil, Self.body, key: "t")
            #expect(locked.status == 401)
            fixture.airtable.grant(AccessToken(token))
            let open = try await fixture.write(instance, .post, nil, Self.body, key: "t")
            #expect(open.status == 200)
            #expect(Self.made(fixture) == 2)
            fixture.airtable.faults = FaultPlan(script: [.rateLimit])
            let limited = try await fixture.write(instance, .post, nil, Self.body, key: "l")
            #expect(limited.status == 429)
            let done = try await fixture.write(instance, .post, nil, Self.body, key: "l")
            #expect(done.status == 200)
            #expect(Self.made(fixture) == 4)
        }
    }
}
