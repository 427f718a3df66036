import Testing

@testable import FormulaLanguage

@Suite("Patterns of dates")
struct DatePatternTests {
    @Test("writes every token in English")
    func tokens() throws {
        let date = try FormulaDateTests.date("2025-12-31T15:04:05.678Z")
        let cases: [(String, String)] = [
            ("YYYY YY Y", "2025 25 2025"), ("Q Qo", "4 4th"),
            ("M Mo MM MMM MMMM", "12 12th 12 Dec December"), ("D Do DD", "31 31st 31"),
            ("DDD DDDo DDDD", "365 365th 365"),
            ("d do dd ddd dddd e E", "3 3rd We Wed Wednesday 3 3"),
            ("w wo ww W Wo WW", "1 1st 01 1 1st 01"),
            ("gggg gg GGGG GG", "2026 26 2026 26"), ("H HH h hh k kk", "15 15 3 03 15 15"),
            ("m mm s ss S SS SSS SSSS", "4 04 5 05 6 67 678 6780"),
            ("A a", "PM pm"), ("X x", "1767193445 1767193445678"), ("z Z ZZ", "UTC +00:00 +0000"),
            ("L", "12/31/2025"), ("LL", "December 31, 2025"),
            ("LLL", "December 31, 2025 3:04 PM"), ("LLLL", "Wednesday, December 31, 2025 3:04 PM"),
            ("LT LTS", "3:04 PM 3:04:05 PM"),
            ("l", "12/31/2025"), ("ll", "Dec 31, 2025"), ("lll", "Dec 31, 2025 3:04 PM"),
            ("llll", "Wed, Dec 31, 2025 3:04 PM"),
            ("[Week of] MMM Do", "Week of Dec 31st"), ("[L] \\L\\Y[[x]", "L LY[x"), ("", ""),
            ("[", "["), ("hmm Hmmss", "304 150405"), ("é-D", "é-31"),
        ]
        for (pattern, expected) in cases {
            #expect(date.text(by: pattern) == expected, "\(pattern)")
        }
        let ordinals = try (1...31).map { day in
            try #require(FormulaDate(year: 2024, month: 1, day: day)).text(by: "Do")?.suffix(2)
        }
        #expect(
            ordinals.filter { $0 == "th" }.count == 24 && ordinals[21] == "nd"
                && ordinals[10] == "th")
        #expect(date.text(by: String(repeating: "D", count: 1_001)) == nil)
    }

    @Test("writes in the language and the time zone that are set")
    func locales() throws {
        var date = try FormulaDateTests.date("2013-02-17T07:31:25.000Z")
        let cases: [(locale: String, pattern: String, text: String)] = [
            ("es", "MMMM", "febrero"), ("es", "LLLL", "domingo, 17 de febrero de 2013 7:31"),
            ("de", "LL", "17. Februar 2013"), ("de-ch", "dd", "So"),
            ("ru", "D MMMM, MMMM", "17 февраля, февраля"), ("ru", "MMMM YYYY", "февраль 2013"),
            ("pl", "D MMMM", "17 lutego"), ("fr", "Do", "17"),
            ("ja", "LL A", "2013年2月17日 午前"), ("zh-cn", "LL A", "2013年2月17日 早上"),
            ("ar", "YYYY", "٢٠١٣"), ("hi", "D", "१७"), ("en-gb", "L", "17/02/2013"),
            ("EN_GB", "LT", "07:31"), ("el", "D MMMM", "17 Φεβρουαρίου"),
            ("nl", "D MMM, e", "17 feb., 6"), ("nl", "D-MMM-YY", "17-feb-13"),
        ]
        for (locale, pattern, text) in cases {
            let named = try #require(DateLocale.named(locale))
            date.locale = named
            #expect(date.text(by: pattern) == text, "\(locale) \(pattern)")
        }
        date.locale = nil
        let zones: [(zone: String, text: String)] = [
            ("America/New_York", "2013-02-17 02:31 -05:00 EST"),
            ("Europe/Berlin", "2013-02-17 08:31 +01:00 CET"),
            ("asia/kolkata", "2013-02-17 13:01 +05:30 IST"),
            ("Australia/Sydney", "2013-02-17 18:31 +11:00 AEDT"),
            ("utc", "2013-02-17 07:31 +00:00 UTC"),
            ("America/Sao_Paulo", "2013-02-17 04:31 -03:00 -03"),
        ]
        for (zone, text) in zones {
            let named = try #require(FormulaTimeZone.named(zone))
            date.timeZone = named
            #expect(date.text(by: "YYYY-MM-DD HH:mm Z z") == text, "\(zone)")
        }
        #expect(FormulaTimeZone.named("Mars/Olympus") == nil && FormulaTimeZone.named("") == nil)
        #expect(DateLocale.named("tlh") == nil && DateLocaleTable.locales.count == 87)
        #expect(DateLocale.named("de-AT-1996")?.code == "de-at")
        #expect(DateLocale.named("de" + String(repeating: "-", count: 100_000)) == nil)
    }

    @Test("reads texts by a pattern")
    func parsing() throws {
        let now = try FormulaDateTests.date("2026-07-08T09:10Z").milliseconds
        let cases: [(text: String, pattern: String, locale: String, result: String?)] = [
            ("4 Mar 2017 23:00", "D MMM YYYY HH:mm", "en", "2017-03-04T23:00:00.000Z"),
            ("2013-02-17 19:05", "YYYY-MM-DD HH:mm", "en", "2013-02-17T19:05:00.000Z"),
            ("17/02/2013", "DD/MM/YYYY", "en", "2013-02-17T00:00:00.000Z"),
            ("1st of May 2020", "Do [of] MMMM YYYY", "en", "2020-05-01T00:00:00.000Z"),
            ("5:30 PM 3/4/21", "h:mm A M/D/YY", "en", "2021-03-04T17:30:00.000Z"),
            ("20240501T101112", "YYYYMMDDTHHmmss", "en", "2024-05-01T10:11:12.000Z"),
            ("1700000000", "X", "en", "2023-11-14T22:13:20.000Z"),
            ("1700000000123", "x", "en", "2023-11-14T22:13:20.123Z"),
            ("2024 120", "YYYY DDD", "en", "2024-04-29T00:00:00.000Z"),
            ("2020-01-01 10:00 +05:30", "YYYY-MM-DD HH:mm Z", "en", "2020-01-01T04:30:00.000Z"),
            ("10:20", "HH:mm", "en", "2026-07-08T10:20:00.000Z"),
            ("15", "D", "en", "2026-07-15T00:00:00.000Z"),
            ("5 mai 2021", "D MMMM YYYY", "fr", "2021-05-05T00:00:00.000Z"),
            ("5 мая 2021", "D MMMM YYYY", "ru", "2021-05-05T00:00:00.000Z"),
            ("2024-13-01", "YYYY-MM-DD", "en", nil), ("2024-02-30", "YYYY-MM-DD", "en", nil),
            ("abc", "YYYY", "en", nil), ("", "YYYY", "en", nil),
            ("2020-01-01 25:00", "YYYY-MM-DD HH:mm", "en", nil),
        ]
        for (text, pattern, locale, result) in cases {
            let locale = try #require(DateLocale.named(locale))
            let pattern = try #require(DatePattern(pattern, locale: locale))
            #expect(pattern.date(from: text, now: now)?.isoText == result, "\(text)")
        }
    }

    @Test("reads back what it writes, in every locale")
    func roundTrip() throws {
        let date = try FormulaDateTests.date("2021-08-05T15:04Z")
        for locale in DateLocaleTable.locales.values {
            for text in ["YYYY-MM-DD HH:mm", "D MMMM YYYY h:mm A", "YYYY MMM DD H:mm"] {
                let pattern = try #require(DatePattern(text, locale: locale))
                let written = pattern.text(of: date, in: .utc)
                let read = pattern.date(from: written, now: 0)
                #expect(read == date, "\(locale.code): \(written)")
            }
        }
    }

    @Test("answers any pattern and text without a crash", arguments: 0..<50 as Range<UInt64>)
    func fuzz(seed: UInt64) throws {
        var generator = SeededNumbers(state: seed)
        let pieces =
            DateToken.allCases.map(\.rawValue) + [
                "[", "]", "\\", "L", "l", "LT", " ", "-", "é", "9", "+", ":", "٣", "年", "12", "Mar",
                "PM", "Z", "\u{301}",
            ]
        let locales = Array(DateLocaleTable.locales.values.sorted { $0.code < $1.code })
        for _ in 0..<40 {
            func text() -> String {
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    pieces.randomElement(using: &generator) ?? ""
                }.joined()
            }
            let locale = locales.randomElement(using: &generator) ?? .english
            let pattern = try #require(DatePattern(text(), locale: locale))
            let limit = FormulaDate.millisecondLimit
            let milliseconds = Int64.random(in: -limit...limit, using: &generator)
            let date = try #require(FormulaDate(milliseconds: milliseconds))
            _ = pattern.text(of: date, in: .utc)
            _ = pattern.date(from: text(), now: milliseconds)
            _ = FormulaDate(parsing: text(), locale: locale, now: milliseconds)
            for unit in DateUnit.allCases {
                _ = date.adding(Double(Int64.random(in: -limit...limit, using: &generator)), unit)
                _ = date.start(of: unit)
                _ = date.difference(from: FormulaDate(milliseconds: -milliseconds) ?? date, unit)
            }
            _ = date.addingWorkdays(milliseconds / 1_000_000)
        }
    }
}
