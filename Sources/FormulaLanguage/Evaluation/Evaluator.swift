/// Evaluates nodes for one record.
///
/// The recursion goes through `value(of:)` and what stands in this file alone; functions are
/// called with values and call nothing back, so that the depth of the tree bounds the stack.
struct Evaluator<Record: FormulaRecord> {
    let record: Record
    var state: EvaluationState

    mutating func value(of node: Node) -> FormulaValue {
        guard state.step() else { return .error(.limit) }
        switch node {
        case .constant(let value): return value
        case .field(let index): return field(index)
        case .record(let fact): return value(of: fact)
        case .now: return FormulaValue(FormulaDate(milliseconds: state.now))
        case .today: return FormulaValue(FormulaDate(dayOf: state.now))
        case .negation(let operand): return negation(operand)
        case .arithmetic(let first, let steps): return arithmetic(first, steps)
        case .concatenation(let parts): return concatenation(parts)
        case .comparison(let first, let steps): return comparison(first, steps)
        case .call(let arguments, let body): return call(arguments, body)
        case .condition(let condition, let then, let otherwise):
            let test = value(of: condition)
            if case .error = test { return test }
            return value(of: test.isTruthy ? then : otherwise)
        case .choice(let subject, let choices, let otherwise):
            return choice(subject, choices, otherwise)
        case .logic(let logic, let arguments, let settled):
            return self.logic(logic, arguments, settled)
        case .membership(let subject, let texts):
            return .boolean(texts.contains(value(of: subject).text))
        case .isError(let operand):
            if case .error = value(of: operand) { return .boolean(true) }
            return .boolean(false)
        case .numberAmongTexts(let operand): return numberAmongTexts(operand)
        }
    }

    /// A cell. Whatever is done with an array costs by its elements, and is paid for here.
    private mutating func field(_ index: Int) -> FormulaValue {
        let value = record.value(index)
        if case .array(let items) = value {
            guard state.read(items.count << 4) else { return .error(.limit) }
        }
        return value
    }

    private func value(of fact: RecordFact) -> FormulaValue {
        switch fact {
        case .id: .text(record.id)
        case .createdTime: FormulaValue(FormulaDate(milliseconds: record.createdTime))
        case .lastModifiedTime:
            record.lastModifiedTime
                .map { FormulaValue(FormulaDate(milliseconds: $0)) } ?? .blank
        }
    }

    // MARK: Operators

    private mutating func negation(_ operand: Node) -> FormulaValue {
        let value = value(of: operand)
        if case .error = value { return value }
        return .number(-value.number)
    }

    private mutating func arithmetic(_ first: Node, _ steps: [OperatorStep]) -> FormulaValue {
        let start = value(of: first)
        if case .error = start { return start }
        guard !steps.isEmpty else { return start }
        var result = start.number
        for (index, step) in steps.enumerated() {
            let operand = value(of: step.operand)
            if case .error = operand { return operand }
            if index == 0, step.sign == .subtract, case .date(let one) = start,
                case .date(let other) = operand
            {
                // Airtable's list of operators has this one, and does not say in what unit.
                result = Double(one.milliseconds - other.milliseconds)
                continue
            }
            switch step.sign {
            case .add: result += operand.number
            case .subtract: result -= operand.number
            case .multiply: result *= operand.number
            default: result /= operand.number
            }
        }
        return .number(result)
    }

    private mutating func concatenation(_ parts: [Node]) -> FormulaValue {
        var output = ""
        for part in parts {
            let value = value(of: part)
            if case .error = value { return value }
            if case .text(let text) = value {
                output += text
            } else {
                guard state.read(value.textBytes) else { return .error(.limit) }
                output += value.text
            }
            guard output.utf8.count <= FormulaLimits.textBytes else {
                return state.text(output)
            }
        }
        return state.text(output)
    }

    private mutating func comparison(_ first: Node, _ steps: [OperatorStep]) -> FormulaValue {
        var result = value(of: first)
        if case .error = result { return result }
        for step in steps {
            let operand = value(of: step.operand)
            if case .error = operand { return operand }
            guard state.read(min(result.textBytes, operand.textBytes)) else {
                return .error(.limit)
            }
            result = .boolean(FormulaValue.compare(result, step.sign, operand))
        }
        return result
    }

    // MARK: Calls

    private mutating func call(_ arguments: [Node], _ body: FunctionBody) -> FormulaValue {
        var values: [FormulaValue] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments {
            let value = value(of: argument)
            if case .error = value { return value }
            values.append(value)
        }
        return body(values, &state)
    }

    private mutating func choice(
        _ subject: Node, _ choices: [Choice], _ otherwise: Node
    ) -> FormulaValue {
        let value = value(of: subject)
        if case .error = value { return value }
        for choice in choices {
            let pattern = self.value(of: choice.pattern)
            if case .error = pattern { return pattern }
            if FormulaValue.areEqual(value, pattern) { return self.value(of: choice.result) }
        }
        return self.value(of: otherwise)
    }

    private mutating func logic(
        _ logic: LogicalOperator, _ arguments: [Node], _ settled: Int
    ) -> FormulaValue {
        var tally = LogicalTally(logic)
        for (index, argument) in arguments.enumerated() {
            if index >= settled, let result = tally.decided { return .boolean(result) }
            let value = value(of: argument)
            if case .error = value { return value }
            if let fault = tally.add(value) { return .error(fault) }
        }
        return .boolean(tally.result)
    }

    private mutating func numberAmongTexts(_ operand: Node) -> FormulaValue {
        let value = value(of: operand)
        switch value {
        case .number(let number): return number == 0 ? .blank : .text(value.text)
        case .boolean(let boolean): return boolean ? .text("1") : .blank
        default: return value
        }
    }
}

/// Counts how many values are true, those in arrays one by one.
private struct LogicalTally {
    private let logic: LogicalOperator
    private var trues = 0
    private var falses = 0

    init(_ logic: LogicalOperator) {
        self.logic = logic
    }

    /// - Returns: the fault of an error within an array.
    mutating func add(_ value: FormulaValue) -> FormulaFault? {
        guard case .array(let items) = value, !items.isEmpty else {
            if value.isTruthy { trues += 1 } else { falses += 1 }
            return value.fault
        }
        for item in items {
            if let fault = add(item) { return fault }
        }
        return nil
    }

    /// The result, if no further value can change it.
    var decided: Bool? {
        switch logic {
        case .and: falses > 0 ? false : nil
        case .or: trues > 0 ? true : nil
        case .xor: nil
        }
    }

    var result: Bool {
        switch logic {
        case .and: falses == 0
        case .or: trues > 0
        case .xor: trues % 2 == 1
        }
    }
}
