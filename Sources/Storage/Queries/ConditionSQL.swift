/// One condition of a query as SQL over the typed column.
///
/// A cell with several values satisfies a comparison when any of its values does. Negation takes
/// every record that does not match, those with an empty cell included.
enum ConditionSQL {
    /// - Throws: `StorageError.invalidOperand` for an operand that does not fit.
    static func fragment(_ condition: RecordQuery.Condition) throws(StorageError) -> SQLFragment {
        let isNegated = condition.isNegated != (condition.operator == .neq)
        let match = try Self.positive(condition)
        return isNegated ? match.negated : match
    }

    private static func positive(
        _ condition: RecordQuery.Condition
    ) throws(StorageError) -> SQLFragment {
        let column = "t." + SQLIdentifier.quoted(condition.field.columnName)
        if condition.operator == .is { return try state(condition, column) }
        switch condition.field.columnType {
        case .list, .object:
            if condition.operator == .cs {
                return .all(
                    condition.operands.map { member(column, equalsAny("m.atom", $0)) })
            }
            return member(column, try comparison(condition, "m.atom", .any))
        case let type: return try comparison(condition, column, type)
        }
    }

    /// `is.null`, `is.not_null`, `is.true`, `is.false`: an unchecked box is an empty cell.
    private static func state(
        _ condition: RecordQuery.Condition, _ column: String
    ) throws(StorageError) -> SQLFragment {
        switch condition.operands.first?.lowercased() {
        case "null": return SQLFragment("\(column) IS NULL")
        case "not_null": return SQLFragment("\(column) IS NOT NULL")
        case "true": return SQLFragment("\(column) IS 1")
        case "false": return SQLFragment("\(column) IS NOT 1")
        default: throw invalid(condition, "null, not_null, true or false")
        }
    }

    /// Whether any value of a list, or any telling member of an object, satisfies `test`, in which
    /// the value is called `m.atom`.
    private static func member(_ column: String, _ test: SQLFragment) -> SQLFragment {
        SQLFragment(
            """
            EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid(\(column)) \
            THEN CASE json_type(\(column)) WHEN 'array' THEN \(column) \
            ELSE json_array(json(\(column))) END ELSE json_array(\(column)) END) AS e, \
            json_each(CASE e.type WHEN 'object' THEN e.value ELSE json_array(e.value) END) AS m \
            WHERE (e.type <> 'object' OR m.key IN \
            ('id', 'name', 'email', 'filename', 'text', 'label', 'value')) \
            AND m.atom IS NOT NULL AND \(test.sql))
            """, test.parameters)
    }

    private static func comparison(
        _ condition: RecordQuery.Condition, _ value: String, _ type: ColumnType
    ) throws(StorageError) -> SQLFragment {
        switch condition.operator {
        case .eq, .neq: return try equals(condition, value, type, condition.operands.first ?? "")
        case .in:
            var parts: [SQLFragment] = []
            for operand in condition.operands {
                parts.append(try equals(condition, value, type, operand))
            }
            return .any(parts)
        case .gt: return try order(condition, value, type, ">")
        case .gte: return try order(condition, value, type, ">=")
        case .lt: return try order(condition, value, type, "<")
        case .lte: return try order(condition, value, type, "<=")
        case .like, .ilike:
            return SQLFragment(
                "aircache_like(?, \(value), ?)",
                [
                    .text(condition.operands.first ?? ""),
                    .integer(condition.operator == .ilike ? 1 : 0),
                ])
        case .cs:
            return .all(
                condition.operands.map { SQLFragment("instr(\(value), ?) > 0", [.text($0)]) })
        case .is: throw invalid(condition, "a comparison")
        }
    }

    private static func equals(
        _ condition: RecordQuery.Condition, _ value: String, _ type: ColumnType,
        _ operand: String
    ) throws(StorageError) -> SQLFragment {
        switch type {
        case .number:
            let wanted = try Self.number(condition, operand)
            return SQLFragment("\(value) = ?", [wanted])
        case .boolean:
            switch operand.lowercased() {
            case "true", "1": return SQLFragment("\(value) IS 1")
            case "false", "0": return SQLFragment("\(value) IS NOT 1")
            default: throw invalid(condition, "true or false")
            }
        case .text: return SQLFragment("\(value) = ?", [.text(operand)])
        case .any, .list, .object: return equalsAny(value, operand)
        }
    }

    /// Compares by what the cell is: a number with a number, a text with a text.
    private static func equalsAny(_ value: String, _ operand: String) -> SQLFragment {
        let asText = SQLFragment("\(value) = ?", [.text(operand)])
        guard let number = parsedNumber(operand) else { return asText }
        return .any([asText, SQLFragment("\(value) = ?", [number])])
    }

    private static func order(
        _ condition: RecordQuery.Condition, _ value: String, _ type: ColumnType, _ sign: String
    ) throws(StorageError) -> SQLFragment {
        let operand = condition.operands.first ?? ""
        // SQLite orders every number before every text: a cell that holds an error, or a text
        // where numbers are usual, must not match by that.
        let isNumber = "typeof(\(value)) IN ('integer', 'real')"
        let isText = "typeof(\(value)) = 'text'"
        switch type {
        case .number:
            let wanted = try Self.number(condition, operand)
            return SQLFragment("(\(isNumber) AND \(value) \(sign) ?)", [wanted])
        case .boolean: throw invalid(condition, "eq, neq or is for a checkbox")
        case .text: return SQLFragment("\(value) \(sign) ?", [.text(operand)])
        case .any, .list, .object:
            let asText = SQLFragment("(\(isText) AND \(value) \(sign) ?)", [.text(operand)])
            guard let number = parsedNumber(operand) else { return asText }
            return .any([
                asText, SQLFragment("(\(isNumber) AND \(value) \(sign) ?)", [number]),
            ])
        }
    }

    private static func number(
        _ condition: RecordQuery.Condition, _ operand: String
    ) throws(StorageError) -> SQLValue {
        guard let number = parsedNumber(operand) else { throw invalid(condition, "a number") }
        return number
    }

    private static func parsedNumber(_ text: String) -> SQLValue? {
        if let whole = Int64(text) { return .integer(whole) }
        guard let real = Double(text), real.isFinite else { return nil }
        return .real(real)
    }

    private static func invalid(
        _ condition: RecordQuery.Condition, _ expected: String
    ) -> StorageError {
        StorageError(
            .invalidOperand,
            "The filter on '\(condition.field.name)' with '\(condition.operator.rawValue)' "
                + "expects \(expected).")
    }
}
