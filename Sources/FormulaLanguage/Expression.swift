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
    package var fieldNames: [String] { fieldReferences.map(\.name) }

    /// The fields that the formula names, each once, with the first place of each.
    var fieldReferences: [(name: String, offset: Int)] {
        var references: [(name: String, offset: Int)] = []
        var seen: Set<String> = []
        visit { expression in
            if case .field(let name, let offset) = expression, seen.insert(name).inserted {
                references.append((name, offset))
            }
        }
        return references
    }

    /// Calls `body` with every part, from the left. A long row of operators leans to the left; it
    /// is unwound here rather than by recursion.
    private func visit(_ body: (Expression) -> Void) {
        var operands: [Expression] = []
        var first = self
        while case .binary(_, let left, let right) = first {
            body(first)
            operands.append(right)
            first = left
        }
        body(first)
        switch first {
        case .number, .text, .field, .binary: break
        case .unary(_, let operand): operand.visit(body)
        case .call(_, let arguments, _):
            for argument in arguments { argument.visit(body) }
        }
        for operand in operands.reversed() { operand.visit(body) }
    }
}
