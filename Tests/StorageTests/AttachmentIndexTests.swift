import AirtableAPI
import Foundation
import Logging
import Testing

@testable import Storage

/// Swift Testing has a type of that name too.
typealias Attachment = AirtableAPI.Attachment

@Suite("The index of attachments")
struct AttachmentIndexTests {
    static let base = Fixture.base

    static func named(
        _ number: Int, filename: String = "a.txt", record: Int = 1, base: BaseID = base
    ) -> NamedAttachment {
        NamedAttachment(
            Attachment(
                id: AttachmentID("att\(number)"), filename: filename, size: 5, type: "text/plain",
                urls: [.original: ""]),
            at: AttachmentPlace(
                base: base, table: TableID("tbl1"), record: RecordID("rec\(record)"),
                field: FieldID("fld1")))
    }

    static func names(_ items: NamedAttachment...) -> [AttachmentID: NamedAttachment] {
        Dictionary(items.map { ($0.attachment.id, $0) }) { one, _ in one }
    }

    @discardableResult
    static func download(_ index: AttachmentIndex, _ number: Int, _ text: String) throws -> Blob {
        let key = AttachmentKey(AttachmentID("att\(number)"))
        let pending = try #require(try index.begin(key))
        try Array(text.utf8).withUnsafeBytes { try pending.write($0) }
        return try index.store(pending, as: key, at: Fixture.now)
    }

