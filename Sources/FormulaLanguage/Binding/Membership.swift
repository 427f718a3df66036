import AirtableAPI

/// Finds in the arguments of an `OR` many comparisons of one thing with constant texts, such as
/// `RECORD_ID()='rec…'`, and makes one look-up of them.
enum Membership {
    /// Fewer are as fast one after the other.
    private static let least = 4

    private enum Subject: Hashable {
        case id
        case field(Int)
    }

    /// - Parameter holdsText: whether a field's cells are texts or empty, and never errors.
    static func gathered(
        _ arguments: [BoundNode], holdsText: (Int) -> Bool
    ) -> [BoundNode] {
        guard arguments.count >= least else { return arguments }
        var texts: [Subject: Set<String>] = [:]
        var rest: [BoundNode] = []
        for argument in arguments {
            if let (subject, text) = comparison(argument.node, holdsText) {
                texts[subject, default: []].insert(text)
            } else {
                rest.append(argument)
            }
        }
        guard texts.values.contains(where: { $0.count >= least }) else { return arguments }
        return rest
            + texts.map { subject, texts in
                let node: Node =
                    switch subject {
                    case .id: .record(.id)
                    case .field(let index): .field(index)
                    }
                return BoundNode(node: .membership(node, texts), kind: .number, isSafe: true)
            }
    }

    /// Only texts of ASCII, so that what is equal in the set is equal in the language, and none
    /// that is empty, so that no blank equals it.
    private static func comparison(
        _ node: Node, _ holdsText: (Int) -> Bool
    ) -> (Subject, String)? {
        guard case .comparison(let left, let steps) = node, steps.count == 1,
            steps[0].sign == .equal
        else { return nil }
        switch (left, steps[0].operand) {
        case (.constant(.text(let text)), let node), (let node, .constant(.text(let text))):
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
            if case .record(.id) = node { return (.id, text) }
            if case .field(let index) = node, holdsText(index) { return (.field(index), text) }
            return nil
        default: return nil
        }
    }
}

extension FormulaField {
    /// Whether the cells are texts or empty, and never errors.
    var holdsText: Bool {
        !configuration.type.isComputed
            && FormulaCellReader(configuration).boundKind == .text
    }
}
