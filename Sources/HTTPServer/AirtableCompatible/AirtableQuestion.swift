import AirtableAPI
import FormulaLanguage
import Storage

/// Why a question is asked of Airtable: what the copy cannot answer exactly.
enum AirtableQuestion: String, Sendable, CaseIterable {
    /// Comments are not copied.
    case commentCount = "recordMetadata[]"
    /// The table's fields do not tell when a record was modified.
    case modificationTime = "LAST_MODIFIED_TIME()"
    /// A formula takes more work for a record than one evaluation may here.
    case costlyFormula = "filterByFormula"
    /// A language whose dates are not known.
    case language = "userLocale"

    /// Nil for a question that the copy answers.
    init?(_ parameters: ListRecordsQuery) {
        if !parameters.recordMetadata.isEmpty {
            self = .commentCount
        } else if parameters.cellFormat == .string, let locale = parameters.userLocale,
            DateLocale.named(locale) == nil
        {
            self = .language
        } else {
            return nil
        }
    }

    /// Nil for an error that is none of these.
    init?(_ error: any Error) {
        switch (error as? StorageError)?.code {
        case .noModificationTime: self = .modificationTime
        case .formulaTooCostly: self = .costlyFormula
        default: return nil
        }
    }
}
