import AirtableAPI

/// Makes nodes of a formula's tree.
struct Binder {
    let names: FieldNames
    let fields: [FormulaField]
    var uses = FormulaUses()
    /// What folding constants may cost, for the whole formula.
    private var folding = EvaluationState(FormulaContext(now: 0))

    init(names: FieldNames, fields: [FormulaField]) {
        self.names = names
        self.fields = fields
    }

    mutating func bind(_ expression: Expression) throws(FormulaError) -> BoundNode {
        switch expression {
        case .number(let number):
            return BoundNode(node: .constant(.number(number)), kind: .number, isSafe: true)
        case .text(let text):
            return BoundNode(node: .constant(.text(text)), kind: .text, isSafe: true)
        case .field(let name, _): return field(names[name])
        case .unary(let sign, let operand): return try unary(sign, operand)
        case .binary(let sign, _, _): return try binary(sign.rank, expression)
        case .call(let function, let arguments, let offset):
            return try call(function, arguments, offset)
        }
    }

    mutating func bind(all expressions: [Expression]) throws(FormulaError) -> [BoundNode] {
        var nodes: [BoundNode] = []
        nodes.reserveCapacity(expressions.count)
        for expression in expressions { nodes.append(try bind(expression)) }
        return nodes
    }

    // MARK: Fields and operators

    private mutating func field(_ index: Int) -> BoundNode {
        uses.fieldIndexes.insert(index)
        let type = fields[index].configuration
        return BoundNode(
            node: .field(index), kind: FormulaCellReader(type).boundKind,
            isSafe: !type.type.isComputed)
    }

    private mutating func unary(
        _ sign: Expression.UnaryOperator, _ operand: Expression
    ) throws(FormulaError) -> BoundNode {
        let inner = try bind(operand)
        let node =
            switch sign {
            case .negate: Node.negation(inner.node)
            case .plus: Node.arithmetic(inner.node, [])
            }
        return folded(
            BoundNode(node: node, kind: .number, isSafe: inner.isSafe), constant: inner.isConstant)
    }

    /// Operators of one rank in a row become one node, so that a long sum is not a deep tree.
    private mutating func binary(
        _ rank: Expression.BinaryOperator.Rank, _ expression: Expression
    ) throws(FormulaError) -> BoundNode {
        var steps: [(sign: Expression.BinaryOperator, operand: Expression)] = []
        var rest = expression
        while case .binary(let sign, let left, let right) = rest, sign.rank == rank {
            steps.append((sign, right))
            rest = left
        }
        let first = try bind(rest)
        var operands: [BoundNode] = []
        for step in steps.reversed() { operands.append(try bind(step.operand)) }
        let signs = steps.reversed().map(\.sign)
        let isSafe = first.isSafe && operands.allSatisfy(\.isSafe)
        let isConstant = first.isConstant && operands.allSatisfy(\.isConstant)
        let node: Node
        switch rank {
        case .concatenation:
            node = .concatenation([first.node] + operands.map(\.node))
        case .sum, .product:
            node = .arithmetic(first.node, zip(signs, operands).map(OperatorStep.init))
        case .comparison:
            node = .comparison(first.node, zip(signs, operands).map(OperatorStep.init))
        }
        let kind = rank == .concatenation ? BoundNode.Kind.text : .number
        return folded(
            BoundNode(node: node, kind: kind, isSafe: isSafe), constant: isConstant)
    }

    // MARK: Constants

    /// Evaluates a node that no record, no clock and no chance can change.
    mutating func folded(_ bound: BoundNode, constant: Bool) -> BoundNode {
        guard constant, !folding.isExhausted else { return bound }
        var evaluator = Evaluator(record: NoRecord(), state: folding)
        let value = evaluator.value(of: bound.node)
        folding = evaluator.state
        // A formula of constants that are too costly fails when it is evaluated, record by record.
        guard !folding.isExhausted else { return bound }
        return BoundNode(
            node: .constant(value), kind: bound.kind, isSafe: value.fault == nil)
    }
}

extension OperatorStep {
    fileprivate init(_ sign: Expression.BinaryOperator, _ operand: BoundNode) {
        self.init(sign: sign, operand: operand.node)
    }
}

extension BoundNode {
    var isConstant: Bool { constant != nil }
}

/// What constants are folded with: nothing of it is ever asked for.
private struct NoRecord: FormulaRecord {
    var id: String { "" }
    var createdTime: Int64 { 0 }
    var lastModifiedTime: Int64? { nil }
    func value(_ fieldIndex: Int) -> FormulaValue { .blank }
}

extension Expression.BinaryOperator {
    enum Rank { case comparison, concatenation, sum, product }

    var rank: Rank {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
        case .concatenate: .concatenation
        case .add, .subtract: .sum
        case .multiply, .divide: .product
        }
    }
}
