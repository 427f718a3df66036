extension FormulaValue {
    /// Whether a comparison holds between two values that are no errors.
    static func compare(
        _ left: FormulaValue, _ sign: Expression.BinaryOperator, _ right: FormulaValue
    ) -> Bool {
        switch sign {
        case .equal: areEqual(left, right)
        case .notEqual: !areEqual(left, right)
        case .less: order(left, right) == .less
        case .greater: order(left, right) == .greater
        case .lessOrEqual: [.less, .equal].contains(order(left, right))
        case .greaterOrEqual: [.greater, .equal].contains(order(left, right))
        default: preconditionFailure("\(sign.rawValue) compares nothing")
        }
    }

    /// Whether `=` holds between two values that are no errors.
    ///
    /// Blank equals blank, the empty text, 0, false and the empty array. A number and a text are
    /// compared as texts, a date and a text as dates where the text is one.
    static func areEqual(_ left: FormulaValue, _ right: FormulaValue) -> Bool {
        switch (left, right) {
        case (.text(let one), .text(let other)): areSame(one, other)
        case (.number(let one), .number(let other)): one == other
        case (.date(let one), .date(let other)): one.milliseconds == other.milliseconds
        case (.array, _), (_, .array): areEqualArrays(left, right)
        case (.blank, _): right.equalsBlank
        case (_, .blank): left.equalsBlank
        case (.date(let date), .text(let text)), (.text(let text), .date(let date)):
            if let other = FormulaDate(parsing: text) {
                date.milliseconds == other.milliseconds
            } else {
                false
            }
        case (.date, _), (_, .date): false
        case (.text(let one), _): areSame(one, right.text)
        case (_, .text(let other)): areSame(left.text, other)
        default: left.number == right.number
        }
    }

    private static func areEqualArrays(_ left: FormulaValue, _ right: FormulaValue) -> Bool {
        let (one, other) = (left.unwrapped, right.unwrapped)
        switch (one, other) {
        case (.array, _), (_, .array): return areSame(one.text, other.text)
        default: return areEqual(one, other)
        }
    }

    private var equalsBlank: Bool {
        switch self {
        case .blank: true
        case .number(let number): number == 0
        case .text(let text): text.isEmpty
        case .boolean(let boolean): !boolean
        case .date, .error, .array: false
        }
    }

    /// Text is compared by its code points. Swift's `==` alone would also take a letter with an
    /// accent for a letter followed by one.
    static func areSame(_ left: String, _ right: String) -> Bool {
        guard left == right else { return false }
        return left.utf8.count == right.utf8.count
            && (left.utf8.count == left.utf16.count || left.utf8.elementsEqual(right.utf8))
    }

    enum Order { case less, equal, greater }

    /// How two values that are no errors stand to each other; nil where neither is less.
    ///
    /// Texts go by code points, a text next to a number is read as one. A blank counts as 0 next to
    /// a number and as empty next to a text; it has no place among dates.
    static func order(_ left: FormulaValue, _ right: FormulaValue) -> Order? {
        switch (left, right) {
        case (.number(let one), .number(let other)): return order(one, other)
        case (.date(let one), .date(let other)): return order(one.milliseconds, other.milliseconds)
        case (.text(let one), .text(let other)): return order(texts: one, other)
        case (.array, _), (_, .array):
            let (one, other) = (left.unwrapped, right.unwrapped)
            if case .array = one { return order(texts: one.text, other.text) }
            if case .array = other { return order(texts: one.text, other.text) }
            return order(one, other)
        case (.date(let one), .text(let text)):
            return FormulaDate(parsing: text).flatMap { order(one.milliseconds, $0.milliseconds) }
        case (.text(let text), .date(let other)):
            return FormulaDate(parsing: text).flatMap { order($0.milliseconds, other.milliseconds) }
        case (.date, _), (_, .date): return nil
        case (.text(let one), .blank): return one.isEmpty ? .equal : .greater
        case (.blank, .text(let other)): return other.isEmpty ? .equal : .less
        default: return order(left.number, right.number)
        }
    }

    private static func order<T: Comparable>(_ left: T, _ right: T) -> Order? {
        if left < right { return .less }
        if left > right { return .greater }
        return left == right ? .equal : nil
    }

    private static func order(texts left: String, _ right: String) -> Order {
        if areSame(left, right) { return .equal }
        return left.utf8.lexicographicallyPrecedes(right.utf8) ? .less : .greater
    }
}
