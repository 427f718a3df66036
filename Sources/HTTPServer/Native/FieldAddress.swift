import Storage

/// Finds a field by what a parameter calls it: its id, or its exact name.
enum FieldAddress {
    /// - Throws: `HTTPServerError.unknownField`, with the fields that there are.
    static func field(
        _ text: String, in table: StoredTable, parameter: String
    ) throws(HTTPServerError) -> StoredField {
        guard let field = table.field(idOrName: text) else {
            throw HTTPServerError(
                .unknownField,
                "The table '\(table.name)' has no field '\(text)', which '\(parameter)' names.",
                hint: Call.listing(table.fields.map(\.name), of: "Its fields are"))
        }
        return field
    }
}
