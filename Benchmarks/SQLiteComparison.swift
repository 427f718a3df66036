import Foundation
import Storage

/// The sqlite3 command line filling the same tables with the same rows, from CSV, as the anchor.
enum SQLiteComparison {
    static func run(_ base: BaseStore, folder: String, ingestSeconds: Double) throws {
        guard let generation = base.serving,
            FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3")
        else {
            print("sqlite3 is not installed: no comparison")
            return
        }
        let number = String(generation.number)
        let path =
            "\(folder)/bases/\(base.id)/"
            + String(repeating: "0", count: 6 - number.count) + number + ".sqlite"
        let tables = generation.tables.indices.map { "aircache_records_\($0)" }
        let typed = generation.tables.map(\.sqlName)
        let names = tables + typed
        var export = ".mode csv\n"
        for (index, name) in names.enumerated() {
            export += ".once \(folder)/\(index).csv\nSELECT * FROM \"\(name)\";\n"
        }
        try sqlite(path, export)
        let creation = try sqlite(
            path, "SELECT sql || ';' FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL;")
        var fill = """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
            \(creation)
            BEGIN;
            .mode csv

            """
        for (index, name) in names.enumerated() {
            fill += ".import \(folder)/\(index).csv \"\(name)\"\n"
        }
        for name in tables { fill += "CREATE UNIQUE INDEX \(name)_by_id ON \(name) (id);\n" }
        fill += "COMMIT;\n"
        let seconds = try Measure.median(of: 3) {
            try? FileManager.default.removeItem(atPath: folder + "/anchor.sqlite")
            try sqlite(folder + "/anchor.sqlite", fill)
        }
        let records = Double(generation.tables.map(\.recordCount).reduce(0, +))
        print("sqlite3, the same rows:   \(Int(records / seconds)) records/s")
        print("ratio to sqlite3:         \(Measure.rounded(seconds / ingestSeconds))")
    }

    @discardableResult
    private static func sqlite(_ database: String, _ script: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = ["-batch", database]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, "sqlite3 failed")
        return String(decoding: text, as: UTF8.self)
    }
}
