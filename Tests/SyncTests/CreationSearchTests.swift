import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Testing

@Suite("A creation with an idempotency key is not taken for another one", .serialized)
struct CreationSearchTests {
    /// Who else creates the same records, before the write whose answer is lost.
    enum Other: CaseIterable {
        /// A client, with a key of its own.
        case otherKey
        case withoutKey
        /// Somebody in Airtable; the copy has followed.
        case somebody
    }

    private static func create(
        _ other: Other, _ fixture: LiveFixture, _ instance: TestInstance
    ) async throws {
        let body = IdempotencyTests.body
        switch other {
        case .otherKey:
            let answer = try await fixture.write(instance, .post, nil, body, key: "other")
            #expect(answer.status == 200)
        case .withoutKey:
            let answer = try await fixture.write(instance, .post, nil, body)
            #expect(answer.status == 200)
        case .somebody:
            try edit(fixture)
            try await fixture.converge(instance, within: .seconds(60))
        }
    }

    /// Somebody creates the same records in Airtable.
    @discardableResult private static func edit(
        _ fixture: LiveFixture, _ count: Int = 2
    ) throws -> [SimulatedRecord] {
        let cells = (IdempotencyTests.body["records"]?.array ?? []).prefix(count)
            .compactMap { $0["fields"]?.object }
        return try fixture.base.editRecords(
            in: fixture.table().name, cells.map { .create(nil, $0) }, at: fixture.clock.wallNow)
    }

    @Test("what others created before is left out", arguments: Other.allCases, [true, false])
    func others(other: Other, isDone: Bool) async throws {
        try await IdempotencyTests.withInstance(.changes) { fixture, instance in
            try await Self.create(other, fixture, instance)
            let before = Set(fixture.ids())
            #expect(IdempotencyTests.made(fixture) == 2)
            fixture.airtable.faults = FaultPlan(script: [isDone ? .answerLost : .unavailable])
            let lost = try await fixture.write(
                instance, .post, nil, IdempotencyTests.body, key: "k")
            #expect(lost.status >= 500)
            try await fixture.clock.sleep(for: .seconds(101))
            let answer = try await fixture.write(
                instance, .post, nil, IdempotencyTests.body, key: "k")
            #expect(answer.status == 200, "\(answer.json.text)")
            #expect(answer.ids.count == 2 && before.isDisjoint(with: answer.ids))
            #expect(IdempotencyTests.made(fixture) == 4, "two for each who was told so")
            try await fixture.converge(instance, within: .seconds(200))
        }
    }

    @Test("what clients created while the outcome was open is left out as well")
    func meanwhile() async throws {
        try await IdempotencyTests.withInstance { fixture, instance in
            fixture.airtable.faults = FaultPlan(script: [.unavailable])
            let lost = try await fixture.write(
                instance, .post, nil, IdempotencyTests.body, key: "k")
            #expect(lost.status == 503)
            for other in [Other.otherKey, .withoutKey] {
                try await Self.create(other, fixture, instance)
            }
            let before = Set(fixture.ids())
            try await fixture.clock.sleep(for: .seconds(101))
            let answer = try await fixture.write(
                instance, .post, nil, IdempotencyTests.body, key: "k")
            #expect(answer.status == 200)
            #expect(answer.ids.count == 2 && before.isDisjoint(with: answer.ids))
        }
    }

    @Test("a record that an upsert met is still that of the creation")
    func upsert() async throws {
        try await IdempotencyTests.withInstance { fixture, instance in
            let body: JSONValue = ["records": [["fields": ["Name": "key"]]]]
            fixture.airtable.faults = FaultPlan(script: [.answerLost])
            let lost = try await fixture.write(instance, .post, nil, body, key: "k")
            #expect(lost.status == 504)
            let upsert = try await fixture.write(
                instance, .patch, nil,
                [
                    "performUpsert": ["fieldsToMergeOn": ["Name"]],
                    "records": [["fields": ["Name": "key"]], ["fields": ["Name": "other"]]],
                ])
            #expect(upsert.json["updatedRecords"]?.array?.count == 1)
            #expect(upsert.json["createdRecords"]?.array?.count == 1)
            try await fixture.clock.sleep(for: .seconds(101))
            let answer = try await fixture.write(instance, .post, nil, body, key: "k")
            #expect(answer.status == 200, "\(answer.json.text)")
            #expect(answer.ids.first?.rawValue == upsert.json["updatedRecords"]?.array?[0].string)
            #expect(IdempotencyTests.made(fixture) == 1)
        }
    }

    @Test("what cannot be told stays open: more that fit, fewer, and records with other cells")
    func unclear() async throws {
        for round in 0..<3 {
            try await IdempotencyTests.withInstance { fixture, instance in
                let single: JSONValue = ["fields": ["Name": "key"]]
                let body = round == 2 ? single : IdempotencyTests.body
                fixture.airtable.faults = FaultPlan(
                    script: [round == 1 ? .unavailable : .answerLost])
                let lost = try await fixture.write(
                    instance, .post, nil, body, key: "k")
                #expect(lost.status >= 500)
                switch round {
                case 0: try Self.edit(fixture)
                case 1: try Self.edit(fixture, 1)
                default:
                    let made = try #require(
                        fixture.ids().first { id in
                            try fixture.original(id)?["fields"]?["Name"] == "key"
                        })
                    try fixture.base.editRecords(
                        in: fixture.table().name, [.update(made, ["Notes": "edited"])],
                        at: fixture.clock.wallNow)
                }
                let count = IdempotencyTests.made(fixture)
                try await fixture.clock.sleep(for: .seconds(101))
                let answer = try await fixture.write(
                    instance, .post, nil, body, key: "k")
                #expect(answer.status == 409, "\(round)")
                #expect(answer.json["error"]?["type"] == "REQUEST_IN_PROGRESS")
                #expect(IdempotencyTests.made(fixture) == count, "nothing was created anew")
            }
        }
    }
}
