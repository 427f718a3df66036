/// A formula that knows where its fields stand; it can be evaluated for any number of records, on
/// several threads at once.
package struct BoundFormula: Sendable {
    let root: Node
    let uses: FormulaUses

    /// Evaluates the formula for one record.
    ///
    /// - Returns: the value; an error value where Airtable shows `#ERROR!`, or where the work
    ///   exceeds the context's limits.
    package func evaluate(
        _ record: some FormulaRecord, _ context: FormulaContext
    ) -> FormulaValue {
        var evaluator = Evaluator(record: record, state: EvaluationState(context))
        let value = evaluator.value(of: root)
        // What an exhausted evaluation went on to make of its error means nothing.
        return evaluator.state.isExhausted ? .error(.limit) : value
    }

    /// Whether Airtable keeps the record when the formula is a filter: all values count but 0,
    /// false, the empty text, NaN, the empty array, blank and errors.
    package func matches(_ record: some FormulaRecord, _ context: FormulaContext) -> Bool {
        evaluate(record, context).isTruthy
    }

    /// The indexes of the fields that evaluation reads, in ascending order.
    package var fieldIndexes: [Int] { uses.fieldIndexes.sorted() }

    /// The fields named in `LAST_MODIFIED_TIME({Field})`, in ascending order. Evaluation takes the
    /// record's own time for them, which may be later: whoever needs exactness refuses these.
    package var lastModifiedFieldIndexes: [Int] { uses.lastModifiedFieldIndexes.sorted() }

    /// Whether the value may change while the record does not.
    package var usesClock: Bool { uses.clock }
    package var usesLastModifiedTime: Bool { uses.lastModifiedTime }
    package var usesRecordID: Bool { uses.recordID }
    package var usesCreatedTime: Bool { uses.createdTime }
}

/// What a formula needs to know of a record.
struct FormulaUses: Sendable {
    var fieldIndexes: Set<Int> = []
    var lastModifiedFieldIndexes: Set<Int> = []
    var clock = false
    var lastModifiedTime = false
    var recordID = false
    var createdTime = false
}
