import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import Storage
import Testing

@testable import Sync

/// Swift Testing has a type of that name too.
typealias Attachment = AirtableAPI.Attachment

/// A base with one table of attachments, a simulator with their files, and an instance.
struct AttachmentWorld: Sendable {
    static let table = TableID("tblFiles000000001")
    static let field = "Files"

    let clock = ManualClock()
    let base: SimulatedBase
    let simulator: SimulatedAirtable
    let folder: TemporaryFolder

    /// - Parameter files: attachments, four of them to a record, some of them pictures.
    init(files: Int, lifetime: Duration = .seconds(7_200), limits: SimulatorLimits = .none) throws {
        let clock = clock
        base = SimulatedBase(
            id: BaseID("appAttachments001"), name: "Files", schema: Self.schema)
        for first in stride(from: 0, to: files, by: 4) {
            let numbers = first..<min(first + 4, files)
            try base.createRecord(
                in: Self.table.rawValue,
                cells: [
                    "Name": .string("Record \(first)"),
                    Self.field: .array(numbers.map(Self.attachment)),
                ], at: clock.wallNow)
        }
        simulator = SimulatedAirtable(
            bases: [base], tokens: [token], clock: clock, wallNow: { clock.wallNow },
            limits: limits)
        simulator.files.settings = SimulatedFiles.Settings(lifetime: lifetime)
        folder = try TemporaryFolder()
    }

    private static let schema = BaseSchema(tables: [
        TableSchema(
            id: table, name: "Files", primaryFieldID: FieldID("fldName0000000001"),
            fields: [
                FieldSchema(
                    id: FieldID("fldName0000000001"), name: "Name", type: .singleLineText),
                FieldSchema(
                    id: FieldID("fldFiles000000001"), name: field, type: .multipleAttachments),
            ])
    ])

    static func id(_ number: Int) -> AttachmentID {
        let digits = String(number)
        return AttachmentID("att" + String(repeating: "0", count: 14 - digits.count) + digits)
    }

    /// Each third one of the first 300 has thumbnails: many files are to be attachments above all.
    static func isPicture(_ number: Int) -> Bool { number < 300 && number.isMultiple(of: 3) }

    static func size(_ number: Int) -> Int { 1 + number * 7_919 % 20_000 }

    static func attachment(_ number: Int) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id(number).rawValue), "url": "https://dl.airtable.com/old",
            "filename": .string("file \(number).bin"),
            "size": .number(JSONNumber(size(number))),
            "type": isPicture(number) ? "image/png" : "application/octet-stream",
        ]
        if isPicture(number) {
            object["thumbnails"] = [
                "small": ["url": "https://dl.airtable.com/old"],
                "large": ["url": "https://dl.airtable.com/old"],
            ]
        }
        return .object(object)
    }

    /// A new instance on the folder: as after a restart.
    func instance(_ settings: AttachmentSettings = AttachmentSettings()) throws -> (
        TestInstance, AttachmentDownloads
    ) {
        let instance = try TestInstance(
            simulator, folder: folder, clock: clock, settings: SyncSettings(mode: .manual),
            lookInterval: .seconds(30))
        let clock = clock
        let downloads = AttachmentDownloads(
            store: instance.store, bases: [base.id], airtable: instance.airtable,
            fetcher: AttachmentFetcher(
                transport: simulator, upstream: "http://127.0.0.1:8090", clock: clock),
            settings: settings, isWriter: { [engine = instance.engine] in engine.isWriter },
            clock: clock, wallNow: { clock.wallNow }, logger: silent,
            storageQueue: StorageQueue(label: nil))
        return (instance, downloads)
    }

    /// Runs an instance with its downloads, and `body` beside it, in virtual time.
    func run(
        _ settings: AttachmentSettings = AttachmentSettings(),
        _ body:
            @escaping @Sendable (TestInstance, AttachmentDownloads) async throws -> Void
    ) async throws {
        let (instance, downloads) = try instance(settings)
        // Addresses end after minutes: work must take no time, however slow the machine is.
        try await inVirtualTime(clock) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await instance.engine.run() }
                group.addTask { try await downloads.run() }
                defer { group.cancelAll() }
                try await body(instance, downloads)
            }
        }
    }

    /// Asks for a full sync and waits for its end.
    func sync(_ instance: TestInstance) async throws {
        let run = try instance.engine.refresh(base.id, trigger: .request).run
        try await eventually(clock, "end of the sync") {
            try instance.engine.run(run.id)?.finishedAt != nil
        }
        #expect(try instance.engine.run(run.id)?.state == .succeeded)
    }

    /// Waits until every file that the copy names is on disk.
    func settle(_ instance: TestInstance, within limit: Duration = .seconds(400_000)) async throws {
        try await clock.sleep(for: .seconds(2))
        try await eventually(clock, within: limit, every: .seconds(10), "file on disk") {
            let totals = try instance.store.attachments.totals(base.id)
            return totals.named > 0 && totals.named == totals.stored
        }
    }

    /// Compares what is on disk with the simulator's files, byte for byte.
    func expectFiles(_ instance: TestInstance, _ numbers: some Sequence<Int>) throws {
        for number in numbers {
            for rendition in Self.renditions(number) {
                let id = Self.id(number)
                let entry = try instance.store.attachments.entry(AttachmentKey(id, rendition))
                let blob = try #require(entry?.blob, "\(number) \(rendition)")
                let isPicture = Self.isPicture(number)
                let size =
                    rendition == .original
                    ? Self.size(number) : SimulatedFiles.thumbnailSize(id, rendition)
                let wanted = simulator.files.contents(
                    of: id, rendition, size: size, isPicture: isPicture)
                let there = try Data(contentsOf: URL(fileURLWithPath: blob.path))
                #expect(Array(there) == wanted, "\(number) \(rendition)")
            }
        }
    }

    static func renditions(_ number: Int) -> [Attachment.Rendition] {
        isPicture(number) ? [.original, .small, .large] : [.original]
    }
}
