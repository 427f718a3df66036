/// A value of Airtable's formula language.
package enum FormulaValue: Hashable, Sendable {
    /// An empty cell, `BLANK()`, or a branch that is not there.
    case blank
    case number(Double)
    case text(String)
    /// A checkbox, a comparison or a logical function. It counts as 1 or 0.
    case boolean(Bool)
    case date(FormulaDate)
    /// A lookup, links, several selects.
    case array([FormulaValue])
    case error(FormulaFault)
}

/// Why there is no value: Airtable shows all of these as `#ERROR!`.
package enum FormulaFault: String, Hashable, Sendable {
    /// `ERROR()`.
    case explicit
    /// The cell itself is an error.
    case cell
    /// A date function was given something that is no date.
    case date
    /// `VALUE` was given a text that is no number.
    case number
    /// A regular expression that cannot be read, or was given something that is no text.
    case pattern
    /// `REGEX_EXTRACT` found nothing.
    case noMatch
    /// An unknown unit, time zone, locale or weekday.
    case name
    /// The evaluation exceeded a limit of `FormulaLimits`.
    case limit
}

extension FormulaValue {
    /// A text cell; nil is an empty one.
    package init(text: String?) { self = text.map { .text($0) } ?? .blank }

    /// A number cell; nil is an empty one.
    package init(number: Double?) { self = number.map { .number($0) } ?? .blank }

    /// A checkbox. A cleared one is an empty cell: Airtable never sends false for it.
    package init(checkbox: Bool) { self = checkbox ? .boolean(true) : .blank }

    /// Whether the value counts as true, in a condition and in a filter.
    package var isTruthy: Bool {
        switch self {
        case .blank, .error: false
        case .number(let number): number != 0 && !number.isNaN
        case .text(let text): !text.isEmpty
        case .boolean(let boolean): boolean
        case .date: true
        case .array(let items): !items.isEmpty
        }
    }

    /// Whether the value is blank, the empty text or the empty array: Airtable's API leaves such a
    /// cell out.
    package var isEmpty: Bool {
        switch self {
        case .blank: true
        case .text(let text): text.isEmpty
        case .array(let items): items.isEmpty
        default: false
        }
    }

    var fault: FormulaFault? { if case .error(let fault) = self { fault } else { nil } }
}
