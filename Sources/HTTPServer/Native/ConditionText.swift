import AirtableAPI
import Storage

/// A condition as a parameter says it: `field=gte.10`, `field=not.eq.X`, `field=in.(A,B)`.
struct ConditionText {
    let condition: RecordQuery.Condition

    /// - Throws: `HTTPServerError.unknownParameter`, `.unknownOperator`, `.invalidParameter`.
    init(
        _ item: QueryString.Item, _ table: StoredTable, _ limits: HTTPLimits
    ) throws(HTTPServerError) {
        guard let field = table.field(idOrName: item.name) else {
            let fields = Call.listing(table.fields.map(\.name), of: "its fields are")
            let names = ListParameters.names.map { "'\($0)'" }.joined(separator: ", ")
            throw HTTPServerError(
                .unknownParameter,
                "'\(item.name)' is no parameter and no field of the table '\(table.name)'.",
                hint: "The parameters are \(names); \(fields)")
        }
        var text = item.value[...]
        let isNegated = text.hasPrefix("not.")
        if isNegated { text = text.dropFirst("not.".count) }
        // By bytes: a dot and a mark behind it are one character.
        guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")),
            let verb = RecordQuery.Operator(rawValue: String(text[..<dot]))
        else { throw Self.unknownOperator(item) }
        let operands = try Self.operands(text[text.utf8.index(after: dot)...], verb, item)
        guard operands.count <= limits.operands else {
            throw ListParameters.invalid(
                item.name, "has \(operands.count) values", "At most \(limits.operands).")
        }
        condition = RecordQuery.Condition(
            field: field, isNegated: isNegated, operator: verb, operands: operands)
    }

    private static func operands(
        _ text: Substring, _ verb: RecordQuery.Operator, _ item: QueryString.Item
    ) throws(HTTPServerError) -> [String] {
        let isList = text.hasPrefix("(") && text.hasSuffix(")") && text.count >= 2
        switch verb {
        case .in, .cs:
            guard verb == .cs || isList else { throw badList(item) }
            guard isList else { return [String(text)] }
            guard let items = CommaList.parse(text.dropFirst().dropLast()), items != [""] else {
                throw badList(item)
            }
            return items
        default: return [String(text)]
        }
    }

    private static func badList(_ item: QueryString.Item) -> HTTPServerError {
        ListParameters.invalid(
            item.name, "has no list of values in '\(item.value)'",
            "Write in.(A,B); quote a value that has a comma: in.(\"A, B\",C).")
    }

    private static func unknownOperator(_ item: QueryString.Item) -> HTTPServerError {
        let operators = RecordQuery.Operator.allCases.map(\.rawValue).joined(separator: ", ")
        return HTTPServerError(
            .unknownOperator,
            "The condition '\(item.value)' on the field '\(item.name)' has no known operator.",
            hint: "Write operator.value, such as eq.X or not.eq.X; the operators are \(operators).")
    }
}
