/// A record that a formula is evaluated for.
package protocol FormulaRecord {
    /// The record's id, such as `recAAAAAAAAAAAAAA`.
    var id: String { get }
    /// Milliseconds since 1970 in UTC.
    var createdTime: Int64 { get }
    /// Milliseconds since 1970 in UTC; nil where the record was never modified or it is not known.
    var lastModifiedTime: Int64? { get }
    /// The cell of a field by its index among the fields that the formula was bound to.
    func value(_ fieldIndex: Int) -> FormulaValue
}

/// What an evaluation depends on besides the record.
package struct FormulaContext: Sendable {
    /// Milliseconds since 1970 in UTC.
    package var now: Int64
    /// The steps that one evaluation may take; see `FormulaLimits.steps`.
    package var steps: Int

    package init(now: Int64, steps: Int = FormulaLimits.steps) {
        self.now = now
        self.steps = steps
    }
}
