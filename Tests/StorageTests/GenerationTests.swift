import AirtableAPI
import FoundationEssentials
import Logging
import Synchronization
import Testing

@testable import Storage

@Suite("Generations and the switch")
struct GenerationTests {
    private let people = Fixture.table(1, "People", [("Name", .singleLineText), ("Age", .number)])

    private func person(_ number: Int, _ name: String, _ age: Int = 1) -> String {
        Fixture.record(number, ["Name": .string(name), "Age": .number(JSONNumber(age))])
    }

    @Test("Nothing serves before the first rebuild, then what was inserted, byte for byte")
    func firstGeneration() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        #expect(try base.read { _ in true } == nil)
        let sent = [person(1, "Ada"), person(2, "Grace")]
        let generation = try Fixture.fill(base, [(people, sent)])
        #expect(generation.number == 1)
        #expect(try Fixture.bodies(base) == sent)
        #expect(
            try base.read { try $0.record(Fixture.id("rec", 2), table: $0.contents.tables[0]) }
                == Array(sent[1].utf8))
    }

    @Test("A reader that began before a switch ends in its own generation")
    func readerKeepsGeneration() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "old")])])
        let old = try #require(base.serving)
        try Fixture.fill(base, [(people, [person(1, "new")])])
        try Fixture.fill(base, [(people, [person(1, "newer")])])
        let body = try old.read { try $0.record(Fixture.id("rec", 1), table: old.tables[0]) }
        #expect(body == Array(person(1, "old").utf8))
        #expect(try Fixture.bodies(base) == [person(1, "newer")])
    }

    @Test("Files of generations go once nobody needs them")
    func filesGo() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        for name in ["a", "b", "c", "d"] { try Fixture.fill(base, [(people, [person(1, name)])]) }
        #expect(folder.folder.generationNumbers(Fixture.base) == [3, 4])
    }

    @Test("An abandoned rebuild changes nothing and leaves no file")
    func abandon() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "kept")])])
        let rebuild = try base.beginRebuild(
            schema: BaseSchema(tables: [people]), name: "Test", at: Fixture.now)
        try rebuild.insert(Fixture.page([person(2, "lost")]), table: people.id)
        rebuild.abandon()
        #expect(try Fixture.bodies(base) == [person(1, "kept")])
        #expect(folder.folder.generationNumbers(Fixture.base) == [1])
        #expect(throws: StorageError.self) {
            try rebuild.insert(Fixture.page([person(3, "late")]), table: people.id)
        }
    }

    @Test("A restarted table forgets what came before; a record that came twice counts once")
    func restartAndDuplicates() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let rebuild = try base.beginRebuild(
            schema: BaseSchema(tables: [people]), name: "Test", at: Fixture.now)
        try rebuild.insert(Fixture.page([person(9, "gone")]), table: people.id)
        try rebuild.restart(table: people.id)
        try rebuild.insert(Fixture.page([person(1, "first"), person(2, "b")]), table: people.id)
        try rebuild.insert(Fixture.page([person(1, "second")]), table: people.id)
        let generation = try rebuild.finish(at: Fixture.now)
        #expect(generation.tables[0].recordCount == 2)
        #expect(try Fixture.bodies(base) == [person(2, "b"), person(1, "second")])
    }

    @Test("A table's version moves exactly when its records or its schema do")
    func versions() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let other = Fixture.table(2, "Other", [("Name", .singleLineText)])
        let first = try Fixture.fill(base, [(people, [person(1, "a")]), (other, [])])
        let later = Fixture.now.addingTimeInterval(60)
        let second = try Fixture.fill(base, [(people, [person(1, "b")]), (other, [])], at: later)
        #expect(second.tables[0].version > first.tables[0].version)
        #expect(second.tables[0].changedAt == later)
        #expect(second.tables[1].version == first.tables[1].version)
        #expect(second.tables[1].changedAt == Fixture.now)
        let renamed = Fixture.table(2, "Renamed", [("Name", .singleLineText)])
        let third = try Fixture.fill(base, [(people, [person(1, "b")]), (renamed, [])])
        #expect(third.tables[0].version == second.tables[0].version)
        #expect(third.tables[1].version > second.tables[1].version)
    }

    @Test("A rollback serves the generation before, pauses the base, and versions never collide")
    func rollback() throws {
        let folder = try TemporaryFolder()
        let store = try folder.store()
        let base = try store.base(Fixture.base)
        #expect(throws: StorageError.self) { try base.rollback(at: Fixture.now) }
        try Fixture.fill(base, [(people, [person(1, "good")])])
        let bad = try Fixture.fill(base, [(people, [person(1, "bad")])])
        let restored = try base.rollback(at: Fixture.now)
        #expect(restored.number == 1)
        #expect(try Fixture.bodies(base) == [person(1, "good")])
        #expect(base.pause?.since == Fixture.now)
        _ = try store.enqueueRun(base: Fixture.base, trigger: .schedule, at: Fixture.now)
        #expect(base.pause != nil)
        _ = try store.enqueueRun(base: Fixture.base, trigger: .request, at: Fixture.now)
        #expect(base.pause == nil)
        let next = try Fixture.fill(base, [(people, [person(1, "mended")])])
        #expect(next.number == 3)
        #expect(next.tables[0].version != bad.tables[0].version)
    }

    @Test("A rollback during a rebuild wins: the rebuild does not switch")
    func rollbackDuringRebuild() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [person(1, "a")])])
        try Fixture.fill(base, [(people, [person(1, "b")])])
        _ = try base.rollback(at: Fixture.now)
        let rebuild = try base.beginRebuild(
            schema: BaseSchema(tables: [people]), name: "Test", at: Fixture.now)
        try rebuild.insert(Fixture.page([person(1, "c")]), table: people.id)
        #expect(throws: StorageError.self) { try rebuild.finish(at: Fixture.now) }
        #expect(try Fixture.bodies(base) == [person(1, "a")])
    }

    @Test("A crash after any step leaves a folder that serves one whole state and syncs again")
    func crashes() throws {
        struct Crash: Error {}
        for step in RebuildStep.allCases {
            let folder = try TemporaryFolder()
            try Fixture.fill(folder.store().base(Fixture.base), [(people, [person(1, "old")])])
            // A copy of the folder at that step is what a crash would leave behind.
            let image = folder.path + "-crashed"
            defer { try? FileManager.default.removeItem(atPath: image) }
            let taken = Mutex(false)
            let options = StoreOptions { reached in
                let isFirst = taken.withLock { taken in
                    defer { taken = taken || reached == step }
                    return reached == step && !taken
                }
                if isFirst { try? FileManager.default.copyItem(atPath: folder.path, toPath: image) }
            }
            let store = try folder.store(options)
            try Fixture.fill(store.base(Fixture.base), [(people, [person(1, "new")])])
            let revived = try Store(
                folder: DataFolder(path: image), logger: .init(label: "test"))
            let base = try revived.base(Fixture.base)
            let expected = step == .switched ? "new" : "old"
            #expect(try Fixture.bodies(base) == [person(1, expected)], "after \(step)")
            let lock = try #require(try revived.acquireWriterLock())
            try Fixture.fill(base, [(people, [person(1, "next")])])
            #expect(try Fixture.bodies(base) == [person(1, "next")], "after \(step)")
            lock.release()
        }
    }

    @Test("A damaged generation is replaced by the other one, and that is said")
    func corruption() throws {
        for damage in ["junk", "truncated", "middle"] {
            let folder = try TemporaryFolder()
            do {
                let base = try folder.store().base(Fixture.base)
                let many = (1...400).map { person($0, String(repeating: "x", count: 500)) }
                try Fixture.fill(base, [(people, many)])
                try Fixture.fill(base, [(people, many)])
            }
            let path = folder.folder.generationPath(Fixture.base, 2)
            var bytes = try Data(contentsOf: URL(filePath: path))
            switch damage {
            case "junk": bytes = Data("this is no database".utf8)
            case "truncated": bytes = bytes.prefix(bytes.count / 2)
            default:
                bytes.replaceSubrange(
                    20_480..<61_440, with: Data(repeating: 0xA5, count: 40_960))
            }
            try bytes.write(to: URL(filePath: path))
            let base = try folder.store().base(Fixture.base)
            #expect(base.serving?.number == 1, "\(damage)")
            #expect(base.degradation?.contains("generation 2") == true, "\(damage)")
            #expect(try Fixture.bodies(base).count == 400, "\(damage)")
        }
    }

    @Test("Two stores on one folder: one lock, and a switch is noticed")
    func twoStores() throws {
        let folder = try TemporaryFolder()
        let (one, other) = (try folder.store(), try folder.store())
        let lock = try #require(try one.acquireWriterLock())
        #expect(try other.acquireWriterLock() == nil)
        let seen = try other.base(Fixture.base)
        #expect(try other.notice() == false)
        try Fixture.fill(one.base(Fixture.base), [(people, [person(1, "a")])])
        #expect(try other.notice())
        #expect(try Fixture.bodies(seen) == [person(1, "a")])
        lock.release()
        #expect(try other.acquireWriterLock() != nil)
    }
}
