/// What the names in a formula mean among a table's fields.
struct FieldNames {
    private var indexes: [String: Int] = [:]

    /// - Throws: `FormulaError.Code.unknownField` naming every field that there is not.
    init(_ expression: Expression, _ fields: [FormulaField]) throws(FormulaError) {
        var unknown: [(name: String, offset: Int)] = []
        let places = FieldPlaces(fields)
        for reference in expression.fieldReferences {
            if let index = places.index(of: reference.name) {
                indexes[reference.name] = index
            } else {
                unknown.append(reference)
            }
        }
        if let first = unknown.first {
            throw FormulaError(unknownFields: unknown.map(\.name), offset: first.offset)
        }
    }

    subscript(name: String) -> Int {
        guard let index = indexes[name] else {
            preconditionFailure("every name of the formula was resolved before binding")
        }
        return index
    }
}

/// Fields by exact name, else id, else name in any letter case.
private struct FieldPlaces {
    private var exact: [String: Int] = [:]
    private var caseless: [String: Int] = [:]

    init(_ fields: [FormulaField]) {
        for (index, field) in fields.enumerated() {
            if exact[field.name] == nil { exact[field.name] = index }
            let name = field.name.lowercased()
            if caseless[name] == nil { caseless[name] = index }
        }
        for (index, field) in fields.enumerated() where exact[field.id] == nil {
            exact[field.id] = index
        }
    }

    func index(of name: String) -> Int? {
        exact[name] ?? caseless[name.lowercased()]
    }
}
