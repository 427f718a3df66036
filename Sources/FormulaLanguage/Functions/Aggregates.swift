/// The functions of many values; arrays count by their elements.
enum Aggregates {
    static func sum(_ arguments: [FormulaValue]) -> FormulaValue {
        withNumbers(arguments) { numbers in .number(numbers.reduce(0, +)) }
    }

    /// The mean of the numbers; NaN where there are none.
    static func average(_ arguments: [FormulaValue]) -> FormulaValue {
        withNumbers(arguments) { numbers in
            .number(numbers.reduce(0, +) / Double(numbers.count))
        }
    }

    /// The least or the greatest number, or date where all are dates; 0 where there are none.
    static func extreme(
        _ arguments: [FormulaValue], _ order: FormulaValue.Order
    ) -> FormulaValue {
        var best: FormulaValue?
        var fault: FormulaFault?
        for argument in arguments {
            argument.forEachElement { value in
                if let found = value.fault { fault = fault ?? found }
                guard let candidate = comparable(value) else { return }
                guard let leader = best else {
                    best = candidate
                    return
                }
                if isNaN(leader) { return }
                if isNaN(candidate) || FormulaValue.order(candidate, leader) == order {
                    best = candidate
                }
            }
        }
        if let fault { return .error(fault) }
        return best ?? .number(0)
    }

    private static func comparable(_ value: FormulaValue) -> FormulaValue? {
        switch value {
        case .number, .date: value
        case .boolean: .number(value.number)
        default: nil
        }
    }

    private static func isNaN(_ value: FormulaValue) -> Bool {
        if case .number(let number) = value { number.isNaN } else { false }
    }

    /// How many of the values are numbers.
    static func count(_ arguments: [FormulaValue]) -> FormulaValue {
        withNumbers(arguments) { numbers in .number(Double(numbers.count)) }
    }

    /// How many of the values are not empty.
    static func countA(_ arguments: [FormulaValue]) -> FormulaValue {
        var count = 0
        for argument in arguments {
            argument.forEachElement { if !$0.isEmpty { count += 1 } }
        }
        return .number(Double(count))
    }

    /// How many values there are, empty ones too.
    static func countAll(_ arguments: [FormulaValue]) -> FormulaValue {
        var count = 0
        for argument in arguments { argument.forEachElement { _ in count += 1 } }
        return .number(Double(count))
    }

    /// Texts and blanks do not take part. An error among the elements is the result.
    private static func withNumbers(
        _ arguments: [FormulaValue], _ body: ([Double]) -> FormulaValue
    ) -> FormulaValue {
        var numbers: [Double] = []
        var fault: FormulaFault?
        for argument in arguments {
            argument.forEachElement { value in
                switch value {
                case .number(let number): numbers.append(number)
                case .boolean: numbers.append(value.number)
                case .error(let found): fault = fault ?? found
                default: break
                }
            }
        }
        if let fault { return .error(fault) }
        return body(numbers)
    }
}
