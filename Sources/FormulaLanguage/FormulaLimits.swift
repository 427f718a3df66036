/// The limits of a formula's text and of its evaluation.
package enum FormulaLimits {
    /// Bytes of UTF-8. A filter travels in a URL, which Airtable limits to 16,000 characters, or in
    /// the body of a list request; this leaves room for a list of some thousand record ids.
    package static let length = 100_000
    /// Levels of parentheses, calls and signs. People's own stay below twenty; the limit keeps a
    /// hostile formula from exhausting the stack.
    package static let depth = 200
    /// Arguments of one call, for the same reason as `length`.
    package static let arguments = 5_000
    /// Operators that follow an operator of the same rank, as in `1+2+3`, in a whole formula. Each
    /// makes the tree a level deeper, and releasing a tree costs stack for each level.
    package static let chainedOperators = 1_000
    /// Steps of one evaluation: parts of the tree, and every 16 bytes of text that are gone
    /// through. It is some tens of milliseconds; people's own formulas stay below a thousand.
    package static let steps = 1_000_000
    /// Instructions of a regular expression in one call, of which 16 cost a step: enough for a cell
    /// of 100,000 characters and a pattern of some eighty.
    package static let patternSteps = 8_000_000
    /// Bytes of one text that a function makes. A cell of long text holds 100,000 characters.
    package static let textBytes = 1_000_000
    /// Bytes of all texts that one evaluation makes: what it may hold in memory at once.
    package static let evaluationBytes = 4_000_000
}
