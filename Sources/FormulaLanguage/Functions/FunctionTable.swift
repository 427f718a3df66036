/// How a function is evaluated.
enum FunctionImplementation {
    /// A function of its arguments' values alone.
    case values(BoundNode.Kind, FunctionBody)
    /// The same, where constant arguments, which are not nil, can be prepared once.
    case prepared(BoundNode.Kind, @Sendable (_ constants: [FormulaValue?]) -> FunctionBody)
    case constant(FormulaValue)
    case record(RecordFact)
    case clock(BoundNode.Kind, Clock)
    /// These decide themselves which of their arguments are evaluated.
    case condition, choice, isError
    case logic(LogicalOperator)

    enum Clock {
        case now, today
        case call(FunctionBody)

        func node(_ arguments: [Node]) -> Node {
            switch self {
            case .now: .now
            case .today: .today
            case .call(let body): .call(arguments, body)
            }
        }
    }
}

extension FunctionImplementation {
    /// A function of one number.
    static func number(_ body: @escaping @Sendable (Double) -> Double) -> Self {
        .values(.number) { arguments, _ in .number(body(arguments[0].number)) }
    }

    /// A function of a number and a second one that may be left out.
    static func numbers(
        or missing: Double, _ body: @escaping @Sendable (Double, Double) -> Double
    ) -> Self {
        .values(.number) { arguments, _ in
            let second = arguments.count > 1 ? arguments[1].number : missing
            return .number(body(arguments[0].number, second))
        }
    }

    /// A function of texts and what it makes of the state.
    static func text(_ body: @escaping FunctionBody) -> Self { .values(.text, body) }
}

extension FormulaFunction {
    /// The one table of what the functions do.
    var implementation: FunctionImplementation {
        switch self {
        // Logic
        case .and: .logic(.and)
        case .or: .logic(.or)
        case .xor: .logic(.xor)
        case .not: .values(.number) { arguments, _ in .boolean(!arguments[0].isTruthy) }
        case .if: .condition
        case .switch: .choice
        case .true: .constant(.boolean(true))
        case .false: .constant(.boolean(false))
        case .blank: .constant(.blank)
        case .error: .values(.other) { _, _ in .error(.explicit) }
        case .isError: .isError

        // Records
        case .recordID: .record(.id)
        case .createdTime: .record(.createdTime)
        case .lastModifiedTime: .record(.lastModifiedTime)

        // Numbers
        case .abs: .number { $0.magnitude }
        case .average: .values(.number) { arguments, _ in Aggregates.average(arguments) }
        case .ceiling: .numbers(or: 1, NumericFunctions.ceiling)
        case .count: .values(.number) { arguments, _ in Aggregates.count(arguments) }
        case .countA: .values(.number) { arguments, _ in Aggregates.countA(arguments) }
        case .countAll: .values(.number) { arguments, _ in Aggregates.countAll(arguments) }
        case .even: .number(NumericFunctions.even)
        case .exp: .number(NumericFunctions.exp)
        case .floor: .numbers(or: 1, NumericFunctions.floor)
        case .int: .number { $0.rounded(.down) }
        case .log: .numbers(or: 10, NumericFunctions.log)
        case .max: .values(.other) { arguments, _ in Aggregates.extreme(arguments, .greater) }
        case .min: .values(.other) { arguments, _ in Aggregates.extreme(arguments, .less) }
        case .mod: .numbers(or: 1, NumericFunctions.mod)
        case .odd: .number(NumericFunctions.odd)
        case .power: .numbers(or: 1, NumericFunctions.power)
        case .round: .numbers(or: 0) { NumericFunctions.round($0, $1, .up) }
        case .roundDown: .numbers(or: 0) { NumericFunctions.round($0, $1, .towardZero) }
        case .roundUp: .numbers(or: 0) { NumericFunctions.round($0, $1, .awayFromZero) }
        case .sqrt: .number { $0.squareRoot() }
        case .sum: .values(.number) { arguments, _ in Aggregates.sum(arguments) }
        case .value: .values(.number) { arguments, _ in NumericFunctions.value(arguments[0]) }

        // Texts
        case .concatenate: .text(TextFunctions.concatenate)
        case .encodeURLComponent: .text(TextFunctions.encodeURLComponent)
        case .find: .values(.number, TextFunctions.find)
        case .left: .text(TextFunctions.left)
        case .len: .values(.number, TextFunctions.len)
        case .lower: .text { TextFunctions.changed($0[0], &$1) { $0.lowercased() } }
        case .mid: .text(TextFunctions.mid)
        case .replace: .text(TextFunctions.replace)
        case .rept: .text(TextFunctions.rept)
        case .right: .text(TextFunctions.right)
        case .search: .values(.number, TextFunctions.search)
        case .substitute: .text(TextFunctions.substitute)
        case .t: .text { arguments, _ in TextFunctions.t(arguments[0]) }
        case .trim: .text(TextFunctions.trim)
        case .upper: .text { TextFunctions.changed($0[0], &$1) { $0.uppercased() } }

        // Arrays
        case .arrayCompact: .values(.other, ArrayFunctions.compact)
        case .arrayFlatten: .values(.other, ArrayFunctions.flatten)
        case .arrayJoin: .text(ArrayFunctions.join)
        case .arraySlice: .values(.other, ArrayFunctions.slice)
        case .arrayUnique: .values(.other, ArrayFunctions.unique)

        // Regular expressions
        case .regexExtract: .prepared(.text, RegexFunctions.extract)
        case .regexMatch: .prepared(.number, RegexFunctions.match)
        case .regexReplace: .prepared(.text, RegexFunctions.replace)

        case .dateAdd, .dateStr, .dateTimeDiff, .dateTimeFormat, .dateTimeParse, .day, .fromNow,
            .hour, .isAfter, .isBefore, .isSame, .minute, .month, .now, .second, .setLocale,
            .setTimeZone, .timeStr, .today, .toNow, .weekday, .weekNum, .workday, .workdayDiff,
            .year:
            dateImplementation
        }
    }
}
