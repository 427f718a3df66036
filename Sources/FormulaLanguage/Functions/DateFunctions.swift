/// The functions of dates: in UTC, but for `DATETIME_FORMAT` of a date with a time zone. What is no
/// date is an error, a blank as well.
enum DateFunctions {
    /// A function of one date.
    static func date(
        _ kind: BoundNode.Kind = .number,
        _ body: @escaping @Sendable (FormulaDate) -> FormulaValue
    ) -> FunctionImplementation {
        .values(kind) { arguments, _ in
            arguments[0].date.map(body) ?? .error(.date)
        }
    }

    static func part(
        _ part: @escaping @Sendable (LocalDateTime) -> Int64
    ) -> FunctionImplementation {
        date { .number(Double(part($0.components))) }
    }

    /// The distance between a date and now in words.
    static func distance(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        guard let date = arguments[0].date, let now = FormulaDate(milliseconds: state.now) else {
            return .error(.date)
        }
        return .text(date.distanceText(to: now))
    }

    static func add(_ constants: [FormulaValue?]) -> FunctionBody {
        let unit = PreparedArgument.unit(constants[2])
        return { arguments, _ in
            guard let date = arguments[0].date else { return .error(.date) }
            guard let unit = unit.value(arguments[2]) else { return .error(.name) }
            let count = arguments[1].number
            return count.isFinite ? FormulaValue(date.adding(count, unit)) : .error(.date)
        }
    }

    /// Whole units from the second date to the first; NaN where one is blank.
    static func difference(_ constants: [FormulaValue?]) -> FunctionBody {
        let (first, second) = (
            PreparedArgument.date(constants[0]), PreparedArgument.date(constants[1])
        )
        let unit = PreparedArgument.unit(constants.dropFirst(2).first)
        return { arguments, _ in
            if arguments[0].isEmpty || arguments[1].isEmpty { return .number(.nan) }
            guard let one = first.value(arguments[0]), let other = second.value(arguments[1])
            else { return .error(.date) }
            guard arguments.count > 2, !arguments[2].isEmpty else {
                return .number(Double(one.difference(from: other, .seconds)))
            }
            guard let unit = unit.value(arguments[2]) else { return .error(.name) }
            return .number(Double(one.difference(from: other, unit)))
        }
    }

    /// `IS_BEFORE`, `IS_AFTER`, and `IS_SAME` with its unit.
    static func comparison(
        _ body: @escaping @Sendable (FormulaDate, FormulaDate, DateUnit?) -> Bool
    ) -> FunctionImplementation {
        .prepared(.number) { constants in
            let (first, second) = (
                PreparedArgument.date(constants[0]), PreparedArgument.date(constants[1])
            )
            let unit = PreparedArgument.unit(constants.dropFirst(2).first)
            return { arguments, _ in
                guard let one = first.value(arguments[0]), let other = second.value(arguments[1])
                else { return .error(.date) }
                guard arguments.count > 2, !arguments[2].isEmpty else {
                    return .boolean(body(one, other, nil))
                }
                guard let unit = unit.value(arguments[2]) else { return .error(.name) }
                return .boolean(body(one, other, unit))
            }
        }
    }

    /// `WEEKDAY` and `WEEKNUM`: their weeks begin on Sunday if nothing else is said.
    static func week(
        _ body: @escaping @Sendable (FormulaDate, Int64) -> Int64
    ) -> FunctionImplementation {
        .values(.number) { arguments, _ in
            guard let date = arguments[0].date else { return .error(.date) }
            guard arguments.count > 1, !arguments[1].isEmpty else {
                return .number(Double(body(date, 0)))
            }
            guard let start = FormulaDate.weekday(named: arguments[1].text) else {
                return .error(.name)
            }
            return .number(Double(body(date, start)))
        }
    }

