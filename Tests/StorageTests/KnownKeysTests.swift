import AirtableAPI
import Foundation
import Testing

@testable import Storage

@Suite("Known keys")
struct KnownKeysTests {
    let people = Fixture.table(1, "People", [("Name", .singleLineText)])
    let places = Fixture.table(2, "Places", [("Name", .singleLineText)])

    func record(_ number: Int, _ name: String) -> String {
        Fixture.record(number, ["Name": .string(name)])
    }

    func hash(_ number: Int, table: Int) throws -> UInt64 {
        var id = Fixture.id("rec", number)
        return try #require(id.withUTF8 { KnownKeys.hash($0, table: table) })
    }

    func read(_ base: BaseStore, _ number: Int, table: Int = 0) throws -> String? {
        try base.read { session in
            try session.record(Fixture.id("rec", number), table: session.contents.tables[table])
        }?.map { String(decoding: $0, as: UTF8.self) }
    }

    func apply(_ base: BaseStore, put: [String] = [], removed: [Int] = []) throws {
        let change = try Fixture.change(people, put: put, removed: removed)
        #expect(try base.apply(change, at: Fixture.now).hasChanged)
    }

    @Test("a record that was read is found by its key, and as it is now")
    func known() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [record(2, "Ada"), record(4, "Bob")])])
        let keys = try #require(base.serving).generation.knownKeys
        #expect(try keys.key(hash(4, table: 0)) == nil)
        #expect(try hash(4, table: 0) != hash(4, table: 1))
        #expect(try read(base, 4) == record(4, "Bob"))
        #expect(try keys.key(hash(4, table: 0)) == 2 * RecordKeys.stride)
        #expect(try read(base, 4) == record(4, "Bob"))
        try apply(base, put: [record(4, "Bea")])
        #expect(try read(base, 4) == record(4, "Bea"))
        #expect(try read(base, 5) == nil && keys.key(hash(5, table: 0)) == nil)
    }

    @Test("a known record is looked for by its key alone")
    func plan() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [record(2, "Ada")])])
        let plans = try base.read { session in
            let table = session.contents.tables[0]
            return try [table.knownRecordSQL, table.recordSQL].map { sql in
                let plan = try SQLiteStatement(session.connection, "EXPLAIN QUERY PLAN " + sql)
                #expect(try plan.step())
                return try #require(plan.text(3))
            }
        }
        #expect(plans?.first?.contains("USING INTEGER PRIMARY KEY (rowid=?)") == true)
        #expect(plans?.last?.contains("aircache_records_0_by_id") == true)
    }

    @Test("a key that another record took over leads to neither of them by mistake")
    func takenOver() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(base, [(people, [record(2, "Ada"), record(4, "Bob"), record(6, "Cyd")])])
        let keys = try #require(base.serving).generation.knownKeys
        #expect(try read(base, 4) == record(4, "Bob"))
        try apply(base, removed: [4])
        #expect(try read(base, 4) == nil)
        try apply(base, put: [record(5, "Eve")])
        #expect(try read(base, 4) == nil)
        #expect(try read(base, 5) == record(5, "Eve"))
        let key = try keys.key(hash(4, table: 0))
        #expect(try key != nil && key == keys.key(hash(5, table: 0)), "it is one key")
        // It comes back, elsewhere.
        try apply(base, put: [record(4, "Bob again")])
        #expect(try read(base, 4) == record(4, "Bob again"))
        #expect(try keys.key(hash(4, table: 0)) != key)
        #expect(try read(base, 5) == record(5, "Eve"))
    }

    @Test("tables that have the same keys, and even the same ids, are kept apart")
    func tables() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(
            base, [(people, [record(1, "Ada"), record(2, "Bob")]), (places, [record(2, "Rome")])])
        for _ in 0..<2 {
            #expect(try read(base, 2) == record(2, "Bob"))
            #expect(try read(base, 2, table: 1) == record(2, "Rome"))
            #expect(try read(base, 1, table: 1) == nil)
        }
    }

    @Test("takes the memory it may, and says of more records the key or nothing")
    func bounded() throws {
        let known = KnownKeys(records: 1_000)
        for number in 1...5_000 { known.keep(Int64(number), try hash(number, table: 3)) }
        var found = 0
        for number in 1...5_000 {
            guard let key = known.key(try hash(number, table: 3)) else { continue }
            // Of four that share a place, two have the same 16 bits of their hashes once in 10,000 times.
            found += key == Int64(number) ? 1 : 0
        }
        #expect((1_000...2_048).contains(found))
        let fitting = KnownKeys(records: 1_000)
        for number in 1...1_000 { fitting.keep(Int64(number), try hash(number, table: 3)) }
        let kept = try (1...1_000).count { fitting.key(try hash($0, table: 3)) == Int64($0) }
        #expect(kept > 950)
    }

    @Test("keeps only keys and ids that it can tell apart")
    func refused() throws {
        let known = KnownKeys(records: 8)
        let hash = try hash(1, table: 0)
        for key in [0, -5, 1 << 48] as [Int64] { known.keep(key, hash) }
        #expect(known.key(hash) == nil)
        known.keep(1 << 48 - 1, hash)
        #expect(known.key(hash) == 1 << 48 - 1)
        for id in ["", "rec", "recAAAAAAAAAAAAAAA"] {
            var id = id
            #expect(id.withUTF8 { KnownKeys.hash($0, table: 0) } == nil)
        }
    }
}
