import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import Storage
import Synchronization
import Testing

@testable import Sync

@Suite("Attachment downloads", .timeLimit(.minutes(20)))
struct AttachmentDownloadTests {
    @Test("2,000 attachments arrive intact through expiring addresses and faults, and never again")
    func arrival() async throws {
        // 100 of them have two thumbnails.
        let count = 2_000
        let files = (0..<count).map { AttachmentWorld.renditions($0).count }.reduce(0, +)
        let world = try AttachmentWorld(
            files: count, lifetime: .seconds(120), limits: .airtable)
        world.simulator.files.faults = FileFaultPlan(
            seed: 7,
            probabilities: [
                .expired: 0.03, .vanished: 0.02, .unavailable: 0.03, .truncated: 0.03,
                .wrongSize: 0.02, .slow: 0.05, .silence: 0.01, .redirect: 0.03,
                .foreignRedirect: 0.02,
            ])
        try await world.run { instance, _ in
            try await world.sync(instance)
            try await world.settle(instance)
            try world.expectFiles(instance, 0..<count)
            let counts = world.simulator.files.counts
            #expect(counts.faults.count == FileFault.allCases.count)
            #expect(counts.downloads.count == files && files == 2_200)
            // Whatever came whole was kept: nothing came twice.
            #expect(counts.downloads.values.allSatisfy { $0 == 1 })
        }
        // A full sync with new addresses, and a restart, download nothing.
        world.simulator.files.resetCounts()
        try await world.run { instance, _ in
            try await world.sync(instance)
            try await world.clock.sleep(for: .seconds(10))
            #expect(world.simulator.files.counts == SimulatedFiles.Counts())
            #expect(try instance.store.attachments.totals(world.base.id).stored == files)
        }
    }

