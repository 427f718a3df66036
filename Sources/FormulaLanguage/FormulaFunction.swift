/// The functions of Airtable's formula language and how many arguments each takes.
///
/// Source: Airtable's formula field reference. Where it calls an argument required that formulas in
/// use leave out (`ROUND`), both are accepted.
package enum FormulaFunction: String, CaseIterable, Hashable, Sendable {
    case abs, and, arrayCompact, arrayFlatten, arrayJoin, arraySlice, arrayUnique, average
    case blank, ceiling, concatenate, count, countA, countAll
    case createdTime = "CREATED_TIME"
    case dateAdd, dateStr
    case dateTimeDiff = "DATETIME_DIFF"
    case dateTimeFormat = "DATETIME_FORMAT"
    case dateTimeParse = "DATETIME_PARSE"
    case day
    case encodeURLComponent = "ENCODE_URL_COMPONENT"
    case error, even, exp
    case `false`, find, floor, fromNow, hour, `if`, int
    case isAfter = "IS_AFTER"
    case isBefore = "IS_BEFORE"
    case isSame = "IS_SAME"
    case isError
    case lastModifiedTime = "LAST_MODIFIED_TIME"
    case left, len, log, lower, max, mid, min, minute
    case mod, month, not, now, odd, or, power
    case recordID = "RECORD_ID"
    case regexExtract = "REGEX_EXTRACT"
    case regexMatch = "REGEX_MATCH"
    case regexReplace = "REGEX_REPLACE"
    case replace, rept, right, round, roundDown, roundUp
    case search, second
    case setLocale = "SET_LOCALE"
    case setTimeZone = "SET_TIMEZONE"
    case sqrt
    case substitute, sum, `switch`, t, timeStr, today, toNow, trim, `true`, upper, value
    case weekday, weekNum, workday
    case workdayDiff = "WORKDAY_DIFF"
    case xor, year

    /// The name in formulas, in capitals.
    package var name: String { rawValue.uppercased() }

    /// The function of that name, in any letter case.
    package init?(name: String) {
        guard let function = Self.byName[name.uppercased()] else { return nil }
        self = function
    }

    private static let byName = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// Whether the parentheses may be left off.
    package var isConstant: Bool {
        switch self {
        case .true, .false, .blank, .now, .today: true
        default: false
        }
    }

    /// How many arguments a call may have.
    package var arity: ClosedRange<Int> {
        switch self {
        case .blank, .createdTime, .false, .now, .recordID, .today, .true: 0...0
        case .error: 0...1
        case .lastModifiedTime: 0...FormulaLimits.arguments
        case .abs, .arrayCompact, .arrayFlatten, .arrayUnique, .dateStr, .day,
            .encodeURLComponent, .even, .exp, .fromNow, .hour, .int, .isError, .len, .lower,
            .minute, .month, .not, .odd, .second, .sqrt, .t, .timeStr, .toNow, .trim, .upper,
            .value, .year:
            1...1
        case .arrayJoin, .ceiling, .dateTimeFormat, .floor, .log, .round, .roundDown, .roundUp,
            .weekday, .weekNum:
            1...2
        case .isAfter, .isBefore, .left, .mod, .power, .regexExtract, .regexMatch, .rept,
            .right, .setLocale, .setTimeZone:
            2...2
        case .dateTimeParse: 1...3
        case .arraySlice, .dateTimeDiff, .find, .if, .isSame, .search, .workday, .workdayDiff:
            2...3
        case .dateAdd, .mid, .regexReplace: 3...3
        case .substitute: 3...4
        case .replace: 4...4
        case .and, .average, .concatenate, .count, .countA, .countAll, .max, .min, .or, .sum,
            .xor:
            1...FormulaLimits.arguments
        case .switch: 3...FormulaLimits.arguments
        }
    }
}
