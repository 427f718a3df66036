extension FormulaDate {
    /// The date by the pattern, in its own time zone (else UTC).
    package func text(by pattern: DatePattern) -> String {
        pattern.text(of: self, in: timeZone ?? .utc)
    }

    /// The date by a pattern, in its own time zone and locale; nil for a pattern beyond the limit. To
    /// use a pattern often, make a `DatePattern` once.
    package func text(by pattern: String) -> String? {
        DatePattern(pattern, locale: locale ?? .english).map(text(by:))
    }
}

extension DatePattern {
    package func text(of date: FormulaDate, in zone: FormulaTimeZone) -> String {
        let offset = zone.offset(at: date.milliseconds)
        let local = LocalDateTime(localMilliseconds: date.milliseconds + offset)
        var result = ""
        for part in parts {
            switch part {
            case .text(let text, _): result += text
            case .token(let token):
                result +=
                    dateText(token, local) ?? weekText(token, local) ?? timeText(token, local)
                    ?? instantText(token, date, zone, offset)
            }
        }
        return locale.localized(result)
    }

    private func padded(_ value: Int64, _ width: Int = 2) -> String {
        LocalDateTime.padded(value, width)
    }

    private func dateText(_ token: DateToken, _ local: LocalDateTime) -> String? {
        let date = local.calendarDay
        switch token {
        case .YYYY: return date.year > 9_999 ? "+\(date.year)" : padded(date.year, 4)
        case .Y, .y: return date.year > 9_999 ? "+\(date.year)" : String(date.year)
        case .YY: return padded(abs(date.year) % 100)
        case .YYYYY: return padded(date.year, 5)
        case .YYYYYY: return (date.year < 0 ? "-" : "+") + padded(abs(date.year), 6)
        case .Q: return String((date.month + 2) / 3)
        case .Qo: return locale.ordinal((date.month + 2) / 3, "ordinalQuarter")
        case .M: return String(date.month)
        case .Mo: return locale.ordinal(date.month, "ordinalMonth")
        case .MM: return padded(date.month)
        case .MMM:
            let names =
                hasDashedMonth
                ? locale.monthsShortDashed
                : hasDayBeforeMonth ? locale.monthsShortAfterDay : locale.monthsShort
            return names[Int(date.month) - 1]
        case .MMMM:
            return (hasDayBeforeMonth ? locale.monthsAfterDay : locale.months)[Int(date.month) - 1]
        case .D: return String(date.day)
        case .Do: return locale.ordinal(date.day)
        case .DD: return padded(date.day)
        case .DDD: return String(date.dayOfYear)
        case .DDDo: return locale.ordinal(date.dayOfYear, "ordinalDayOfYear")
        case .DDDD: return padded(date.dayOfYear, 3)
        default: return nil
        }
    }

    private func weekText(_ token: DateToken, _ local: LocalDateTime) -> String? {
        let date = local.calendarDay
        let weekday = date.weekday
        var own: (year: Int64, number: Int64) {
            date.week(firstWeekday: locale.firstWeekday, minimumDays: locale.minimumDays)
        }
        var iso: (year: Int64, number: Int64) { date.week(firstWeekday: 1, minimumDays: 4) }
        switch token {
        case .d: return String(weekday)
        case .do: return locale.ordinal(weekday, "ordinalWeekday")
        case .dd: return locale.weekdaysMin[Int(weekday)]
        case .ddd: return locale.weekdaysShort[Int(weekday)]
        case .dddd: return locale.weekdays[Int(weekday)]
        case .e: return String((weekday + 7 - locale.firstWeekday) % 7)
        case .E: return String(weekday == 0 ? 7 : weekday)
        case .w: return String(own.number)
        case .wo: return locale.ordinal(own.number, "ordinalWeek")
        case .ww: return padded(own.number)
        case .W: return String(iso.number)
        case .Wo: return locale.ordinal(iso.number, "ordinalWeek")
        case .WW: return padded(iso.number)
        case .gg: return padded(abs(own.year) % 100)
        case .gggg: return padded(own.year, 4)
        case .GG: return padded(abs(iso.year) % 100)
        case .GGGG: return padded(iso.year, 4)
        default: return nil
        }
    }

    private func timeText(_ token: DateToken, _ local: LocalDateTime) -> String? {
        let half = local.hour % 12 == 0 ? 12 : local.hour % 12
        switch token {
        case .H: return String(local.hour)
        case .HH: return padded(local.hour)
        case .h: return String(half)
        case .hh: return padded(half)
        case .k: return String(local.hour == 0 ? 24 : local.hour)
        case .kk: return padded(local.hour == 0 ? 24 : local.hour)
        case .Hmm: return String(local.hour) + padded(local.minute)
        case .Hmmss: return String(local.hour) + padded(local.minute) + padded(local.second)
        case .hmm: return String(half) + padded(local.minute)
        case .hmmss: return String(half) + padded(local.minute) + padded(local.second)
        case .a, .A:
            return locale.meridiem(hour: local.hour, minute: local.minute, isLower: token == .a)
        case .m: return String(local.minute)
        case .mm: return padded(local.minute)
        case .s: return String(local.second)
        case .ss: return padded(local.second)
        case .S, .SS, .SSS, .SSSS, .SSSSS, .SSSSSS, .SSSSSSS, .SSSSSSSS, .SSSSSSSSS:
            let digits = padded(local.millisecond, 3) + "000000"
            return String(digits.prefix(token.rawValue.count))
        default: return nil
        }
    }

    private func instantText(
        _ token: DateToken, _ date: FormulaDate, _ zone: FormulaTimeZone, _ offset: Int64
    ) -> String {
        switch token {
        case .X: return String(CalendarDay.floorDivide(date.milliseconds, 1_000))
        case .x: return String(date.milliseconds)
        case .z, .zz: return zone.abbreviation(at: date.milliseconds)
        default:
            let minutes = abs(offset) / 60_000
            let separator = token == .Z ? ":" : ""
            return (offset < 0 ? "-" : "+") + padded(minutes / 60) + separator
                + padded(minutes % 60)
        }
    }
}
