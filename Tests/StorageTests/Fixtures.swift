import AirtableAPI
import FoundationEssentials
import Logging
import Testing

@testable import Storage

/// A folder that goes when the test ends.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/aircache-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var folder: DataFolder { DataFolder(path: path) }

    func store(_ options: StoreOptions = StoreOptions()) throws -> Store {
        try Store(folder: folder, options: options, logger: Logger(label: "test"))
    }
}

enum Fixture {
    static let base = BaseID("appAAAAAAAAAAAAAA")
    static let now = Date(timeIntervalSince1970: 1_780_000_000)

    static func id(_ prefix: String, _ number: Int) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: 14 - digits.count) + digits
    }

    static func table(_ number: Int, _ name: String, _ fields: [(String, FieldType)]) -> TableSchema
    {
        TableSchema(
            id: TableID(id("tbl", number)), name: name,
            primaryFieldID: FieldID(id("fld", number * 1_000)),
            fields: fields.enumerated().map { index, field in
                FieldSchema(
                    id: FieldID(id("fld", number * 1_000 + index)), name: field.0, type: field.1)
            })
    }

    /// A record as Airtable would send it.
    static func record(_ number: Int, _ fields: JSONValue) -> String {
        """
        {"id":"\(id("rec", number))","createdTime":"2024-01-02T03:04:05.000Z","fields":\(fields.text)}
        """
    }

    static func page(_ records: [String]) throws -> RecordPage {
        try RecordPage(
            parsing: Array("{\"records\":[\(records.joined(separator: ","))]}".utf8))
    }

    /// What came and what is gone in one table.
    static func change(
        _ table: TableSchema, put: [String] = [], removed: [Int] = [], isWhole: Bool = false
    ) throws -> ChangeSet {
        var change = ChangeSet()
        var records = ChangeSet.Table()
        records.pages = [try page(put)]
        records.removed = removed.map { RecordID(id("rec", $0)) }
        records.isWhole = isWhole
        change.tables[table.id] = records
        return change
    }

    /// Fills and switches one generation: each table with its records.
    @discardableResult
    static func fill(
        _ store: BaseStore, _ tables: [(TableSchema, [String])], at now: Date = Fixture.now
    ) throws -> Snapshot {
        let rebuild = try store.beginRebuild(
            schema: BaseSchema(tables: tables.map(\.0)), name: "Test", at: now)
        for (table, records) in tables {
            try rebuild.insert(page(records), table: table.id)
        }
        return try rebuild.finish(at: now)
    }

    static func bodies(_ store: BaseStore, _ change: (inout RecordQuery) -> Void = { _ in }) throws
        -> [String]
    {
        try store.read { session in
            var query = RecordQuery(table: session.contents.tables[0])
            change(&query)
            return try list(session, query).bodies
        } ?? []
    }

    static func list(
        _ session: ReadSession, _ query: RecordQuery
    ) throws -> (bodies: [String], listing: RecordListing) {
        var bodies: [String] = []
        let listing = try session.list(query) { bytes in
            bodies.append(String(decoding: bytes, as: UTF8.self))
        }
        return (bodies, listing)
    }
}
