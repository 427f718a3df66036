package import AirtableAPI

/// A formula that was read but not yet bound to the fields of a table.
package struct Formula: Hashable, Sendable {
    package let expression: Expression

    /// Reads a formula's text.
    ///
    /// - Throws: `FormulaError` with the place and what was expected there.
    package init(parsing text: String) throws(FormulaError) {
        expression = try Parser.parse(text)
    }

    /// The fields that the formula names, each once, in order of appearance, as they were written.
    package var fieldNames: [String] { expression.fieldNames }

    /// Resolves the names among a table's fields and prepares everything that does not depend on a
    /// record: constants, regular expressions, date formats.
    ///
    /// A name means the field that bears it exactly, or else has it as its id, or else bears it in
    /// another letter case.
    ///
    /// - Throws: `FormulaError.Code.unknownField` naming every field that there is not.
    package func bound(to fields: [FormulaField]) throws(FormulaError) -> BoundFormula {
        var binder = Binder(names: try FieldNames(expression, fields), fields: fields)
        let root = try binder.bind(expression)
        return BoundFormula(root: root.node, uses: binder.uses)
    }
}

/// A field of a table as formulas see it.
package struct FormulaField: Hashable, Sendable {
    package let id: String
    package let name: String
    package let configuration: FieldConfiguration

    package init(id: String, name: String, configuration: FieldConfiguration) {
        self.id = id
        self.name = name
        self.configuration = configuration
    }

    package init(_ field: FieldSchema) {
        self.init(
            id: field.id.rawValue, name: field.name, configuration: field.configuration)
    }
}
