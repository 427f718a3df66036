import Aircache
import FoundationEssentials

/// The status of a data folder for people.
enum StatusText {
    static func text(_ status: CopyStatus) -> String {
        var lines = [
            "data folder  \(status.dataFolder)",
            "mode         \(status.mode)",
            "calls        \(status.callsThisMonth) in \(status.month), about "
                + "\(status.callsForecast) by its end",
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
        return lines + (base.live.map(text) ?? []) + tables(base.tables)
    }

    private static func text(_ live: CopyStatus.Live) -> [String] {
        var lines: [String] = []
        if let webhook = live.webhook {
            let expiry = live.webhookExpiresAt.map { ", expires \(time($0))" } ?? ""
            let cursor = live.cursor.map { ", next payload \($0)" } ?? ""
            lines.append("  webhook \(webhook)\(expiry)\(cursor)")
        } else {
            lines.append("  no webhook")
        }
        if let at = live.lastNotificationAt { lines.append("  last notification \(time(at))") }
        if let at = live.lastPullAt {
            let payload = live.lastPayloadAt.map { ", last change \(time($0))" } ?? ""
            let lag = live.lagSeconds.map { ", lag \(($0 * 10).rounded() / 10) s" } ?? ""
            lines.append("  changes fetched \(time(at))\(payload)\(lag)")
        }
        if let gap = live.gap {
            let since = live.gapSince.map { " since \(time($0))" } ?? ""
            lines.append("  gap\(since): \(gap); a full sync closes it")
        }
        if let failure = live.failure { lines.append("  changes: \(failure)") }
        if let hint = live.hint { lines.append("  try: \(hint)") }
        return lines
    }

    private static func time(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle())
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
