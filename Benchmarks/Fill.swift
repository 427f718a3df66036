import AirtableAPI
import Foundation
import Glibc
import Logging
import Storage

/// Fills a generation with the records of a prepared folder, page by page as they come from the file, and
/// prints how fast that went and the most memory that the process had.
///
/// It is a full sync without Airtable, whose calls would take a minute for each 30,000 records.
struct Fill {
    /// What `Prepare` made.
    let source: String
    /// A data folder that is not there yet.
    let folder: String

    func run() throws {
        let names = try JSONValue(
            parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: source + "/base.json"))))
        let baseID = BaseID(names["base"]?.string ?? "")
        let prepared = try Store(
            folder: DataFolder(path: source + "/data"), logger: Logger(label: "bench"))
        guard let schema = try prepared.base(baseID).serving?.schema,
            let file = fopen(source + "/records.ndjson", "r")
        else { throw CocoaError(.fileReadNoSuchFile) }
        defer { fclose(file) }
        let store = try Store(folder: DataFolder(path: folder), logger: Logger(label: "bench"))
        let rebuild = try store.base(baseID).beginRebuild(schema: schema, name: "Fill", at: Date())
        var count = 0
        let time = try seconds {
            while let (body, records) = Self.page(file) {
                try rebuild.insert(RecordPage(parsing: body), table: schema.tables[0].id)
                count += records
            }
            _ = try rebuild.finish(at: Date())
        }
        report("records", "\(count)")
        report("fill, verify, fsync, switch", rate(count, time))
        report("most memory, MB", String(format: "%.1f", Self.mostMemory()))
    }

    /// The next hundred lines as a page; nil at the end.
    private static func page(_ file: UnsafeMutablePointer<FILE>) -> ([UInt8], records: Int)? {
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        var body = Array(#"{"records":["#.utf8)
        var count = 0
        while count < AirtableLimits.recordsPerPage {
            let length = getline(&line, &capacity, file)
            guard length > 0, let line else { break }
            if count > 0 { body.append(UInt8(ascii: ",")) }
            body += UnsafeRawBufferPointer(start: line, count: length - 1)
            count += 1
        }
        return count == 0 ? nil : (body + Array("]}".utf8), count)
    }

    /// In MB, as Linux counted it.
    private static func mostMemory() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1_024
    }
}
