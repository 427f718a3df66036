/// A part of a bound formula: fields are indexes, constants are values, and what could be prepared
/// is prepared.
indirect enum Node: Sendable {
    case constant(FormulaValue)
    case field(Int)
    case record(RecordFact)
    case now
    case today
    case negation(Node)
    /// `+` and `-`, or `*` and `/`, in a row from the left.
    case arithmetic(Node, [OperatorStep])
    case concatenation([Node])
    /// Comparisons in a row from the left: the result of each is compared with the next.
    case comparison(Node, [OperatorStep])
    /// A function of values: its arguments are evaluated first, and the first error is the result.
    case call([Node], FunctionBody)
    case condition(Node, then: Node, else: Node)
    case choice(Node, [Choice], otherwise: Node)
    /// `AND`, `OR`, `XOR`. From `settled` on no argument can be an error, so that evaluation may
    /// stop there as soon as the result is known.
    case logic(LogicalOperator, [Node], settled: Int)
    /// Whether a text is one of many: what client libraries write as a long `OR`.
    case membership(Node, Set<String>)
    case isError(Node)
    /// A number where other branches of the formula give texts: 0 becomes blank.
    case numberAmongTexts(Node)
}

struct OperatorStep: Sendable {
    let sign: Expression.BinaryOperator
    let operand: Node
}

struct Choice: Sendable {
    let pattern: Node
    let result: Node
}

enum LogicalOperator: Sendable { case and, or, xor }

enum RecordFact: Sendable { case id, createdTime, lastModifiedTime }

/// What a function makes of its arguments, none of which is an error.
typealias FunctionBody =
    @Sendable (_ arguments: [FormulaValue], _ state: inout EvaluationState) -> FormulaValue

/// A node with what is known about its values before there is a record.
struct BoundNode {
    enum Kind { case number, text, other, blank }

    var node: Node
    var kind: Kind
    /// Whether no record can make it an error.
    var isSafe: Bool

    var constant: FormulaValue? {
        if case .constant(let value) = node { value } else { nil }
    }
}
