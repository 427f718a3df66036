import AirtableAPI
import Foundation
import Logging
import Storage

/// Writes what a server is measured on: a data folder that serves, the records as they were made,
/// and the ids that requests need.
///
///     data/            a data folder of Aircache
///     records.ndjson   each record's bytes, a line each, in Airtable's order
///     base.json        {"base": "app…", "table": "tbl…", "field": "…"}; the field is the primary one
struct Prepare {
    let folder: String
    let records: Int

    /// - Throws: where the folder cannot be written, or holds a base already.
    func run() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let pages = try SyntheticPages(records: records)
        let store = try Store(
            folder: DataFolder(path: folder + "/data"), logger: Logger(label: "bench"))
        let rebuild = try store.base(pages.baseID).beginRebuild(
            schema: pages.schema, name: pages.baseName, at: Date())
        for body in pages.bodies {
            try rebuild.insert(RecordPage(parsing: body), table: pages.table.id)
        }
        _ = try rebuild.finish(at: Date())
        try write(pages.records.map { $0 + [UInt8(ascii: "\n")] }, to: "records.ndjson")
        let names = [
            "base": pages.baseID.rawValue, "table": pages.table.id.rawValue,
            "field": pages.table.fields[0].name,
        ]
        try write([[UInt8](JSONEncoder().encode(names))], to: "base.json")
        print("\(records) records in \(folder)")
    }

    private func write(_ pieces: [[UInt8]], to name: String) throws {
        try Data(pieces.joined()).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
}
