import AirtableAPI
import Testing

@testable import Storage

@Suite("The commit signal", .timeLimit(.minutes(1)))
struct CommitSignalTests {
    let people = Fixture.table(1, "People", [("Name", .singleLineText)])

    func put(_ name: String) throws -> ChangeSet {
        var changes = ChangeSet()
        var table = ChangeSet.Table()
        table.pages = [try Fixture.page([Fixture.record(1, ["Name": .string(name)])])]
        changes.tables[people.id] = table
        return changes
    }

    @Test("wakes who waits at a commit, a switch and a rollback, and not when nothing changed")
    func wakes() async throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [])])
        var seen = base.commits.count
        let steps: [() throws -> Void] = [
            { _ = try base.apply(put("a"), at: Fixture.now) },
            { try Fixture.fill(base, [(people, [])]) },
            { _ = try base.rollback(at: Fixture.now) },
        ]
        for step in steps {
            async let next = base.commits.wait(after: seen)
            try step()
            let count = await next
            #expect(count > seen)
            seen = base.commits.count
        }
        _ = try base.apply(put("a"), at: Fixture.now)
        #expect(base.commits.count == seen)
    }

    @Test("tells what another process committed, also when a reader saw it first")
    func otherProcess() async throws {
        let folder = try TemporaryFolder()
        let writing = try folder.store().base(Fixture.base)
        try Fixture.fill(writing, [(people, [])])
        let store = try folder.store()
        let reading = try store.base(Fixture.base)
        var seen = reading.commits.count
        _ = try writing.apply(put("a"), at: Fixture.now)
        #expect(try store.notice() == false)
        #expect(reading.commits.count > seen)
        seen = reading.commits.count
        _ = try writing.apply(put("b"), at: Fixture.now)
        #expect(try Fixture.bodies(reading).count == 1)
        _ = try store.notice()
        #expect(reading.commits.count > seen)
        seen = reading.commits.count
        _ = try store.notice()
        #expect(reading.commits.count == seen)
    }

    @Test("ends a wait that is cancelled")
    func cancellation() async throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let seen = base.commits.count
        await withTaskGroup(of: Int.self) { group in
            group.addTask { await base.commits.wait(after: seen) }
            group.cancelAll()
            for await count in group { #expect(count == seen) }
        }
    }
}
