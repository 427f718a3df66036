extension DatePattern {
    /// Bytes of UTF-8 of a text that is read as a date.
    static let textLimit = 1_000

    /// The date that a text names by the pattern; nil where it names none.
    ///
    /// Like moment.js it is lenient: what stands between the parts is passed over, a part that is not
    /// found is left out, and parts above the greatest one come from `now`.
    ///
    /// - Parameters:
    ///   - zone: where a text without an offset was written.
    ///   - now: milliseconds since 1970.
    package func date(
        from text: String, in zone: FormulaTimeZone = .utc, now: Int64
    ) -> FormulaDate? {
        guard text.utf8.count <= Self.textLimit else { return nil }
        var cursor = TextCursor(locale.delocalized(text))
        var found = DateFragments()
        var meridiem: String?
        var isAnyFound = false
        for part in parts {
            switch part {
            case .text(let text, _): _ = cursor.find { $0.name([text]) }
            case .token(.a), .token(.A):
                let names = locale.meridiemNames + ["am", "pm", "a.m.", "p.m.", "a", "p"]
                meridiem = cursor.find { $0.name(names).map { names[$0] } } ?? meridiem
            case .token(let token):
                let isFound = cursor.find { cursor -> Bool? in
                    Self.read(token, &cursor, &found, locale) ? true : nil
                }
                isAnyFound = isAnyFound || isFound == true
            }
        }
        guard isAnyFound else { return nil }
        if let meridiem, let hour = found.hour {
            found.isAfternoon = isAfternoon(meridiem, hour, found.minute ?? 0)
            if hour > 12 { found.isAfternoon = nil }
        }
        return found.date(in: zone, now: now)
    }

    /// Whether the hour with that name is of the afternoon: the one that has the name.
    private func isAfternoon(_ name: String, _ hour: Int64, _ minute: Int64) -> Bool {
        let hour = hour % 12
        let lower = name.lowercased()
        func matches(_ hour: Int64) -> Bool {
            [true, false].contains { isLower in
                locale.meridiem(hour: hour, minute: minute, isLower: isLower).lowercased() == lower
            }
        }
        if matches(hour) { return false }
        return matches(hour + 12) || lower.hasPrefix("p")
    }

    private static func read(
        _ token: DateToken, _ cursor: inout TextCursor, _ found: inout DateFragments,
        _ locale: DateLocale
    ) -> Bool {
        switch token {
        case .MMM, .MMMM:
            let lists = [
                locale.months, locale.monthsAfterDay, locale.monthsShort,
                locale.monthsShortAfterDay, locale.monthsShortDashed,
            ]
            guard let index = cursor.name(lists.flatMap { $0 }) else { return false }
            found.month = Int64(index % 12) + 1
        case .dd, .ddd, .dddd:
            let names = locale.weekdays + locale.weekdaysShort + locale.weekdaysMin
            return cursor.name(names) != nil
        case .Do, .Mo, .Qo, .DDDo, .do, .wo, .Wo:
            return readOrdinal(token, &cursor, &found, locale)
        case .Z, .ZZ:
            found.offset = cursor.offset()
            return found.offset != nil
        case .z, .zz: return cursor.name(["UTC", "GMT"]) != nil
        case .X, .x: return readInstant(token, &cursor, &found)
        default: return readNumber(token, &cursor, &found)
        }
        return true
    }

    private static func readOrdinal(
        _ token: DateToken, _ cursor: inout TextCursor, _ found: inout DateFragments,
        _ locale: DateLocale
    ) -> Bool {
        // Languages such as Georgian set letters before the number; these are passed over.
        guard let number = cursor.number(1...3)?.value else { return false }
        let form = locale.ordinal(number).drop { !$0.isNumber }
        _ = cursor.name([String(form.drop { $0.isNumber })])
        switch token {
        case .Do: found.day = number
        case .Mo: found.month = number
        case .DDDo: found.dayOfYear = number
        default: break
        }
        return true
    }

    private static func readInstant(
        _ token: DateToken, _ cursor: inout TextCursor, _ found: inout DateFragments
    ) -> Bool {
        let isNegative = cursor.skip("-")
        guard let number = cursor.number(1...17)?.value else { return false }
        var milliseconds = number
        if token == .X {
            guard number <= FormulaDate.millisecondLimit / 1_000 else {
                // No date; fewer of its digits would be another one.
                found.milliseconds = .max
                return true
            }
            milliseconds *= 1_000
            if cursor.skip(".") { milliseconds += cursor.fraction(1...3) ?? 0 }
        }
        found.milliseconds = isNegative ? -milliseconds : milliseconds
        return true
    }

    private static func readNumber(
        _ token: DateToken, _ cursor: inout TextCursor, _ found: inout DateFragments
    ) -> Bool {
        if token.rawValue.hasPrefix("S") {
            found.millisecond = cursor.fraction(1...9)
            return found.millisecond != nil
        }
        let counts: ClosedRange<Int> =
            switch token {
            case .YYYY, .gggg, .GGGG: 1...4
            case .YYYYY, .YYYYYY, .Y, .y: 1...6
            case .DDD, .DDDD: 1...3
            case .Hmm, .hmm: 3...4
            case .Hmmss, .hmmss: 5...6
            case .d, .e, .E, .Q: 1...1
            default: 1...2
            }
        guard let (value, count) = cursor.number(counts) else { return false }
        switch token {
        case .YYYY: found.year = count == 2 ? DateFragments.year(ofTwoDigits: value) : value
        case .YY: found.year = DateFragments.year(ofTwoDigits: value)
        case .YYYYY, .YYYYYY, .Y, .y: found.year = value
        case .Q: found.month = (value - 1) * 3 + 1
        case .M, .MM: found.month = value
        case .D, .DD: found.day = value
        case .DDD, .DDDD: found.dayOfYear = value
        case .H, .HH, .h, .hh: found.hour = value
        case .k, .kk: found.hour = value == 24 ? 0 : value
        case .Hmm, .hmm: (found.hour, found.minute) = (value / 100, value % 100)
        case .Hmmss, .hmmss:
            (found.hour, found.minute) = (value / 10_000, value / 100 % 100)
            found.second = value % 100
        case .m, .mm: found.minute = value
        case .s, .ss: found.second = value
        // Weeks and weekdays are read and not counted: other parts name the day.
        default: break
        }
        return true
    }
}
