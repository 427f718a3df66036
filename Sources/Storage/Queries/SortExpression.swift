import AirtableAPI

/// What a sort key sorts by. Blanks come first ascending and last descending, as in Airtable.
struct SortExpression {
    let sql: String
    let parameters: [SQLValue]
    let isDescending: Bool

    init(_ key: RecordQuery.SortKey) {
        let column = "t." + SQLIdentifier.quoted(key.field.columnName)
        isDescending = key.isDescending
        switch key.field.schema.options {
        case .choices(let choices) where key.field.columnType == .text && !choices.isEmpty:
            // Selects sort by the position of the choice.
            let cases = choices.indices.map { "WHEN ? THEN \($0)" }.joined(separator: " ")
            sql = "(CASE \(column) \(cases) ELSE \(column) END)"
            parameters = choices.map { .text($0.name) }
        case _ where key.field.columnType == .boolean:
            sql = "coalesce(\(column), 0)"
            parameters = []
        default:
            sql = column
            parameters = []
        }
    }

    /// The records behind a token in the order of these keys, then of record keys.
    static func after(_ token: PageToken, _ sorts: [SortExpression]) -> SQLFragment {
        var alternatives: [SQLFragment] = []
        var equal: [SQLFragment] = []
        for (sort, value) in zip(sorts, token.sortValues) {
            if let beyond = sort.beyond(value) {
                alternatives.append(.all(equal + [beyond]))
            }
            equal.append(
                SQLFragment(
                    "\(sort.sql) COLLATE aircache_text IS ?", sort.parameters + [value]))
        }
        alternatives.append(
            .all(equal + [SQLFragment("t.aircache_key > ?", [.integer(token.key)])]))
        return .any(alternatives)
    }

    /// Strictly behind `value` in this key's order; nil when nothing can be.
    private func beyond(_ value: SQLValue) -> SQLFragment? {
        switch (value, isDescending) {
        case (.null, false): SQLFragment("\(sql) IS NOT NULL", parameters)
        case (.null, true): nil
        case (_, false):
            SQLFragment("\(sql) COLLATE aircache_text > ?", parameters + [value])
        case (_, true):
            SQLFragment(
                "(\(sql) COLLATE aircache_text < ? OR \(sql) IS NULL)",
                parameters + [value] + parameters)
        }
    }
}