    static func workday(_ constants: [FormulaValue?]) -> FunctionBody {
        let holidays = PreparedArgument.dates(constants.dropFirst(2).first)
        return { arguments, state in
            guard let date = arguments[0].date else { return .error(.date) }
            guard state.read(cost(of: arguments)) else { return .error(.limit) }
            let free = arguments.count > 2 ? holidays.value(arguments[2]) : nil
            return FormulaValue(
                date.addingWorkdays(Int64(arguments[1].integer), holidays: free ?? []))
        }
    }

    static func workdayDifference(_ constants: [FormulaValue?]) -> FunctionBody {
        let holidays = PreparedArgument.dates(constants.dropFirst(2).first)
        return { arguments, state in
            guard let one = arguments[0].date, let other = arguments[1].date else {
                return .error(.date)
            }
            guard state.read(cost(of: arguments)) else { return .error(.limit) }
            let free = arguments.count > 2 ? holidays.value(arguments[2]) : nil
            return .number(Double(one.workdays(to: other, holidays: free ?? [])))
        }
    }

    /// Dates in a text take some twenty times as long as its bytes.
    private static func cost(of arguments: [FormulaValue]) -> Int {
        arguments.count > 2 ? arguments[2].textBytes << 4 : 0
    }

    static func setTimeZone(_ constants: [FormulaValue?]) -> FunctionBody {
        let zone = PreparedArgument(constants[1]) { FormulaTimeZone.named($0.text) }
        return { arguments, _ in
            guard var date = arguments[0].date else { return .error(.date) }
            guard let zone = zone.value(arguments[1]) else { return .error(.name) }
            date.timeZone = zone
            return .date(date)
        }
    }

    static func setLocale(_ constants: [FormulaValue?]) -> FunctionBody {
        let locale = PreparedArgument(constants[1]) { DateLocale.named($0.text) }
        return { arguments, _ in
            guard var date = arguments[0].date else { return .error(.date) }
            guard let locale = locale.value(arguments[1]) else { return .error(.name) }
            date.locale = locale
            return .date(date)
        }
    }
}

extension FormulaFunction {
    /// The functions of dates in the table.
    var dateImplementation: FunctionImplementation {
        switch self {
        case .now: .clock(.other, .now)
        case .today: .clock(.other, .today)
        case .fromNow, .toNow: .clock(.text, .call(DateFunctions.distance))
        case .dateAdd: .prepared(.other, DateFunctions.add)
        case .dateStr: DateFunctions.date(.text) { .text($0.dateText) }
        case .timeStr: DateFunctions.date(.text) { .text($0.timeText) }
        case .dateTimeDiff: .prepared(.number, DateFunctions.difference)
        case .dateTimeFormat: .prepared(.text, DateFunctions.format)
        case .dateTimeParse: .prepared(.other, DateFunctions.parse)
        case .year: DateFunctions.part { $0.year }
        case .month: DateFunctions.part { $0.month }
        case .day: DateFunctions.part { $0.day }
        case .hour: DateFunctions.part { $0.hour }
        case .minute: DateFunctions.part { $0.minute }
        case .second: DateFunctions.part { $0.second }
        case .isAfter: DateFunctions.comparison { one, other, _ in one.isAfter(other) }
        case .isBefore: DateFunctions.comparison { one, other, _ in one.isBefore(other) }
        case .isSame: DateFunctions.comparison { $0.isSame(as: $1, $2) }
        case .setLocale: .prepared(.other, DateFunctions.setLocale)
        case .setTimeZone: .prepared(.other, DateFunctions.setTimeZone)
        case .weekday: DateFunctions.week { $0.weekday(firstWeekday: $1) }
        case .weekNum: DateFunctions.week { $0.weekNumber(firstWeekday: $1) }
        case .workday: .prepared(.other, DateFunctions.workday)
        case .workdayDiff: .prepared(.number, DateFunctions.workdayDifference)
        default: preconditionFailure("\(name) is no function of dates")
        }
    }
}
