import AirtableAPI
import Foundation
import Logging
import Storage

/// Pages in memory → a generation that serves, next to the sqlite3 program filling the same tables.
struct Ingest {
    let pages: SyntheticPages
    let folder: String

    func run() throws {
        var ours: [Double] = []
        var theirs: [Double] = []
        for run in 0..<Main.runs {
            let path = folder + "/ingest-\(run)"
            ours.append(try fill(path))
            if let time = try sqlite(path) { theirs.append(time) }
        }
        print("ingest")
        report("cut, write, index, verify, fsync, switch", rate(pages.ids.count, median(ours)))
        guard theirs.count == ours.count else {
            report("sqlite3", "not installed; no ratio")
            return
        }
        report("sqlite3 program, the same tables", rate(pages.ids.count, median(theirs)))
        report("ratio", "\((median(theirs) / median(ours) * 100).rounded() / 100)")
    }

    /// Fills a generation that the other parts read, where this part is not wanted itself.
    func prepare() throws { _ = try fill(folder + "/ingest-0") }

    private func fill(_ path: String) throws -> Double {
        let store = try Store(folder: DataFolder(path: path), logger: Logger(label: "bench"))
        let base = try store.base(pages.baseID)
        return try seconds {
            let rebuild = try base.beginRebuild(
                schema: pages.schema, name: pages.baseName, at: Date())
            for body in pages.bodies {
                try rebuild.insert(RecordPage(parsing: body), table: pages.table.id)
            }
            _ = try rebuild.finish(at: Date())
        }
    }

    /// What the sqlite3 program needs to read the same rows as text and write them.
    ///
    /// - Returns: nil where it is not installed.
    private func sqlite(_ path: String) throws -> Double? {
        guard let program = Self.program else { return nil }
        let source = path + "/bases/\(pages.baseID)/000001.sqlite"
        let dump = path + "/dump.sql"
        try Self.run(program, [source, ".output \(dump)", ".dump"])
        let target = path + "/copy.sqlite"
        return try seconds {
            try Self.run(
                program,
                [
                    target, "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", ".read \(dump)",
                ])
        }
    }

    private static let program = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableNotLoadable) }
    }
}
