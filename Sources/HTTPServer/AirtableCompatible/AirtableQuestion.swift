import AirtableAPI

/// Why a question is asked of Airtable: what the copy cannot answer exactly.
enum AirtableQuestion: String, Sendable, CaseIterable {
    /// Comments are not copied.
    case commentCount = "recordMetadata[]"
    case filter = "filterByFormula"

    /// Nil for a question that the copy answers.
    init?(_ parameters: ListRecordsQuery) {
        if !parameters.recordMetadata.isEmpty {
            self = .commentCount
        } else if parameters.filterByFormula != nil {
            self = .filter
        } else {
            return nil
        }
    }
}
