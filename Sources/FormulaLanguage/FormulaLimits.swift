/// The limits of a formula's text.
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
}
