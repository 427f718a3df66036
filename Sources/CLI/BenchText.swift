import Aircache
import FoundationEssentials

/// What `aircache bench` found, for people.
enum BenchText {
    static func text(_ report: ReadBenchmark.Report) -> String {
        (["base \(report.base), table \(report.table)"] + report.rows.flatMap(lines))
            .joined(separator: "\n")
    }

    private static func lines(_ row: ReadBenchmark.Row) -> [String] {
        var lines = ["", row.question]
        if let times = row.airtable { lines.append("  Airtable  \(self.times(times))") }
        if let times = row.aircache { lines.append("  Aircache  \(self.times(times))") }
        if let ratio = row.ratio { lines.append("  \(factor(ratio))") }
        return lines
    }

    private static func times(_ times: ReadBenchmark.Times) -> String {
        "median \(number(times.median)) ms, p99 \(number(times.p99)) ms, \(times.calls) calls"
    }

    /// Both ways in words: nobody should have to divide.
    static func factor(_ ratio: Double) -> String {
        ratio >= 1 ? "\(number(ratio))× faster" : "\(number(1 / ratio))× slower"
    }

    /// Two digits after the point below 10, none from 100 on.
    static func number(_ value: Double) -> String {
        let digits = value < 10 ? 100.0 : value < 100 ? 10 : 1
        let rounded = (value * digits).rounded() / digits
        return digits == 1 ? "\(Int(rounded))" : "\(rounded)"
    }
}
