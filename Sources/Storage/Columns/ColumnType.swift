import AirtableAPI

/// How a field's cells are held in the SQL table, by the field's type.
package enum ColumnType: String, Sendable {
    /// Text as it reads: texts, single selects, dates.
    case text
    /// A 64-bit integer where the cell is one, a double otherwise.
    case number
    /// 1 for checked; NULL for unchecked, as Airtable leaves such cells out.
    case boolean
    /// A JSON array: links, multiple selects, collaborators, attachments, lookups.
    case list
    /// A JSON object: a collaborator, a barcode, a button, AI text.
    case object
    /// Whatever the cell is: computed fields whose result is not told, and unknown types.
    case any

    /// The declared type in SQL. `NUMERIC` keeps integers whole; no declaration keeps all as it is.
    var declaration: String {
        switch self {
        case .text, .list, .object: "TEXT"
        case .number: "NUMERIC"
        case .boolean: "BOOLEAN"
        case .any: ""
        }
    }

    init(_ configuration: FieldConfiguration) {
        switch configuration.type {
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber,
            .singleSelect, .date, .dateTime, .createdTime, .lastModifiedTime,
            .externalSyncSource, .manualSort:
            self = .text
        case .number, .percent, .currency, .duration, .rating, .autoNumber, .count:
            self = .number
        case .checkbox: self = .boolean
        case .multipleSelects, .multipleRecordLinks, .multipleAttachments,
            .multipleCollaborators, .multipleLookupValues:
            self = .list
        case .singleCollaborator, .createdBy, .lastModifiedBy, .barcode, .button, .aiText:
            self = .object
        case .formula, .rollup:
            self = configuration.result.map { ColumnType($0) } ?? .any
        default: self = .any
        }
    }
}
