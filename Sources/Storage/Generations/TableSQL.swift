/// The statements that make, fill and drop the two SQL tables of an Airtable table.
enum TableSQL {
    static func create(_ table: StoredTable) -> String {
        createBodies(table) + createRows(table)
    }

    static func createBodies(_ table: StoredTable) -> String {
        """
        CREATE TABLE \(table.bodiesName) (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL, attachments BLOB, body TEXT NOT NULL);
        """
    }

    /// The table with the typed columns, under Airtable's own name.
    static func createRows(_ table: StoredTable) -> String {
        let columns = table.fields.map { field in
            ", " + SQLIdentifier.quoted(field.columnName) + " " + field.columnType.declaration
        }.joined()
        return """
            CREATE TABLE \(table.quotedSQLName) (
                \(TableLayout.recordKeyColumn) INTEGER PRIMARY KEY,
                \(TableLayout.recordIDColumn) TEXT NOT NULL,
                \(TableLayout.createdTimeColumn) TEXT NOT NULL\(columns));
            """
    }

    static func createIndex(_ table: StoredTable) -> String {
        "CREATE UNIQUE INDEX \(table.bodiesName)_by_id ON \(table.bodiesName) (id);"
    }

    static func drop(_ table: StoredTable) -> String {
        "DROP TABLE \(table.bodiesName); DROP TABLE \(table.quotedSQLName);"
    }

    static func insertBody(_ table: StoredTable) -> String {
        "INSERT INTO \(table.bodiesName) (key, id, body, attachments) VALUES (?, ?, ?, ?)"
    }

    static func updateBody(_ table: StoredTable) -> String {
        "UPDATE \(table.bodiesName) SET body = ?, attachments = ? WHERE key = ?"
    }

    /// The columns stand in the order of the fields.
    static func insertRow(_ table: StoredTable) -> String {
        let parameters = Array(repeating: "?", count: table.fields.count + 3)
        return """
            INSERT INTO \(table.quotedSQLName) \
            VALUES (\(parameters.joined(separator: ", ")))
            """
    }
}
