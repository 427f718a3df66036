import AirtableAPI

/// What a sort key sorts by, in SQL. Blanks come first ascending and last descending, as in
/// Airtable: NULL sorts before everything else.
struct SortExpression {
    let sql: String
    let isDescending: Bool

    /// - Parameter make: gives the number of a row function; see `RowFunctions`.
    init(
        _ key: RecordQuery.SortKey, of table: StoredTable, names: LinkedNames.Reader,
        make: (any RowFunction) -> Int
    ) {
        let column = "t." + SQLIdentifier.quoted(key.field.columnName)
        isDescending = key.isDescending
        switch key.field.sortKind {
        case .column: sql = column
        case .box: sql = "nullif(\(column), 0)"
        case .function:
            let function = SortFunction(key.field, of: table, names: names)
            sql = SortFunction.sql(make(function), key.field)
        }
    }

    var order: String { sql + (isDescending ? " DESC" : "") }

    /// Below 0, 0 or above 0, as a record with these sort values comes before, with or after the
    /// other one.
    static func order(
        _ one: [SQLValue], _ other: [SQLValue], _ sorts: [SortExpression]
    ) -> Int {
        for (sort, values) in zip(sorts, zip(one, other)) {
            let order = values.0.order(to: values.1)
            if order != 0 { return sort.isDescending ? -order : order }
        }
        return 0
    }
}

extension StoredField {
    enum SortKind {
        /// SQLite sorts the column as Airtable sorts the field: numbers, and times as ISO 8601.
        case column
        case box
        case function
    }

    var sortKind: SortKind {
        switch schema.type {
        case .number, .percent, .currency, .duration, .rating, .autoNumber, .count, .date,
            .dateTime, .createdTime, .lastModifiedTime:
            .column
        case .checkbox: .box
        default: .function
        }
    }
}
