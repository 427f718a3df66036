/// An argument of a function that was read once if it is constant, and is read for each record if
/// not.
struct PreparedArgument<Value: Sendable>: Sendable {
    private let constant: Value??
    private let read: @Sendable (FormulaValue) -> Value?

    /// - Parameter read: makes the value of an argument; nil for one that has no meaning.
    init(_ constant: FormulaValue??, _ read: @escaping @Sendable (FormulaValue) -> Value?) {
        self.constant = constant.flatMap { $0 }.map(read)
        self.read = read
    }

    func value(_ argument: FormulaValue) -> Value? {
        if let constant { return constant }
        return read(argument)
    }
}

extension PreparedArgument where Value == FormulaDate {
    /// A date, or a text that is one.
    static func date(_ constant: FormulaValue??) -> Self {
        Self(constant) { $0.date }
    }
}

extension PreparedArgument where Value == DateUnit {
    static func unit(_ constant: FormulaValue??) -> Self {
        Self(constant) { DateUnit(name: $0.text) }
    }
}

extension PreparedArgument where Value == [FormulaDate] {
    /// Dates, or texts with dates and commas between them; what is no date does not count.
    static func dates(_ constant: FormulaValue??) -> Self {
        Self(constant) { argument in
            var dates: [FormulaDate] = []
            argument.forEachElement { element in
                switch element {
                case .date(let date): dates.append(date)
                case .text(let text): dates += FormulaDate.list(text)
                default: break
                }
            }
            return dates
        }
    }
}

extension FormulaValue {
    /// The value as the date functions see it; nil for what is no date.
    var date: FormulaDate? {
        switch unwrapped {
        case .date(let date): date
        case .text(let text): FormulaDate(parsing: text)
        default: nil
        }
    }

    /// A date that arithmetic made, or an error where it left the range.
    init(_ date: FormulaDate?) {
        self = date.map { .date($0) } ?? .error(.date)
    }
}

extension FormulaDate {
    /// The day in UTC that a moment lies in, as a date without a time.
    init?(dayOf milliseconds: Int64) {
        let day = CalendarDay.floorDivide(milliseconds, 86_400_000)
        self.init(milliseconds: day * 86_400_000, hasTime: false)
    }
}
