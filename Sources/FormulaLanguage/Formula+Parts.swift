extension Formula {
    /// A part of another formula's tree as a formula of its own.
    package init(part expression: Expression) {
        self.expression = expression
    }

    /// Which field each name means, by its index; see `bound(to:)`.
    ///
    /// - Throws: `FormulaError.Code.unknownField` naming every field that there is not.
    package func fieldIndexes(
        among fields: [FormulaField]
    ) throws(FormulaError) -> [String: Int] {
        let names = try FieldNames(expression, fields)
        return Dictionary(fieldNames.map { ($0, names[$0]) }) { first, _ in first }
    }
}
