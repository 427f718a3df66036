import Foundation
import Synchronization

/// A time zone by its name in the IANA database, as a table of its changes of offset.
package final class FormulaTimeZone: Sendable {
    package static let utc = FormulaTimeZone(identifier: "UTC", zone: nil)

    /// The name as the database writes it; of a link, that of the zone it leads to.
    package let identifier: String
    /// Milliseconds since 1970 from which on the offset at the same index holds.
    private let starts: [Int64]
    /// Milliseconds that local time is ahead of UTC.
    private let offsets: [Int64]
    /// Asked for instants outside of the table; nil for UTC.
    private let zone: TimeZone?

    /// The table's span: what Airtable's bases hold, at some 400 changes for a zone of these days.
    private static let tableYears = (first: Int64(1900), last: Int64(2100))
    private static let tableStart = days(tableYears.first) * 86_400_000
    private static let tableEnd = days(tableYears.last) * 86_400_000

    private init(identifier: String, zone: TimeZone?) {
        self.identifier = identifier
        self.zone = zone
        guard let zone else {
            starts = [Int64.min]
            offsets = [0]
            return
        }
        var starts = [Self.tableStart]
        var offsets = [Self.offset(of: zone, at: Self.tableStart)]
        var date = Self.date(Self.tableStart)
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date {
            let milliseconds = Int64((next.timeIntervalSince1970 * 1_000).rounded())
            guard milliseconds < Self.tableEnd else { break }
            let offset = Self.offset(of: zone, at: milliseconds)
            if offset != offsets.last {
                starts.append(milliseconds)
                offsets.append(offset)
            }
            date = next
        }
        self.starts = starts
        self.offsets = offsets
    }

    /// The zone of that name, in any letter case; `utc` and `client` are UTC. Nil for no zone.
    package static func named(_ name: String) -> FormulaTimeZone? {
        let lower = name.lowercased()
        if namesOfUTC.contains(lower) { return utc }
        let link = TimeZoneLinks.zone(lower)
        // Foundation would take GMT+1 and the like, which are no names of the database.
        guard link != nil || lower.contains("/"), lower.utf8.allSatisfy(isNameByte) else {
            return nil
        }
        // Other names of a zone, such as Asia/Kolkata, are not on Foundation's list.
        let identifier = link ?? names[lower] ?? capitalized(lower)
        return cache.withLock { cache in
            if let zone = cache[identifier] { return zone }
            guard let zone = TimeZone(identifier: identifier) else { return nil }
            let made = FormulaTimeZone(identifier: identifier, zone: zone)
            cache[identifier] = made
            return made
        }
    }

    private static let namesOfUTC: Set<String> = {
        let names = [
            "utc", "gmt", "uct", "universal", "zulu", "greenwich", "gmt0", "gmt+0", "gmt-0",
        ]
        return Set(["client"] + names + names.map { "etc/" + $0 })
    }()

    /// Names of zones are ASCII, and name files: nothing else gets near the file system.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "_+-/".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    /// - Parameter name: ASCII, in small letters.
    private static func capitalized(_ name: String) -> String {
        var isStart = true
        let bytes = name.utf8.map { byte in
            defer { isStart = !isLetter(byte) }
            return isStart && isLetter(byte) ? byte - 0x20 : byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Zones that were asked for; no more than there are names.
    private static let cache = Mutex<[String: FormulaTimeZone]>([:])

    /// The database's names by their lower case.
    private static let names = Dictionary(
        TimeZone.knownTimeZoneIdentifiers.map { ($0.lowercased(), $0) },
        uniquingKeysWith: { first, _ in first })

    /// Milliseconds that local time is ahead of UTC at the instant.
    package func offset(at milliseconds: Int64) -> Int64 {
        guard let zone else { return 0 }
        guard milliseconds >= Self.tableStart, milliseconds < Self.tableEnd else {
            return Self.offset(of: zone, at: milliseconds)
        }
        return offsets[index(at: milliseconds)]
    }

    private func index(at milliseconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= milliseconds { low = middle } else { high = middle }
        }
        return low
    }

    /// The instant of a local time. Of two, where clocks were set back, it is the first; a time that
    /// was left out counts by the offset before.
    package func instant(ofLocal local: Int64) -> Int64 {
        let before = offset(at: local - 86_400_000)
        if offset(at: local - before) == before { return local - before }
        let after = offset(at: local + 86_400_000)
        return offset(at: local - after) == after ? local - after : local - before
    }

    /// Such as `CET`; a number such as `+03` where the database has no letters.
    package func abbreviation(at milliseconds: Int64) -> String {
        guard let zone else { return "UTC" }
        if let names = TimeZoneAbbreviations.named(identifier) {
            let isSummer = zone.isDaylightSavingTime(for: Self.date(milliseconds))
            return isSummer ? names.summer : names.standard
        }
        let minutes = offset(at: milliseconds) / 60_000
        let hours = LocalDateTime.padded(abs(minutes) / 60, 2)
        let rest = abs(minutes) % 60
        return (minutes < 0 ? "-" : "+") + hours
            + (rest == 0 ? "" : LocalDateTime.padded(rest, 2))
    }

    private static func offset(of zone: TimeZone, at milliseconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: date(milliseconds))) * 1_000
    }

    private static func date(_ milliseconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }

    private static func days(_ year: Int64) -> Int64 {
        CalendarDay(year: year, month: 1, day: 1)?.daysSince1970 ?? 0
    }
}
