import AirtableAPI
import HTTPTypes

extension Refusal {
    /// 422.
    static func unprocessable(_ body: AirtableErrorBody) -> Refusal {
        Refusal(.unprocessableContent, body)
    }
}

/// What Airtable says to a write that it does not carry out. No text of these is logged.
extension AirtableErrorBody {
    static let missingFields = AirtableErrorBody(
        type: "INVALID_REQUEST_MISSING_FIELDS",
        message: "Could not find field \"fields\" in the request body")
    static let invalidRecords = AirtableErrorBody(
        type: "INVALID_RECORDS",
        message: """
            You must provide an array of up to 10 record objects, each with an "id" ID field and \
            a "fields" object for cell values.
            """)
    static let invalidNewRecords = AirtableErrorBody(
        type: "INVALID_RECORDS",
        message: """
            You must provide an array of up to 10 record objects, each with a "fields" object for \
            cell values.
            """)
    /// 413. Airtable does not document the type.
    static let tooLarge = AirtableErrorBody(
        type: "REQUEST_TOO_LARGE", message: "Request too large")
    static let notPermitted = AirtableErrorBody(
        type: "INVALID_PERMISSIONS",
        message: "You are not permitted to perform this operation")

    /// - Parameter verb: such as `created`.
    static func tooManyRecords(_ verb: String, _ count: Int) -> AirtableErrorBody {
        AirtableErrorBody(
            type: "INVALID_RECORDS",
            message: """
                A maximum of \(AirtableLimits.recordsPerWrite) records can be \(verb) per request \
                but you have provided \(count).
                """)
    }

    static func rowDoesNotExist(_ id: String) -> AirtableErrorBody {
        AirtableErrorBody(
            type: "ROW_DOES_NOT_EXIST",
            message: "Record ID \(id) does not exist in this table")
    }

    private static func value(_ message: String) -> AirtableErrorBody {
        AirtableErrorBody(type: "INVALID_VALUE_FOR_COLUMN", message: message)
    }

    static func cannotAccept(_ field: FieldSchema) -> AirtableErrorBody {
        value("Field \"\(field.name)\" cannot accept the provided value")
    }

    static func computed(_ field: FieldSchema) -> AirtableErrorBody {
        value("Field \"\(field.name)\" cannot accept a value because the field is computed")
    }

    static func cannotParse(_ text: String, _ field: FieldSchema) -> AirtableErrorBody {
        value("Cannot parse value \"\(text)\" for field \(field.name)")
    }

    static func cannotParseDate(_ text: String, _ field: FieldSchema) -> AirtableErrorBody {
        value("Cannot parse date value \"\(text)\" for field \(field.name)")
    }

    /// The name stands in doubled quotation marks, as reports show it.
    static func newChoice(_ name: String) -> AirtableErrorBody {
        AirtableErrorBody(
            type: "INVALID_MULTIPLE_CHOICE_OPTIONS",
            message: "Insufficient permissions to create new select option \"\"\(name)\"\"")
    }

    static func attachment(_ detail: String, _ field: FieldSchema) -> AirtableErrorBody {
        AirtableErrorBody(
            type: "INVALID_ATTACHMENT_OBJECT",
            message: "Invalid attachment object for field \(field.name): \(detail)")
    }
}
