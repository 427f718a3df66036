/// A value of SQLite.
enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    /// No generation holds blobs; the sort values of texts are some.
    case blob([UInt8])
}

extension SQLValue {
    /// Below 0, 0 or above 0 as this value sorts before, with or after the other in SQLite: NULL,
    /// numbers, texts by their bytes, blobs.
    func order(to other: SQLValue) -> Int {
        switch (self, other) {
        case (.null, .null): return 0
        case (.integer(let one), .integer(let two)): return Self.order(one, two)
        case (.real(let one), .real(let two)): return Self.order(one, two)
        case (.integer(let one), .real(let two)): return Self.order(one, two)
        case (.real(let one), .integer(let two)): return -Self.order(two, one)
        case (.text(let one), .text(let two)):
            return Self.order(Array(one.utf8), Array(two.utf8))
        case (.blob(let one), .blob(let two)): return Self.order(one, two)
        default: return Self.order(rank, other.rank)
        }
    }

    private var rank: Int {
        switch self {
        case .null: 0
        case .integer, .real: 1
        case .text: 2
        case .blob: 3
        }
    }

    private static func order<T: Comparable>(_ one: T, _ two: T) -> Int {
        one < two ? -1 : one > two ? 1 : 0
    }

    private static func order(_ one: [UInt8], _ two: [UInt8]) -> Int {
        if one == two { return 0 }
        return one.lexicographicallyPrecedes(two) ? -1 : 1
    }

    /// Compares by value: beyond 2^53 a double stands for one whole number only.
    private static func order(_ one: Int64, _ two: Double) -> Int {
        guard two > -0x1p63 else { return 1 }
        guard two < 0x1p63 else { return -1 }
        let whole = Int64(two.rounded(.towardZero))
        if one != whole { return order(one, whole) }
        let rest = two - two.rounded(.towardZero)
        return rest > 0 ? -1 : rest < 0 ? 1 : 0
    }
}
