import Aircache

/// The status of a data folder for people.
enum StatusText {
    static func text(_ status: CopyStatus) -> String {
        var lines = [
            "data folder  \(status.dataFolder)",
            "calls        \(status.callsThisMonth) in \(status.month)",
        ]
        for base in status.bases { lines += [""] + text(base) }
        if status.bases.isEmpty { lines += ["", "no base was synced yet"] }
        return lines.joined(separator: "\n")
    }

    private static func text(_ base: CopyStatus.Base) -> [String] {
        var lines = ["\(base.id)  \(base.name ?? "not synced yet")"]
        if let generation = base.generation, let age = base.ageSeconds {
            lines.append(
                "  generation \(generation), synced \(self.age(age)) ago, "
                    + "\(base.records) records, \(size(base.bytes ?? 0))")
        }
        if let previous = base.previousGeneration {
            lines.append("  generation \(previous) is kept for `aircache rollback`")
        }
        if let reason = base.pausedBecause {
            lines.append("  paused: \(reason); `aircache sync` goes on")
        }
        if let reason = base.degradedBecause { lines.append("  degraded: \(reason)") }
        if let run = base.lastRun {
            let reason = run.failure.map { ": \($0)" } ?? ""
            lines.append("  last sync \(run.state)\(reason)")
            if let hint = run.hint { lines.append("  try: \(hint)") }
        }
        return lines + tables(base.tables)
    }

    private static func tables(_ tables: [CopyStatus.Table]) -> [String] {
        let width = tables.map { String($0.records).count }.max() ?? 0
        return tables.map { table in
            let count = String(table.records)
            let padding = String(repeating: " ", count: width - count.count)
            return "  \(padding)\(count)  \(table.name)"
        }
    }

    static func age(_ seconds: Int) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }

    static func size(_ bytes: Int64) -> String {
        switch bytes {
        case ..<1_000_000: "\(max(1, bytes / 1_000)) kB"
        case ..<1_000_000_000: "\(bytes / 1_000_000) MB"
        default: "\(Double(bytes / 100_000_000) / 10) GB"
        }
    }
}
