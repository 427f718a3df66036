/// A formula as a tree, with the place of each part in the text.
package indirect enum Expression: Hashable, Sendable {
    package enum UnaryOperator: String, Hashable, Sendable {
        case negate = "-"
        case plus = "+"
    }

    package enum BinaryOperator: String, Hashable, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case concatenate = "&"
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    case number(Double)
    case text(String)
    /// A field's name or id, as it was written; `offset` is where, in bytes.
    case field(String, offset: Int)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// A function of the table with a number of arguments that it accepts.
    case call(FormulaFunction, [Expression], offset: Int)

    /// The fields that the formula names, each once, in order of appearance.
    package var fieldNames: [String] {
        var names: [String] = []
        var seen: Set<String> = []
        visit { expression in
            if case .field(let name, _) = expression, seen.insert(name).inserted {
                names.append(name)
            }
        }
        return names
    }

    private func visit(_ body: (Expression) -> Void) {
        body(self)
        switch self {
        case .number, .text, .field: break
        case .unary(_, let operand): operand.visit(body)
        case .binary(_, let left, let right):
            left.visit(body)
            right.visit(body)
        case .call(_, let arguments, _):
            for argument in arguments { argument.visit(body) }
        }
    }
}
