/// What one evaluation has left to spend, and the time it happens at.
struct EvaluationState {
    let now: Int64
    private var steps: Int
    private var bytes = FormulaLimits.evaluationBytes
    private(set) var isExhausted = false

    init(_ context: FormulaContext) {
        now = context.now
        steps = context.steps
    }

    /// Pays for the evaluation of one part of the tree.
    ///
    /// - Returns: false when nothing is left.
    mutating func step() -> Bool { spend(1) }

    /// Pays for going through that many bytes of text; sixteen cost about what a step costs.
    ///
    /// - Returns: false when nothing is left.
    mutating func read(_ count: Int) -> Bool { spend(count >> 4) }

    /// Pays for a text of that many bytes before it is made.
    ///
    /// - Returns: false when the text or all texts together are too long.
    mutating func write(_ count: Int) -> Bool {
        guard count <= min(FormulaLimits.textBytes, bytes) else {
            isExhausted = true
            return false
        }
        bytes -= count
        return read(count)
    }

    /// Nothing is evaluated any more once something could not be paid.
    private mutating func spend(_ count: Int) -> Bool {
        guard !isExhausted, count <= steps else {
            isExhausted = true
            return false
        }
        steps -= count
        return true
    }

    /// Gives up: the evaluation is an error, whatever becomes of this one.
    mutating func exhaust() { isExhausted = true }

    /// A text that a function has made, paid for.
    mutating func text(_ text: String) -> FormulaValue {
        write(text.utf8.count) ? .text(text) : .error(.limit)
    }
}
