import AirtableAPI
import Foundation

/// Measures filling a generation and reading from it, on synthetic records, and prints ratios.
///
/// Rates of a machine vary from hour to hour; what is compared runs in one process run, in turns.
@main
enum Main {
    /// Runs of each case; the median counts.
    static let runs = 3

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "prepare" {
            guard arguments.count == 3, let count = arguments.last.flatMap({ Int($0) }) else {
                print("usage: Benchmarks prepare FOLDER RECORDS")
                exit(2)
            }
            return try Prepare(folder: arguments[arguments.startIndex + 1], records: count).run()
        }
        if arguments.first == "fill" {
            guard arguments.count == 3, let folder = arguments.last else {
                print("usage: Benchmarks fill PREPARED FOLDER")
                exit(2)
            }
            return try Fill(source: arguments[arguments.startIndex + 1], folder: folder).run()
        }
        if arguments.first == "plain" {
            let values = Array(arguments)
            guard values.count == 3, let port = Int(values[1]) else {
                print("usage: Benchmarks plain PORT FILE")
                exit(2)
            }
            return try await Plain(port: port, file: values[2]).run()
        }
        let count = arguments.lazy.compactMap { Int($0) }.first ?? 50_000
        // Only the parts that are named, else all.
        let named = arguments.filter { Int($0) == nil }
        let isWanted = { (part: String) in named.isEmpty || named.contains(part) }
        let folder = NSTemporaryDirectory() + "/aircache-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        if isWanted("formulas") { try Formulas().run() }
        let pages = try SyntheticPages(records: count)
        print("\(count) records, \(pages.bytes / 1_000_000) MB of JSON, median of \(runs) runs")
        let ingest = Ingest(pages: pages, folder: folder)
        if isWanted("ingest") {
            try ingest.run()
        } else if ["reads", "queries", "sorts"].contains(where: isWanted) {
            try ingest.prepare()
        }
        if isWanted("reads") { try Reads(pages: pages, folder: folder).run() }
        if isWanted("queries") { try Queries(pages: pages, folder: folder).run() }
        if isWanted("sorts") { try Sorts(pages: pages, folder: folder).run() }
        if isWanted("live") { try await Live(folder: folder).run() }
    }
}

/// The time that a body takes, in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func report(_ name: String, _ value: String) {
    print("  " + name.padding(toLength: 44, withPad: " ", startingAt: 0) + value)
}

func rate(_ count: Int, _ seconds: Double) -> String {
    "\(Int(Double(count) / seconds)) a second"
}
