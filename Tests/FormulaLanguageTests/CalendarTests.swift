import FormulaLanguage
import Foundation
import Testing

@Suite("Calendar and time zones against Foundation's")
struct CalendarTests {
    static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
        "Africa/Casablanca",
        "America/St_Johns", "Pacific/Apia", "Europe/London", "Asia/Tehran",
    ]

    @Test("takes random instants apart as Foundation does", arguments: zones)
    func components(name: String) throws {
        var generator = SeededNumbers(state: 7)
        let zone = try #require(FormulaTimeZone.named(name))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        let pattern = try #require(DatePattern("Y-M-D H:m:s.SSS d DDD"))
        for _ in 0..<2_000 {
            // From 1800 to 2200: beyond 1582 the Gregorian calendar holds in both.
            let milliseconds = Int64.random(
                in: -5_364_000_000_000...7_258_000_000_000, using: &generator)
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second, .weekday, .dayOfYear], from: date)
            let part = milliseconds - Int64((Double(milliseconds) / 1_000).rounded(.down)) * 1_000
            let expected =
                "\(parts.year ?? 0)-\(parts.month ?? 0)-\(parts.day ?? 0) \(parts.hour ?? 0):\(parts.minute ?? 0):\(parts.second ?? 0)."
                + String(format: "%03d", Int(part))
                + " \((parts.weekday ?? 0) - 1) \(parts.dayOfYear ?? 0)"
            let own = try #require(FormulaDate(milliseconds: milliseconds))
            #expect(pattern.text(of: own, in: zone) == expected, "\(milliseconds)")
            let local = milliseconds + zone.offset(at: milliseconds)
            let back = zone.instant(ofLocal: local)
            #expect(back == milliseconds || zone.offset(at: back) != zone.offset(at: milliseconds))
        }
    }

    @Test("adds months and counts days as Foundation does")
    func arithmetic() throws {
        var generator = SeededNumbers(state: 11)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for _ in 0..<2_000 {
            let milliseconds =
                Int64.random(in: -5_364_000_000...7_258_000_000, using: &generator) * 1_000
            let months = Int.random(in: -2_000...2_000, using: &generator)
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            // The ends of months are a matter of convention; other tests have ours.
            guard calendar.component(.day, from: date) <= 28 else { continue }
            let expected = try #require(calendar.date(byAdding: .month, value: months, to: date))
            let own = try #require(FormulaDate(milliseconds: milliseconds))
            let sum = own.adding(Double(months), .months)
            #expect(sum?.milliseconds == Int64(expected.timeIntervalSince1970 * 1_000))
        }
    }

    @Test("takes local times into account that happen twice or never")
    func changes() throws {
        let zone = try #require(FormulaTimeZone.named("America/New_York"))
        let cases = [
            ("2024-03-10T02:30Z", "2024-03-10T07:30:00.000Z"),
            ("2024-11-03T01:30Z", "2024-11-03T05:30:00.000Z"),
            ("2024-11-03T02:00Z", "2024-11-03T07:00:00.000Z"),
            ("2024-07-01T00:00Z", "2024-07-01T04:00:00.000Z"),
        ]
        for (local, instant) in cases {
            let local = try #require(FormulaDate(parsing: local)).milliseconds
            let result = FormulaDate(milliseconds: zone.instant(ofLocal: local))
            #expect(result?.isoText == instant)
        }
        #expect(
            FormulaDate(parsing: "2024-07-01 08:00", in: zone)?.isoText
                == "2024-07-01T12:00:00.000Z")
        #expect(FormulaDate(parsing: "2024-07-01", in: zone)?.isoText == "2024-07-01T00:00:00.000Z")
    }

    private static let database = "/usr/share/zoneinfo/tzdata.zi"

    @Test(
        "every name in the IANA database is a zone, in any letter case",
        .enabled(
            if: FileManager.default.fileExists(atPath: database), "there is no \(database) here"))
    func names() throws {
        let text = try String(contentsOfFile: Self.database, encoding: .utf8)
        let names = text.split(separator: "\n").compactMap { line -> String? in
            let words = line.split(separator: " ")
            return words[0] == "Z" ? String(words[1]) : words[0] == "L" ? String(words[2]) : nil
        }
        #expect(names.count > 400)
        for name in names where name != "Factory" {
            let zone = FormulaTimeZone.named(name)
            #expect(zone != nil, "\(name)")
            #expect(zone === FormulaTimeZone.named(name.lowercased()), "\(name)")
            #expect(zone === FormulaTimeZone.named(name.uppercased()), "\(name)")
        }
    }

    @Test(
        "links have the time of their zones",
        arguments: [
            ("US/Pacific", "-08:00 PST", "-07:00 PDT"), ("Etc/GMT+5", "-05:00 -05", "-05:00 -05"),
            ("Etc/GMT-14", "+14:00 +14", "+14:00 +14"), ("Japan", "+09:00 JST", "+09:00 JST"),
            ("Australia/NSW", "+11:00 AEDT", "+10:00 AEST"),
            ("EST5EDT", "-05:00 EST", "-04:00 EDT"),
            ("EST", "-05:00 EST", "-05:00 EST"), ("Singapore", "+08:00 +08", "+08:00 +08"),
            ("Etc/Zulu", "+00:00 UTC", "+00:00 UTC"), ("gb-eire", "+00:00 GMT", "+01:00 BST"),
        ])
    func links(name: String, january: String, july: String) throws {
        let zone = try #require(FormulaTimeZone.named(name))
        for (month, text) in [(Int64(1), january), (7, july)] {
            var date = try #require(FormulaDate(year: 2024, month: month, day: 15))
            date.timeZone = zone
            #expect(date.text(by: "Z z") == text)
        }
    }

    @Test(
        "what is no name of the database is no zone",
        arguments: [
            "GMT+1", "GMT+0100", "UTC+1", "Etc/GMT+99", "Etc/GMT+", "Etc/GMT+5+5", "EST5", "PST",
            "Etc/GMT/../UTC", "/", "//", "US/", "/Pacific", "US/Pacific/", "Europe/Berlin\0",
            "Etc/GMT\u{FF0B}5", "J\u{101}pan", "Etc/GMT" + String(repeating: "+", count: 10_000),
            String(repeating: "a/", count: 10_000),
        ])
    func noZones(name: String) {
        #expect(FormulaTimeZone.named(name) == nil)
    }
}
