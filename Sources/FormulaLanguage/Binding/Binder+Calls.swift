extension Binder {
    mutating func call(
        _ function: FormulaFunction, _ arguments: [Expression], _ offset: Int
    ) throws(FormulaError) -> BoundNode {
        if function == .lastModifiedTime {
            return try lastModifiedTime(arguments, offset)
        }
        let bound = try bind(all: arguments)
        let isConstant = bound.allSatisfy(\.isConstant)
        switch function.implementation {
        case .values(let kind, let body):
            let call = BoundNode(
                node: .call(bound.map(\.node), body), kind: kind, isSafe: false)
            return folded(call, constant: isConstant)
        case .prepared(let kind, let prepare):
            let constants = bound.map(\.constant)
            let needsClock =
                function == .dateTimeParse && DateFunctions.parsingNeedsClock(constants)
            if needsClock { uses.clock = true }
            let call = BoundNode(
                node: .call(bound.map(\.node), prepare(constants)), kind: kind, isSafe: false)
            return folded(call, constant: isConstant && !needsClock)
        case .clock(let kind, let clock):
            uses.clock = true
            return BoundNode(
                node: clock.node(bound.map(\.node)), kind: kind, isSafe: bound.isEmpty)
        case .constant(let value):
            let kind = value == .blank ? BoundNode.Kind.blank : .number
            return BoundNode(node: .constant(value), kind: kind, isSafe: true)
        case .record(let fact): return record(fact)
        case .isError:
            let node = BoundNode(node: .isError(bound[0].node), kind: .number, isSafe: true)
            return folded(node, constant: isConstant)
        case .logic(let logic): return folded(self.logic(logic, bound), constant: isConstant)
        case .condition: return folded(condition(bound), constant: isConstant)
        case .choice: return folded(choice(bound), constant: isConstant)
        }
    }

    private mutating func record(_ fact: RecordFact) -> BoundNode {
        switch fact {
        case .id: uses.recordID = true
        case .createdTime: uses.createdTime = true
        case .lastModifiedTime: uses.lastModifiedTime = true
        }
        return BoundNode(
            node: .record(fact), kind: fact == .id ? .text : .other, isSafe: true)
    }

    /// The arguments name fields, and are not read.
    private mutating func lastModifiedTime(
        _ arguments: [Expression], _ offset: Int
    ) throws(FormulaError) -> BoundNode {
        for argument in arguments {
            guard case .field(let name, _) = argument else {
                throw FormulaError(
                    .unexpectedToken, offset: offset, found: "another expression",
                    expected: "fields as the arguments of LAST_MODIFIED_TIME")
            }
            uses.lastModifiedFieldIndexes.insert(names[name])
        }
        return record(.lastModifiedTime)
    }

    // MARK: Logic

    private func logic(_ logic: LogicalOperator, _ arguments: [BoundNode]) -> BoundNode {
        var arguments = arguments
        if case .or = logic {
            arguments = Membership.gathered(arguments) { fields[$0].holdsText }
        }
        var settled = arguments.count
        while settled > 0, arguments[settled - 1].isSafe { settled -= 1 }
        return BoundNode(
            node: .logic(logic, arguments.map(\.node), settled: settled), kind: .number,
            isSafe: settled == 0)
    }

    private func condition(_ arguments: [BoundNode]) -> BoundNode {
        let otherwise =
            arguments.count > 2
            ? arguments[2] : BoundNode(node: .constant(.blank), kind: .blank, isSafe: true)
        let (branches, kind) = Self.matched([arguments[1], otherwise])
        return BoundNode(
            node: .condition(arguments[0].node, then: branches[0].node, else: branches[1].node),
            kind: kind, isSafe: arguments.allSatisfy(\.isSafe))
    }

    private func choice(_ arguments: [BoundNode]) -> BoundNode {
        let rest = Array(arguments.dropFirst())
        let blank = BoundNode(node: .constant(.blank), kind: .blank, isSafe: true)
        let otherwise = rest.count % 2 == 1 ? rest[rest.count - 1] : blank
        let pairs = rest.count / 2
        let (results, kind) = Self.matched(
            (0..<pairs).map { rest[2 * $0 + 1] } + [otherwise])
        let choices = (0..<pairs).map {
            Choice(pattern: rest[2 * $0].node, result: results[$0].node)
        }
        return BoundNode(
            node: .choice(arguments[0].node, choices, otherwise: results[pairs].node),
            kind: kind, isSafe: arguments.allSatisfy(\.isSafe))
    }

    /// Where some branches give texts and others numbers, the formula's result is text: numbers
    /// turn into theirs, and 0 into blank.
    private static func matched(
        _ branches: [BoundNode]
    ) -> (branches: [BoundNode], kind: BoundNode.Kind) {
        let kinds = branches.map(\.kind)
        if kinds.contains(.text), kinds.contains(.number) {
            let texts = branches.map { branch in
                guard branch.kind == .number else { return branch }
                return BoundNode(
                    node: .numberAmongTexts(branch.node), kind: .text, isSafe: branch.isSafe)
            }
            return (texts, kinds.contains(.other) ? .other : .text)
        }
        let known = Set(kinds).subtracting([.blank])
        return (branches, known.count > 1 ? .other : known.first ?? .blank)
    }
}