    static func blobs(_ path: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: path + "/blobs")?.allObjects ?? []
        return all.compactMap { $0 as? String }
            .filter { $0.contains("/") && !$0.hasPrefix("incoming") }.sorted()
    }

    @Test("names what the copy names; equal contents are one file; other bases share it")
    func naming() throws {
        let folder = try TemporaryFolder()
        let index = try folder.store().attachments
        let first = Self.names(Self.named(1), Self.named(2), Self.named(3))
        #expect(try index.adopt(first, of: Self.base, at: Fixture.now).added == 3)
        #expect(try index.adopt(first, of: Self.base, at: Fixture.now).isEmpty)
        #expect(try index.waiting(Self.base, at: Fixture.now, limit: 9).count == 3)
        let blob = try Self.download(index, 1, "hello")
        #expect(try Self.download(index, 2, "hello") == blob)
        #expect(Self.blobs(folder.path).count == 1)
        #expect(
            blob.hash == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
        #expect(try String(contentsOfFile: blob.path, encoding: .utf8) == "hello")
        let totals = try index.totals(Self.base)
        #expect(totals.named == 3 && totals.stored == 2 && totals.storedBytes == 5)
        // A new name, another record, and one that is gone: nothing is downloaded for that.
        let second = Self.names(Self.named(1, filename: "b.txt", record: 2), Self.named(3))
        let difference = try index.adopt(second, of: Self.base, at: Fixture.now)
        #expect(difference == AttachmentDifference(added: 0, gone: 1, changed: 1))
        let entry = try #require(try index.entry(AttachmentKey(AttachmentID("att1"))))
        #expect(entry.filename == "b.txt" && entry.place.record == RecordID("rec2"))
        #expect(entry.blob == blob)
        let other = BaseID("appBBBBBBBBBBBBBB")
        _ = try index.adopt(Self.names(Self.named(1, base: other)), of: other, at: Fixture.now)
        #expect(try index.waiting(other, at: Fixture.now, limit: 9).isEmpty)
    }

    @Test("what went stays for a while, and a blob as long as anything names it")
    func removal() throws {
        let folder = try TemporaryFolder()
        let index = try folder.store().attachments
        _ = try index.adopt(
            Self.names(Self.named(1), Self.named(2), Self.named(3)), of: Self.base, at: Fixture.now)
        try Self.download(index, 1, "hello")
        try Self.download(index, 2, "hello")
        try Self.download(index, 3, "other")
        _ = try index.adopt(Self.names(Self.named(2)), of: Self.base, at: Fixture.now)
        #expect(try index.removeGone(before: Fixture.now) == 0)
        let later = Fixture.now.addingTimeInterval(60)
        let kept = try index.removeGone(before: later, keeping: [AttachmentID("att3")])
        #expect(kept == 0 && Self.blobs(folder.path).count == 2)
        #expect(try index.entry(AttachmentKey(AttachmentID("att1"))) == nil)
        #expect(try index.removeGone(before: later) == 1)
        #expect(Self.blobs(folder.path).count == 1)
        // It comes back, as after a rollback: its blob is there no more.
        _ = try index.adopt(
            Self.names(Self.named(2), Self.named(3)), of: Self.base, at: later)
        #expect(
            try index.waiting(Self.base, at: later, limit: 9).map(\.key.id.rawValue) == ["att3"])
    }

    @Test("room is made by the files that were not used for longest")
    func eviction() throws {
        let folder = try TemporaryFolder()
        let index = try folder.store().attachments
        _ = try index.adopt(
            Self.names(Self.named(1), Self.named(2), Self.named(3)), of: Self.base, at: Fixture.now)
        let first = try Self.download(index, 1, "aaaaa")
        try Self.download(index, 2, "bbbbb")
        try Self.download(index, 3, "ccccc")
        try index.used([first.hash: Fixture.now.addingTimeInterval(60)])
        #expect(try index.evict(to: 5) == 2)
        #expect(try index.storedBytes() == 5 && Self.blobs(folder.path).count == 1)
        #expect(try index.entry(AttachmentKey(AttachmentID("att1")))?.blob == first)
        #expect(try index.waiting(Self.base, at: Fixture.now, limit: 9).isEmpty)
        try index.leaveNothing()
        #expect(try index.waiting(Self.base, at: Fixture.now, limit: 9).count == 2)
    }

    @Test("a file larger than the room by itself stays until the next one, and costs no other")
    func evictionOfLargest() throws {
        let folder = try TemporaryFolder()
        let index = try folder.store().attachments
        _ = try index.adopt(
            Self.names(Self.named(1), Self.named(2), Self.named(3)), of: Self.base, at: Fixture.now)
        func stored() throws -> [Bool] {
            try (1...3).map {
                try index.entry(AttachmentKey(AttachmentID("att\($0)")))?.blob != nil
            }
        }
        let first = try Self.download(index, 1, "aaaaa")
        #expect(try index.evict(to: 10, keeping: first) == 0)
        let large = try Self.download(index, 2, "bbbbbbbbbbbbbbb")
        #expect(try index.evict(to: 10, keeping: large) == 0)
        #expect(try stored() == [true, true, false])
        // It was used last, and goes first all the same.
        try index.used([large.hash: Fixture.now.addingTimeInterval(60)])
        let third = try Self.download(index, 3, "ccccc")
        #expect(try index.evict(to: 10, keeping: third) == 1)
        #expect(try stored() == [true, false, true])
        // What was just stored stays where something else can go.
        try index.used([first.hash: Fixture.now.addingTimeInterval(60)])
        #expect(try index.evict(to: 5, keeping: third) == 1)
        #expect(try stored() == [false, false, true])
    }

    @Test("a crash after any step leaves no half file, and no blob that is lost")
    func crashes() throws {
        for step in BlobStep.allCases {
            let folder = try TemporaryFolder()
            let copy = folder.path + "-copy"
            defer { try? FileManager.default.removeItem(atPath: copy) }
            var options = StoreOptions()
            options.afterBlobStep = { reached in
                if reached == step {
                    try? FileManager.default.copyItem(atPath: folder.path, toPath: copy)
                }
            }
            let index = try folder.store(options).attachments
            _ = try index.adopt(Self.names(Self.named(1)), of: Self.base, at: Fixture.now)
            try Self.download(index, 1, "hello")
            let store = try Store(
                folder: DataFolder(path: copy), logger: Logger(label: "test"))
            let after = store.attachments
            let entry = try #require(try after.entry(AttachmentKey(AttachmentID("att1"))))
            #expect((entry.blob != nil) == (step == .named), "\(step)")
            if let blob = entry.blob {
                #expect(try String(contentsOfFile: blob.path, encoding: .utf8) == "hello")
            }
            let removed = try after.sweep(before: .distantFuture)
            #expect(removed == (step == .named ? 0 : 1), "\(step)")
            #expect(try Self.download(after, 1, "hello").size == 5)
            #expect(Self.blobs(copy).count == 1)
        }
    }

    @Test("one download of a file at a time; it begins anew after another one")
    func exclusion() throws {
        let folder = try TemporaryFolder()
        let index = try folder.store().attachments
        _ = try index.adopt(Self.names(Self.named(1)), of: Self.base, at: Fixture.now)
        let key = AttachmentKey(AttachmentID("att1"))
        let pending = try #require(try index.begin(key))
        try Array("half".utf8).withUnsafeBytes { try pending.write($0) }
        #expect(try index.begin(key) == nil)
        pending.discard()
        #expect(try Self.download(index, 1, "hello").size == 5)
        let key2 = try index.signingKey()
        #expect(key2.count == 32 && Set(key2).count > 8)
        #expect(try index.signingKey() == key2)
    }
}