    @Test("renaming and moving a file download nothing; a deleted one goes after a while")
    func edits() async throws {
        let world = try AttachmentWorld(files: 8)
        var settings = AttachmentSettings()
        settings.grace = .seconds(600)
        try await world.run(settings) { instance, _ in
            try await world.sync(instance)
            try await world.settle(instance)
            world.simulator.files.resetCounts()
            let records = world.base.records(AttachmentWorld.table)
            var renamed = AttachmentWorld.attachment(0).object ?? [:]
            renamed["filename"] = "other.png"
            // The first record keeps one of its files under another name, the second one gets one.
            try world.base.updateRecord(
                records[0].id, in: "Files", cells: ["Files": [.object(renamed)]])
            let second = (4..<8).map(AttachmentWorld.attachment) + [AttachmentWorld.attachment(1)]
            try world.base.updateRecord(
                records[1].id, in: "Files", cells: ["Files": .array(second)])
            try await world.sync(instance)
            try await world.settle(instance)
            #expect(world.simulator.files.counts.requests == 0)
            let index = instance.store.attachments
            let moved = try #require(try index.entry(AttachmentKey(AttachmentWorld.id(1))))
            #expect(moved.place.record == records[1].id && moved.blob != nil)
            let first = try #require(try index.entry(AttachmentKey(AttachmentWorld.id(0))))
            #expect(first.filename == "other.png")
            let gone = try #require(try index.entry(AttachmentKey(AttachmentWorld.id(2))))
            #expect(gone.goneSince != nil && gone.blob != nil)
            // The generation kept for rollback names it: it stays, however long.
            try await world.clock.sleep(for: .seconds(2 * 3_600))
            #expect(try index.entry(AttachmentKey(AttachmentWorld.id(2))) != nil)
            try await world.sync(instance)
            try await world.clock.sleep(for: .seconds(2 * 3_600))
            #expect(try index.entry(AttachmentKey(AttachmentWorld.id(2))) == nil)
            let path = try #require(gone.blob).path
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("a field of attachments that vanished before the start takes its files along")
    func vanishedField() async throws {
        let world = try AttachmentWorld(files: 4)
        try await world.run { instance, _ in
            try await world.sync(instance)
            try await world.settle(instance)
        }
        // Nobody looks at attachments while it goes.
        try await world.run(AttachmentSettings(mode: .off)) { instance, _ in
            try world.base.deleteField(AttachmentWorld.field, of: "Files")
            try await world.sync(instance)
        }
        try await world.run { instance, downloads in
            let key = AttachmentKey(AttachmentWorld.id(1))
            try await eventually(world.clock, "removal") {
                try instance.store.attachments.entry(key)?.goneSince != nil
            }
            #expect(try await downloads.file(key) == nil)
        }
    }

    @Test("a client's own address in the copy is never fetched; Airtable's is asked for instead")
    func foreign() async throws {
        let world = try AttachmentWorld(files: 0)
        let file: JSONValue = [
            "id": "attWRITTEN", "filename": "x", "size": 40, "url": "https://client.example/x",
        ]
        let record = try world.base.createRecord(
            in: "Files", cells: ["Files": [file]], at: world.clock.wallNow)
        // Airtable has not fetched the file yet, and tells the address that it was given.
        let settings = world.simulator.files.settings
        world.simulator.files.settings = nil
        try await world.run { instance, downloads in
            try await world.sync(instance)
            try await eventually(world.clock, "failure") {
                try downloads.status(world.base.id).failing.contains { $0.failures > 1 }
            }
            #expect(world.simulator.files.counts.requests == 0)
            let failure = try downloads.status(world.base.id).failing[0].failure
            #expect(failure == "the file's address is not one of Airtable's")
            world.simulator.files.settings = settings
            // Long before the copy's address would be taken for an old one.
            try await world.settle(instance, within: .seconds(3_600))
            #expect(world.simulator.files.counts.downloads == ["attWRITTEN/original": 1])
            let entry = try instance.store.attachments.entry(
                AttachmentKey(AttachmentID("attWRITTEN")))
            #expect(entry?.place.record == record.id && entry?.blob?.size == 40)
        }
    }

    @Test("a copy is stored once; a file in place of another is one of its own; a shared one stays")
    func copies() async throws {
        let world = try AttachmentWorld(files: 8)
        var settings = AttachmentSettings()
        settings.grace = .seconds(600)
        let same = world.simulator.files.contents(
            of: AttachmentWorld.id(1), size: AttachmentWorld.size(1))
        world.simulator.files.setContents(same, of: AttachmentID("attCOPY"))
        world.simulator.files.setContents([7, 7, 7], of: AttachmentID("attOTHER"))
        try await world.run(settings) { instance, downloads in
            try await world.sync(instance)
            try await world.settle(instance)
            let index = instance.store.attachments
            let records = world.base.records(AttachmentWorld.table)
            func file(_ id: String, _ size: Int) -> JSONValue {
                [
                    "id": .string(id), "filename": "f", "size": .number(JSONNumber(size)),
                    "url": "https://dl.airtable.com/old",
                ]
            }
            let first = try await downloads.file(AttachmentKey(AttachmentWorld.id(1)))
            // Airtable gives a copy an id of its own; what a formula or a view shows keeps the id.
            try world.base.updateRecord(
                records[1].id, in: "Files",
                cells: [
                    "Files": [
                        file("attCOPY", same.count), AttachmentWorld.attachment(2),
                        file("attOTHER", 3),
                    ]
                ])
            try await world.sync(instance)
            try await world.settle(instance)
            let copy = try await downloads.file(AttachmentKey(AttachmentID("attCOPY")))
            #expect(copy?.blob == first?.blob && copy?.blob != nil)
            let other = try await downloads.file(AttachmentKey(AttachmentID("attOTHER")))
            let path = try #require(other?.blob?.path)
            #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == [7, 7, 7])
            // The first record loses all: what the second one names as well stays.
            try world.base.updateRecord(records[0].id, in: "Files", cells: ["Files": nil])
            for _ in 0..<2 {
                try await world.sync(instance)
                try await world.clock.sleep(for: .seconds(2 * 3_600))
            }
            #expect(try await downloads.file(AttachmentKey(AttachmentWorld.id(1))) == nil)
            #expect(try await downloads.file(AttachmentKey(AttachmentWorld.id(4))) == nil)
            let shared = try await downloads.file(AttachmentKey(AttachmentWorld.id(2)))
            #expect(shared?.place.record == records[1].id && shared?.blob != nil)
            // The copy's bytes are those of the one that went.
            let kept = try #require(try index.entry(AttachmentKey(AttachmentID("attCOPY")))?.blob)
            let there = try Data(contentsOf: URL(fileURLWithPath: kept.path))
            #expect(Array(there) == same)
        }
    }

    @Test("a failing download fails no sync, is told, and succeeds later")
    func failures() async throws {
        let world = try AttachmentWorld(files: 4)
        world.simulator.files.setContents([1, 2, 3], of: AttachmentWorld.id(1))
        try world.base.createRecord(
            in: "Files",
            cells: [
                "Files": [
                    [
                        "id": "attFOREIGN", "filename": "x", "size": 4,
                        "url": "https://evil.example/x",
                    ]
                ]
            ], at: world.clock.wallNow)
        try await world.run { instance, downloads in
            try await world.sync(instance)
            try await eventually(world.clock, "failure") {
                try downloads.status(world.base.id).failing.contains { $0.failures > 1 }
            }
            let status = try downloads.status(world.base.id)
            let failing = status.failing.map(\.key.id.rawValue)
            #expect(failing == [AttachmentWorld.id(1).rawValue])
            #expect(status.failing[0].failure?.contains("bytes") == true)
            world.simulator.files.setContents(
                world.simulator.files.contents(
                    of: AttachmentWorld.id(99), size: AttachmentWorld.size(1)),
                of: AttachmentWorld.id(1))
            try await world.settle(instance)
            #expect(try downloads.status(world.base.id).totals.failing == 0)
        }
    }

    @Test("a thousand requests for one file fetch it once")
    func lazy() async throws {
        let world = try AttachmentWorld(files: 40)
        world.simulator.files.faults = FileFaultPlan(probabilities: [.slow: 1])
        try await world.run(AttachmentSettings(mode: .lazy)) { instance, downloads in
            try await world.sync(instance)
            try await world.clock.sleep(for: .seconds(5))
            #expect(world.simulator.files.counts.requests == 0)
            let key = AttachmentKey(AttachmentWorld.id(7))
            let blobs = try await withThrowingTaskGroup(of: Blob?.self) { group in
                for _ in 0..<1_000 { group.addTask { try await downloads.file(key)?.blob } }
                return try await group.reduce(into: Set<Blob?>()) { $0.insert($1) }
            }
            #expect(blobs.count == 1 && blobs.first??.size == AttachmentWorld.size(7))
            #expect(world.simulator.files.counts.requests == 1)
            #expect(try await downloads.file(AttachmentKey(AttachmentID("attNONE"))) == nil)
            // One who goes away takes nobody's file along.
            let other = AttachmentKey(AttachmentWorld.id(8))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await downloads.file(other) }
                try await world.clock.sleep(for: .milliseconds(100))
                group.cancelAll()
            }
            #expect(try await downloads.file(other)?.blob?.size == AttachmentWorld.size(8))
            #expect(world.simulator.files.counts.requests == 2)
            try world.expectFiles(instance, [7, 8])
        }
    }

