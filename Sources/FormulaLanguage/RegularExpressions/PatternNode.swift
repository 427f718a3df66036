/// A regular expression as a tree.
indirect enum PatternNode: Hashable, Sendable {
    case empty
    case scalar(UInt32)
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    /// The first that leads to a match counts.
    case alternatives([PatternNode])
    /// `maximum` nil is without an end. A greedy repetition prefers more, a lazy one fewer.
    case repetition(PatternNode, minimum: Int, maximum: Int?, isGreedy: Bool)
    /// A group with a number, from 1.
    case group(PatternNode, Int)

    /// Whether it matches the empty text somewhere.
    var isNullable: Bool {
        switch self {
        case .empty, .assertion: true
        case .scalar, .set: false
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .alternatives(let parts): parts.contains(where: \.isNullable)
        case .repetition(let part, let minimum, _, _): minimum == 0 || part.isNullable
        case .group(let part, _): part.isNullable
        }
    }
}

/// A condition on a place between two characters.
enum PatternAssertion: UInt32, Hashable, Sendable {
    case textBegins, textEnds, lineBegins, lineEnds
    /// Between a letter, digit or underscore of ASCII and none.
    case wordBoundary, noWordBoundary
}
