import AirtableAPI
import Foundation
import Testing

@testable import Storage

@Suite("Change sets")
struct ChangeSetTests {
    let people = Fixture.table(1, "People", [("Name", .singleLineText), ("Age", .number)])
    let later = Fixture.now.addingTimeInterval(60)

    func person(_ number: Int, _ name: String, age: Int? = nil) -> String {
        var cells: JSONObject = ["Name": .string(name)]
        cells["Age"] = age.map { .number(JSONNumber($0)) }
        return Fixture.record(number, .object(cells))
    }

    @Test("creates, replaces and removes records, in order, and logs what differed")
    func applies() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let first = [person(2, "Ada", age: 36), person(4, "Bob"), person(6, "Cyd")]
        try Fixture.fill(base, [(people, first)])
        let before = try #require(base.serving)
        var changes = try Fixture.change(
            people, put: [person(3, "New"), person(2, "Ada", age: 37), person(9, "Last")],
            removed: [6, 77])
        changes.position = PayloadPosition(webhook: WebhookID("ach1"), cursor: 8)
        changes.currentAt = later
        let applied = try base.apply(changes, at: later)
        #expect(applied.hasChanged && applied.entries == 4)
        #expect(
            try Fixture.bodies(base) == [
                person(2, "Ada", age: 37), person(3, "New"), person(4, "Bob"), person(9, "Last"),
            ])
        let now = try #require(base.serving)
        #expect(now.tables[0].recordCount == 4)
        #expect(now.tables[0].version > before.tables[0].version)
        #expect(now.syncedAt == later)
        #expect(now.contents.position == PayloadPosition(webhook: WebhookID("ach1"), cursor: 8))
        #expect(before.tables[0].recordCount == 3, "a snapshot does not move")
        let page = try #require(try base.changes(after: nil, limit: 100))
        #expect(
            page.entries.map(\.kind) == [
                .syncCompleted, .recordCreated, .recordUpdated, .recordCreated, .recordDeleted,
            ])
        #expect(page.entries[2].detail["fields"] == ["Age"])
        #expect(page.entries[2].detail["previous"] == ["Age": 36])
        #expect(page.entries[4].detail["previous"] == ["Name": "Cyd"])
    }

    @Test("what differs in nothing moves no version, but the position")
    func nothing() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "Ada")])])
        let before = try #require(base.serving)
        var changes = try Fixture.change(people, put: [person(1, "Ada")], removed: [5])
        changes.position = PayloadPosition(webhook: WebhookID("ach1"), cursor: 2)
        #expect(try !base.apply(changes, at: later).hasChanged)
        let now = try #require(base.serving)
        #expect(now.tables[0].version == before.tables[0].version && now.commit == before.commit)
        #expect(now.contents.position?.cursor == 2)
    }

    @Test("addresses of attachments alone are no change of a record, but its bytes are new")
    func attachmentAddresses() throws {
        let table = Fixture.table(
            1, "T", [("Name", .singleLineText), ("Files", .multipleAttachments)])
        func record(_ url: String, _ name: String) -> String {
            Fixture.record(
                1, ["Files": [["id": "attA", "url": .string(url), "filename": .string(name)]]])
        }
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(table, [record("https://a", "x")])])
        let same = try base.apply(Fixture.change(table, put: [record("https://b", "x")]), at: later)
        #expect(same.entries == 0 && same.changedTables == [table.id])
        #expect(try Fixture.bodies(base) == [record("https://b", "x")])
        #expect(
            try base.apply(Fixture.change(table, put: [record("https://c", "y")]), at: later)
                .entries == 1)
    }

    @Test("a reader sees one state; a snapshot that moved on says so; a held one stays")
    func oneState() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "old")])])
        let snapshot = try #require(base.serving)
        let held = try snapshot.hold()
        try base.read { session in
            _ = try base.apply(Fixture.change(people, put: [person(1, "new")]), at: later)
            let body = try session.record(Fixture.id("rec", 1), table: session.contents.tables[0])
            #expect(body == Array(person(1, "old").utf8))
        }
        let error = #expect(throws: StorageError.self) { try snapshot.read { _ in } }
        #expect(error?.code == .moved)
        let body = try held.read { session in
            try session.record(Fixture.id("rec", 1), table: snapshot.tables[0])
        }
        #expect(body == Array(person(1, "old").utf8))
        #expect(try Fixture.bodies(base) == [person(1, "new")])
    }

    @Test("another store on the folder notices a commit")
    func otherStore() throws {
        let folder = try TemporaryFolder()
        let writing = try folder.store()
        let base = try writing.base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "old")])])
        let reading = try folder.store()
        let other = try reading.base(Fixture.base)
        #expect(try Fixture.bodies(other) == [person(1, "old")])
        _ = try base.apply(Fixture.change(people, put: [person(1, "new")]), at: later)
        _ = try reading.notice()
        #expect(try Fixture.bodies(other) == [person(1, "new")])
        #expect(other.serving?.tables[0].version == base.serving?.tables[0].version)
    }

    @Test("crossing renames, deleted, added and retyped fields and tables")
    func schema() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        var one = Fixture.table(
            1, "One", [("Name", .singleLineText), ("A", .number), ("B", .number)])
        var two = Fixture.table(2, "Two", [("Name", .singleLineText)])
        let gone = Fixture.table(3, "Gone", [("Name", .singleLineText)])
        try Fixture.fill(
            base,
            [
                (one, [Fixture.record(1, ["Name": "x", "A": 1, "B": 2])]),
                (two, [Fixture.record(2, ["Name": "y"])]), (gone, []),
            ])
        one.fields[1].name = "B"
        one.fields[2].name = "A"
        one.name = "Two"
        two.name = "One"
        two.fields[0].configuration = FieldConfiguration(type: .checkbox)
        let three = Fixture.table(4, "Gone", [("Name", .singleLineText)])
        var changes = try Fixture.change(three, put: [Fixture.record(7, ["Name": "z"])])
        changes.schema = BaseSchema(tables: [three, one, two])
        let applied = try base.apply(changes, at: later)
        #expect(applied.changedTables == [one.id, two.id, three.id])
        let now = try #require(base.serving)
        #expect(now.tables.map(\.name) == ["Gone", "Two", "One"])
        #expect(now.tables.map(\.recordCount) == [1, 1, 1])
        let body = try base.read {
            try $0.record(Fixture.id("rec", 1), table: $0.contents.tables[1])
        }
        #expect(body ?? nil == Array(Fixture.record(1, ["Name": "x", "B": 1, "A": 2]).utf8))
        let found = try base.read { session in
            let table = session.contents.tables[1]
            var query = RecordQuery(table: table)
            let field = try #require(table.field(idOrName: "B"))
            query.conditions = [.init(field: field, operator: .eq, operands: ["1"])]
            return try Fixture.list(session, query).bodies.count
        }
        #expect(found == 1, "the columns follow the names")
        let entry = try base.changes(after: nil, limit: 10)?.entries.first {
            $0.kind == .schemaChanged
        }
        #expect(entry?.detail["tables"]?.array?.count == 4)
    }

    @Test("new records find their place again and again, and page tokens with them")
    func renumbering() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "first"), person(1_000, "last")])])
        let token = try base.read { session in
            var query = RecordQuery(table: session.contents.tables[0])
            query.limit = 1
            return try Fixture.list(session, query).listing.nextToken
        }
        for number in (2...60).reversed() {
            _ = try base.apply(
                Fixture.change(people, put: [person(number, "\(number)")]), at: later)
        }
        let expected =
            [person(1, "first")] + (2...60).map { person($0, "\($0)") }
            + [person(1_000, "last")]
        #expect(try Fixture.bodies(base) == expected)
        #expect(try #require(base.serving).tables[0].keys.epoch > 0)
        let next = try #require(token ?? nil)
        #expect(try Fixture.bodies(base) { $0.start = .token(next) } == Array(expected.dropFirst()))
        #expect(
            try Fixture.bodies(base) { query in
                query.start = .offset(60)
                query.limit = 5
            } == [person(1_000, "last")])
    }

    @Test("many stores open a new folder at once")
    func openedAtOnce() async throws {
        for _ in 0..<10 {
            let folder = try TemporaryFolder()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { _ = try folder.store().base(Fixture.base) }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("changes that were gathered for another generation are refused")
    func otherGeneration() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "old")])])
        var changes = try Fixture.change(people, put: [person(1, "new")])
        changes.generation = 1
        try Fixture.fill(base, [(people, [person(1, "old")])])
        let error = #expect(throws: StorageError.self) { try base.apply(changes, at: later) }
        #expect(error?.code == .moved)
        #expect(try Fixture.bodies(base) == [person(1, "old")])
    }

    @Test("a reader that was lent once does not let the WAL grow for ever")
    func boundedLog() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "a")])])
        _ = try Fixture.bodies(base)
        for number in 1...700 {
            var changes = ChangeSet()
            changes.position = PayloadPosition(webhook: WebhookID("ach1"), cursor: number)
            _ = try base.apply(changes, at: later)
        }
        let path = folder.folder.generationPath(Fixture.base, 1) + "-wal"
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64
        let bytes = try #require(size)
        // The WAL is emptied into the file after 1,000 pages.
        #expect(bytes < 6 << 20, "\(bytes) bytes")
    }

    @Test("a serving generation that proves damaged does not keep a full sync from ending")
    func damagedFormer() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let records = (1...4_000).map { person($0, "name \($0)") }
        try Fixture.fill(base, [(people, records)])
        let seen = try #require(try base.changes(after: nil, limit: 10)).next
        let path = folder.folder.generationPath(Fixture.base, 1)
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seek(toOffset: 120_000)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 150_000))
        try file.close()
        try Fixture.fill(base, [(people, records)])
        #expect(base.serving?.number == 2)
        #expect(try Fixture.bodies(base).count == 4_000)
        #expect(try base.changes(after: seen, limit: 10)?.isReset == true)
    }
}
