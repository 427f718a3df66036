import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

@Suite("The change log")
struct ChangeLogTests {
    let people = Fixture.table(1, "People", [("Name", .singleLineText)])
    let later = Fixture.now.addingTimeInterval(60)

    func person(_ number: Int, _ name: String) -> String {
        Fixture.record(number, ["Name": .string(name)])
    }

    func put(_ records: [String]) throws -> ChangeSet {
        var changes = ChangeSet()
        var table = ChangeSet.Table()
        table.pages = [try Fixture.page(records)]
        changes.tables[people.id] = table
        return changes
    }

    @Test("goes on through a full sync, which adds just the differences that it found")
    func fullSync() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "a"), person(2, "b"), person(3, "c")])])
        _ = try base.apply(put([person(1, "A")]), at: later)
        let seen = try #require(try base.changes(after: nil, limit: 1_000)).next
        let version = base.serving?.tables[0].version
        try Fixture.fill(
            base, [(people, [person(1, "A"), person(2, "B"), person(4, "d")])], at: later)
        let page = try #require(try base.changes(after: seen, limit: 1_000))
        #expect(
            page.entries.map { "\($0.kind.rawValue) \($0.record?.rawValue ?? "")" } == [
                "record.updated \(Fixture.id("rec", 2))", "record.deleted \(Fixture.id("rec", 3))",
                "record.created \(Fixture.id("rec", 4))", "sync.completed ",
            ])
        #expect(page.entries.last?.detail["generation"] == 2)
        #expect(base.serving?.tables[0].version != version)
        let again = base.serving?.tables[0].version
        try Fixture.fill(
            base, [(people, [person(1, "A"), person(2, "B"), person(4, "d")])], at: later)
        #expect(base.serving?.tables[0].version == again, "a sync that finds nothing moves nothing")
    }

    @Test("pages follow each other without a gap")
    func pages() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [])])
        _ = try base.apply(put((1...25).map { person($0, "\($0)") }), at: later)
        var cursor: ChangeCursor?
        var kinds: [ChangeEntry.Kind] = []
        repeat {
            let page = try #require(try base.changes(after: cursor, limit: 4))
            kinds += page.entries.map(\.kind)
            cursor = page.next
            if !page.hasMore { break }
        } while true
        #expect(kinds.count == 26 && kinds.count { $0 == .recordCreated } == 25)
        #expect(try base.changes(after: cursor, limit: 4)?.entries.isEmpty == true)
        let text = try #require(cursor).description
        #expect(ChangeCursor(text) == cursor)
        for bad in ["", ".", "1", "x.y.z", "-1.2", "1.-2", "🚀.1"] {
            #expect(ChangeCursor(bad) == nil, "\(bad)")
        }
    }

    @Test("a rollback begins another history: cursors of the old one are reset")
    func rollback() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "a")])])
        try Fixture.fill(base, [(people, [person(1, "b")])])
        let seen = try #require(try base.changes(after: nil, limit: 100)).next
        _ = try base.rollback(at: later)
        let page = try #require(try base.changes(after: seen, limit: 100))
        #expect(page.isReset && page.entries.isEmpty)
        #expect(try base.changes(after: page.next, limit: 100)?.isReset == false)
    }

    @Test("a sync that finds more than the log takes resets those who kept up")
    func tooMany() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let count = StorageLimits.logEntriesPerSync + 10
        try Fixture.fill(base, [(people, (1...count).map { person($0, "a") })])
        let seen = try #require(try base.changes(after: nil, limit: 100)).next
        try Fixture.fill(base, [(people, (1...count).map { person($0, "b") })])
        let page = try #require(try base.changes(after: seen, limit: 100))
        #expect(page.isReset)
        let all = try #require(try base.changes(after: nil, limit: 100))
        #expect(all.entries.map(\.kind) == [.syncCompleted])
        #expect(all.entries[0].detail["isComplete"] == false)
    }

    @Test("old entries go")
    func age() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "a")])])
        let first = try #require(try base.changes(after: nil, limit: 100)).next
        _ = try base.apply(put([person(1, "b")]), at: later)
        let muchLater = later.addingTimeInterval(StorageLimits.logAge + 1)
        _ = try base.apply(put([person(1, "c")]), at: muchLater)
        let page = try #require(try base.changes(after: nil, limit: 100))
        #expect(page.entries.map(\.at) == [muchLater])
        #expect(try base.changes(after: first, limit: 100)?.isReset == true)
    }
}
