import AirtableSimulator
import FoundationEssentials
import Logging
import Storage

/// Measures what Storage costs, as ratios within one run; see README.md beside this file.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let records = arguments.first ?? 50_000
        let folder = FileManager.default.temporaryDirectory.path + "/aircache-bench-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try Store(
            folder: DataFolder(path: folder), logger: Logger(label: "benchmarks"))
        let simulated = SyntheticBase.make(records: records, tables: 10, seed: 1)
        let pages = try IngestBenchmark.pages(of: simulated)
        let base = try store.base(simulated.id)
        let ingest = try IngestBenchmark.run(base, simulated, pages)
        try ReadBenchmark.run(base)
        try SQLiteComparison.run(base, folder: folder, ingestSeconds: ingest)
        print("resident memory at most: \(Measure.peakMemory >> 20) MiB, simulated base included")
    }
}
