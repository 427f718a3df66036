import AirtableAPI

/// Cells as they stand in the records' bodies: a column does not tell a text from the JSON of a list or
/// an error where a computed field may hold either.
struct BodyCells {
    private let connection: SQLiteConnection
    private let table: StoredTable

    init(_ table: StoredTable, _ connection: SQLiteConnection) {
        self.table = table
        self.connection = connection
    }

    /// - Returns: nil for an empty cell, or a record that is not there.
    func cell(_ field: StoredField, of key: Int64) throws -> JSONValue? {
        let statement = try connection.statement(
            "SELECT body FROM \(table.bodiesName) WHERE key = ?")
        defer { statement.reset() }
        statement.bind(1, key)
        guard try statement.step() else { return nil }
        return try JSONValue(parsing: statement.withText(0) { Array($0) })["fields"]?[field.name]
    }

    /// Whether a text in a column may be the JSON of a list or an object.
    static func mayBeJSON(_ text: some Collection<UInt8>) -> Bool {
        text.first == UInt8(ascii: "[") || text.first == UInt8(ascii: "{")
    }

    /// The JSON that a text in a column is; nil for any other text.
    static func json(_ text: some Collection<UInt8>) -> JSONValue? {
        mayBeJSON(text) ? try? JSONValue(parsing: Array(text)) : nil
    }
}

extension StoredField {
    /// Whether what is JSON in its column may also be a text.
    var holdsTextOrJSON: Bool {
        columnType == .any || columnType == .text && schema.configuration.result != nil
    }
}