    @Test("files stay within the bound; what is asked for takes the place of what is not")
    func bound() async throws {
        let world = try AttachmentWorld(files: 40)
        let bound = 60_000
        try await world.run(AttachmentSettings(maximumBytes: bound)) { instance, downloads in
            try await world.sync(instance)
            let index = instance.store.attachments
            try await eventually(world.clock, "half of the room taken") {
                try index.storedBytes() > bound / 2
            }
            try await eventually(world.clock, "end of downloads") {
                try index.waiting(world.base.id, at: world.clock.wallNow, limit: 1).isEmpty
                    && index.storedBytes() <= bound
            }
            let missing = try #require(
                try (0..<40).first {
                    try index.entry(AttachmentKey(AttachmentWorld.id($0)))?.blob == nil
                })
            let entry = try await downloads.file(AttachmentKey(AttachmentWorld.id(missing)))
            #expect(entry?.blob?.size == AttachmentWorld.size(missing))
            #expect(try index.storedBytes() <= bound)
            try world.expectFiles(instance, AttachmentWorld.isPicture(missing) ? [] : [missing])
        }
    }

    @Test("a file that does not fit keeps no other from it; after a restart it is tried again")
    func boundAndOneLargeFile() async throws {
        let world = try AttachmentWorld(files: 0)
        func file(_ number: Int, _ size: Int) -> JSONValue {
            [
                "id": .string(AttachmentWorld.id(number).rawValue), "filename": "x",
                "url": "https://dl.airtable.com/old", "size": .number(JSONNumber(size)),
            ]
        }
        // The large one comes first.
        let files = [file(1, 50_000)] + (2..<10).map { file($0, 1_000) }
        try world.base.createRecord(
            in: "Files", cells: ["Files": .array(files)], at: world.clock.wallNow)
        @Sendable func stored(_ instance: TestInstance) throws -> [Int] {
            try (1..<10).filter {
                try instance.store.attachments.entry(AttachmentKey(AttachmentWorld.id($0)))?
                    .blob != nil
            }
        }
        try await world.run(AttachmentSettings(maximumBytes: 20_000)) { instance, _ in
            try await world.sync(instance)
            try await eventually(world.clock, "the small files") {
                try stored(instance) == Array(2..<10)
            }
        }
        try await world.run(AttachmentSettings(maximumBytes: 100_000)) { instance, _ in
            try await eventually(world.clock, "the large file") {
                try stored(instance) == Array(1..<10)
            }
        }
    }

    @Test("an address says when it ends")
    func expiry() {
        let url = "https://v5.airtableusercontent.com/v3/u/41/41/1767225600000/a/b/c"
        #expect(AttachmentURLs.expiry(of: url) == Date(timeIntervalSince1970: 1_767_225_600))
        for other in ["", "https://dl.airtable.com/x.png", "https://a/u/1/2/3/4", "u/1/1/x"] {
            #expect(AttachmentURLs.expiry(of: other) == nil)
        }
    }
}
