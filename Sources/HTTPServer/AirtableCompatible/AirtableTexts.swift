import AirtableAPI
import FormulaLanguage
import NIOCore
import Storage

/// Cells as the texts that a user would see, for `cellFormat=string`.
struct AirtableTexts: Sendable {
    private let texts: CellText
    /// How the names of linked records are written, whatever the request says.
    private static let names = CellText()

    /// Nil where values are asked for.
    ///
    /// - Throws: Airtable's 422 without a time zone that there is, or a locale that is known: others
    ///   are an `AirtableQuestion`.
    init?(_ parameters: ListRecordsQuery) throws(AirtableErrorBody) {
        guard parameters.cellFormat == .string else { return nil }
        guard let zone = parameters.timeZone.flatMap(FormulaTimeZone.named),
            let locale = parameters.userLocale.flatMap(DateLocale.named)
        else { throw .invalidRequest }
        texts = CellText(timeZone: zone, locale: locale)
    }

    /// How the cells of a table are written, by the names of its fields.
    func formats(of fields: [StoredField]) -> [String: CellTextFormat] {
        Dictionary(fields.map { ($0.name, texts.format(for: $0.schema.configuration)) }) {
            first, _ in first
        }
    }

    /// The names of linked records, each read once for a page.
    final class Names {
        private let session: ReadSession
        private var known: [String: String?] = [:]

        init(_ session: ReadSession) {
            self.session = session
        }

        /// The text of a record's primary field; nil for one that is not there.
        func name(of id: String) throws -> String? {
            if let name = known[id] { return name }
            let name: String?? = try session.record(id, first: nil) { table, bytes in
                guard let primary = table.schema.primaryField else { return nil }
                let record = try JSONValue(parsing: Array(bytes))
                let cell = record["fields"]?[primary.name] ?? .null
                // A primary field is no link, so nothing in it has a name to look up.
                return AirtableTexts.names.text(
                    of: cell, configuration: primary.configuration
                ) { _ in nil }
            }
            known[id] = .some(name ?? nil)
            return name ?? nil
        }
    }
}

@available(*, unavailable)
extension AirtableTexts.Names: Sendable {}
