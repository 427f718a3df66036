package import AirtableAPI

/// Cells as texts: what `cellFormat=string` answers, and what names a record in links to it.
///
/// Airtable shows what a user would see and says not to depend on it. Not verified, and chosen here:
/// * numbers have no thousands separators, since a field's options do not tell them, and are
///   rounded by their decimal digits, halves away from zero;
/// * a negative amount has its sign before the currency's symbol, as durations have it in front;
/// * durations are rounded to the last part that their format shows;
/// * a date with time is in the time zone of the request, whatever the field's is; one without is not
///   moved;
/// * in links and lookups a text with a comma stands in double quotes, its own quotes doubled, dates
///   too; what is null in a list has no text;
/// * a link whose record is not known shows the record's id, one to a record without a name nothing,
///   though the cell is not left out; a collaborator without a name the email,
///   else the id;
/// * errors are their texts, such as `#ERROR!` or `NaN`; a cell of an unknown kind is its JSON.
package struct CellText: Sendable {
    /// In which dates with time are written.
    package let timeZone: FormulaTimeZone
    /// In which dates are written.
    package let locale: DateLocale

    package init(timeZone: FormulaTimeZone = .utc, locale: DateLocale = .english) {
        self.timeZone = timeZone
        self.locale = locale
    }

    /// The cell's text; empty for an empty cell. For many cells of a field make a `format` once.
    ///
    /// - Parameters:
    ///   - cell: the value as Airtable's records API has it.
    ///   - configuration: the field's type and options.
    ///   - linkedName: the primary field's text of a linked record by its id.
    package func text(
        of cell: JSONValue, configuration: FieldConfiguration,
        linkedName: (String) -> String?
    ) -> String {
        format(for: configuration).text(of: cell, linkedName: linkedName)
    }

    /// How the cells of a field are written.
    package func format(for configuration: FieldConfiguration) -> CellTextFormat {
        CellTextFormat(kind(of: configuration), timeZone)
    }

    private func kind(of configuration: FieldConfiguration) -> CellTextFormat.Kind {
        switch configuration.options {
        case .number(let precision): return .number(precision: precision)
        case .percent(let precision): return .percent(precision: precision)
        case .currency(let precision, let symbol):
            return .currency(precision: precision, symbol: symbol)
        case .duration(let format): return .duration(DurationFormat(format))
        case .checkbox: return .checkbox
        case .date(let format): return date(format.format, nil)
        case .dateTime(let format, let time, _): return date(format.format, time.format)
        case .links: return .links
        case .attachments: return .attachments
        case .formula, .rollup:
            return configuration.result.map { .computed(kind(of: $0)) } ?? .plain
        case .lookup: return .lookup(configuration.result.map { kind(of: $0) } ?? .plain)
        case .createdTime(let result), .lastModifiedTime(_, _, let result):
            return result.map { kind(of: $0) } ?? date("l", "h:mma")
        case .rating, .choices, .count, .aiText, .other: return .plain
        }
    }

    private func date(_ format: String, _ time: String?) -> CellTextFormat.Kind {
        let pattern = [format, time].compactMap { $0 }.joined(separator: " ")
        return .date(DatePattern(pattern, locale: locale), hasTime: time != nil)
    }
}
