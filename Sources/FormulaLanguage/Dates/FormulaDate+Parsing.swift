extension FormulaDate {
    /// The date that a text names without a pattern; nil where it names none.
    ///
    /// Read are ISO 8601 (`2024-05-01`, `2024-05-01T10:00:00.000Z`, `20240501`, with a space in
    /// place of the `T`), and in any order of words what people write: `02/17/2013 7:31`, `4 Mar 2017
    /// 23:00`, `July 4th, 2024 3:05 pm`, `Wed, 31 Dec 2025 15:04:05 GMT`. Numbers between slashes,
    /// dots or dashes are in the locale's order, for English month and day first. Years of two
    /// digits are from 1969 to 2068.
    ///
    /// - Parameters:
    ///   - zone: where a text without an offset was written.
    ///   - now: milliseconds since 1970, for a text without a year.
    package init?(
        parsing text: String, locale: DateLocale = .english, in zone: FormulaTimeZone = .utc,
        now: Int64 = 0
    ) {
        guard text.utf8.count <= DatePattern.textLimit else { return nil }
        let trimmed = locale.delocalized(text)
        let found = DateTextReader.iso(trimmed) ?? DateTextReader.free(trimmed, locale)
        guard let date = found?.date(in: zone, now: now) else { return nil }
        self = date
    }
}

/// Reads dates without a pattern.
enum DateTextReader {
    static func iso(_ text: String) -> DateFragments? {
        var cursor = TextCursor(text)
        var found = DateFragments()
        cursor.skipSpaces()
        guard isoDay(&cursor, &found) else { return nil }
        if cursor.next == "T" || cursor.next == "t" || cursor.next == " ",
            cursor.peek(1)?.isNumber == true
        {
            cursor.position += 1
            guard isoTime(&cursor, &found) else { return nil }
        }
        cursor.skipSpaces()
        return cursor.isAtEnd ? found : nil
    }

    private static func isoDay(_ cursor: inout TextCursor, _ found: inout DateFragments) -> Bool {
        let sign = cursor.next
        if sign == "+" || sign == "-" {
            cursor.position += 1
            guard let year = cursor.number(6...6)?.value else { return false }
            found.year = sign == "-" ? -year : year
        } else {
            guard let year = cursor.number(4...4)?.value else { return false }
            found.year = year
        }
        if cursor.skip("-") {
            guard let month = cursor.number(1...2)?.value else { return false }
            found.month = month
            if cursor.skip("-") {
                guard let day = cursor.number(1...2)?.value else { return false }
                found.day = day
            }
        } else if let month = cursor.number(2...2)?.value {
            found.month = month
            guard let day = cursor.number(2...2)?.value else { return false }
            found.day = day
        }
        return true
    }

    private static func isoTime(_ cursor: inout TextCursor, _ found: inout DateFragments) -> Bool {
        guard let hour = cursor.number(1...2)?.value else { return false }
        found.hour = hour
        let isExtended = cursor.skip(":")
        if let minute = cursor.number(2...2)?.value {
            found.minute = minute
            if !isExtended || cursor.skip(":"), let second = cursor.number(2...2)?.value {
                found.second = second
                if cursor.skip(".") || cursor.skip(",") {
                    guard let part = cursor.fraction(1...9) else { return false }
                    found.millisecond = part
                }
            }
        }
        cursor.skipSpaces()
        found.offset = cursor.offset()
        return true
    }

    /// Words and numbers in any order.
    static func free(_ text: String, _ locale: DateLocale) -> DateFragments? {
        var cursor = TextCursor(text)
        var found = DateFragments()
        var numbers: [(value: Int64, count: Int)] = []
        while let next = cursor.next {
            if next.isNumber {
                guard readNumber(&cursor, &found, &numbers) else { return nil }
            } else if next.isLetter {
                guard readWord(&cursor, &found, locale) else { return nil }
            } else if found.hour != nil, found.offset == nil, let offset = cursor.offset() {
                found.offset = offset
            } else {
                // Separators; anything else is no date.
                guard next.isWhitespace || "/.,-()'".contains(next) else { return nil }
                cursor.position += 1
            }
        }
        return assign(numbers, &found, locale) ? found : nil
    }

    private static func readNumber(
        _ cursor: inout TextCursor, _ found: inout DateFragments,
        _ numbers: inout [(value: Int64, count: Int)]
    ) -> Bool {
        guard let number = cursor.number(1...4) else { return false }
        guard cursor.skip(":") else {
            numbers.append(number)
            for suffix in ["st", "nd", "rd", "th"] where cursor.name([suffix]) != nil { break }
            return numbers.count <= 3
        }
        guard found.hour == nil, let minute = cursor.number(2...2)?.value else { return false }
        (found.hour, found.minute) = (number.value, minute)
        guard cursor.skip(":") else { return true }
        guard let second = cursor.number(2...2)?.value else { return false }
        found.second = second
        if cursor.next == ".", cursor.peek(1)?.isNumber == true {
            cursor.position += 1
            found.millisecond = cursor.fraction(1...9)
        }
        return true
    }

    private static func readWord(
        _ cursor: inout TextCursor, _ found: inout DateFragments, _ locale: DateLocale
    ) -> Bool {
        for names in [locale, .english] {
            let months = names.months + names.monthsAfterDay + names.monthsShort
            if let index = cursor.name(months + names.monthsShortDashed) {
                guard found.month == nil else { return false }
                found.month = Int64(index % 12) + 1
                return true
            }
            if cursor.name(names.weekdays + names.weekdaysShort) != nil { return true }
        }
        if let index = cursor.name(["am", "pm", "a.m.", "p.m.", "a", "p"]) {
            guard found.hour != nil else { return false }
            found.isAfternoon = index % 2 == 1
            return true
        }
        if cursor.name(["utc", "gmt", "z"]) != nil {
            found.offset = cursor.offset() ?? 0
            return true
        }
        return cursor.name(["of", "at", "de", "t"]) != nil
    }

    /// Gives the numbers that stand alone their meaning.
    private static func assign(
        _ numbers: [(value: Int64, count: Int)], _ found: inout DateFragments, _ locale: DateLocale
    ) -> Bool {
        func year(_ number: (value: Int64, count: Int)) -> Int64 {
            number.count <= 2 ? DateFragments.year(ofTwoDigits: number.value) : number.value
        }
        if found.month != nil {
            switch numbers.count {
            case 1 where numbers[0].count == 4: found.year = numbers[0].value
            case 1: found.day = numbers[0].value
            case 2 where numbers[0].count == 4:
                (found.year, found.day) = (numbers[0].value, numbers[1].value)
            case 2: (found.day, found.year) = (numbers[0].value, year(numbers[1]))
            default: return false
            }
            return true
        }
        switch numbers.count {
        case 3 where numbers[0].count == 4:
            found.year = numbers[0].value
            (found.month, found.day) = (numbers[1].value, numbers[2].value)
        case 2, 3:
            let isDayFirst = locale.formats["L"]?.first == "D"
            found.month = numbers[isDayFirst ? 1 : 0].value
            found.day = numbers[isDayFirst ? 0 : 1].value
            if numbers.count == 3 { found.year = year(numbers[2]) }
        default: return false
        }
        return true
    }
}
