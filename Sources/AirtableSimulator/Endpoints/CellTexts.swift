import AirtableAPI
import FormulaLanguage

/// Cells as texts, for `cellFormat=string`.
struct CellTexts: Sendable {
    /// By the present names of fields.
    private let formats: [String: CellTextFormat]
    private let texts: CellText
    private let table: TableContents

    /// Nil where values are asked for.
    ///
    /// - Throws: 422 without a time zone that there is, or without a locale. A locale that is not
    ///   known is taken for English.
    init?(_ query: ListRecordsQuery, _ table: TableContents) throws(Refusal) {
        guard query.cellFormat == .string else { return nil }
        guard let zone = query.timeZone.flatMap(FormulaTimeZone.named),
            let locale = query.userLocale
        else { throw .unprocessable(.invalidRequest) }
        let texts = CellText(timeZone: zone, locale: DateLocale.named(locale) ?? .english)
        self.texts = texts
        self.table = table
        formats = Dictionary(
            table.schema.fields.map { ($0.name, texts.format(for: $0.configuration)) }
        ) { first, _ in first }
    }

    /// The text of a cell; nil for one that is empty.
    func text(of cell: JSONValue, in field: String) -> JSONValue? {
        guard let format = formats[field] else { return nil }
        return format.textUnlessEmpty(of: cell) { table.name(of: $0, as: texts) }.map {
            .string($0)
        }
    }
}
