/// A piece of SQL with its parameters in order.
struct SQLFragment: Sendable {
    var sql: String
    var parameters: [SQLValue]

    init(_ sql: String, _ parameters: [SQLValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }

    /// `NOT`, where an unknown result counts as false: what does not match, blanks included.
    var negated: SQLFragment { SQLFragment("(\(sql)) IS NOT TRUE", parameters) }

    static func any(_ fragments: [SQLFragment]) -> SQLFragment {
        joined(fragments, by: " OR ", empty: "FALSE")
    }

    static func all(_ fragments: [SQLFragment]) -> SQLFragment {
        joined(fragments, by: " AND ", empty: "TRUE")
    }

    private static func joined(
        _ fragments: [SQLFragment], by separator: String, empty: String
    ) -> SQLFragment {
        guard !fragments.isEmpty else { return SQLFragment(empty) }
        return SQLFragment(
            "(" + fragments.map(\.sql).joined(separator: separator) + ")",
            fragments.flatMap(\.parameters))
    }
}

/// The conditions of a WHERE clause.
struct SQLFilter {
    private var fragments: [SQLFragment] = []

    var parameters: [SQLValue] { fragments.flatMap(\.parameters) }

    var isEmpty: Bool { fragments.isEmpty }

    var whereClause: String {
        fragments.isEmpty ? "" : " WHERE " + fragments.map(\.sql).joined(separator: " AND ")
    }

    mutating func add(_ fragment: SQLFragment) {
        fragments.append(fragment)
    }
}
