import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Testing

@Suite("Lists of views' records")
struct ViewListTests {
    /// The pages that the lists cost.
    static func calls(_ fixture: LiveFixture) -> Int {
        fixture.airtable.counts(of: fixture.base.id).total
    }

    @Test("read once for all, kept while the table stands still, read again when it has moved")
    func reading() async throws {
        let fixture = try WriteThroughTests.fixture(.manual, records: 500)
        let instance = try fixture.instance()
        let base = fixture.base.id
        let table = fixture.table()
        let view = try #require(table.views.first)
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            func list(_ name: String? = nil) async throws -> ViewList {
                try await instance.engine.views.list(
                    base: base, table: table.id, view: name ?? view.name)
            }
            func version() throws -> Int64? {
                try instance.store.base(base).serving?.table(table.id.rawValue)?.version
            }
            let before = Self.calls(fixture)
            try await withThrowingTaskGroup(of: [String].self) { group in
                for index in 0..<8 {
                    group.addTask { try await list(index % 2 == 0 ? nil : view.id.rawValue).ids }
                }
                for try await ids in group {
                    #expect(ids == fixture.ids().map(\.rawValue))
                }
            }
            #expect(Self.calls(fixture) - before == 3, "250 records, once")
            let first = try await list()
            #expect(first.version == (try version()))
            try await fixture.clock.sleep(for: .seconds(600))
            _ = try await list()
            #expect(Self.calls(fixture) - before == 3, "it has not moved")

            _ = try await fixture.write(instance, .post, nil, ["fields": ["Name": "new"]])
            try await fixture.clock.sleep(for: .seconds(2))
            let moved = Self.calls(fixture)
            let second = try await list()
            #expect(second.ids.count == 251, "the list was older than the table, and than 30 s")
            _ = try await fixture.write(instance, .delete, fixture.ids()[0])
            let third = try await list()
            #expect(third.ids.count == 251, "the table moved, the list is younger than 30 s")
            #expect(third.version != (try version()))
            #expect(Self.calls(fixture) - moved <= 5)

            // A full sync reads it with the table.
            _ = try instance.engine.refresh(base, trigger: .request)
            try await eventually(fixture.clock, within: .seconds(60), "full sync") {
                try instance.engine.status(base).current == nil
            }
            try await fixture.clock.sleep(for: .seconds(60))
            let synced = Self.calls(fixture)
            let fourth = try await list()
            #expect(fourth.ids.count == 250)
            #expect(fourth.version == (try version()))
            #expect(Self.calls(fixture) == synced)
        }
    }

    @Test("an unknown view has Airtable's answer; without an answer the old list is given")
    func failures() async throws {
        let fixture = try WriteThroughTests.fixture(.manual, records: 50)
        let instance = try fixture.instance()
        let base = fixture.base.id
        let table = fixture.table()
        try await fixture.running(instance) {
            try await fixture.converge(instance)
            for round in 0..<2 {
                let before = Self.calls(fixture)
                do {
                    _ = try await instance.engine.views.list(
                        base: base, table: table.id, view: "No such view")
                    Issue.record("there is no such view")
                } catch let error as ViewRefused {
                    #expect(error.answer.status == 422)
                }
                #expect(Self.calls(fixture) - before == (round == 0 ? 1 : 0))
            }
            let view = try #require(table.views.first?.id.rawValue)
            let first = try await instance.engine.views.list(
                base: base, table: table.id, view: view)
            _ = try await fixture.write(instance, .post, nil, ["fields": ["Name": "new"]])
            try await fixture.clock.sleep(for: .seconds(40))
            fixture.airtable.faults = FaultPlan(seed: 1, probabilities: [.serverError: 1])
            let old = try await instance.engine.views.list(base: base, table: table.id, view: view)
            #expect(old.ids == first.ids)
            #expect(old.readAt == first.readAt)
            #expect(old.failure != nil)
            fixture.airtable.faults = .none
            let new = try await instance.engine.views.list(base: base, table: table.id, view: view)
            #expect(new.ids.count == first.ids.count + 1)
            #expect(new.failure == nil)
        }
    }
}
