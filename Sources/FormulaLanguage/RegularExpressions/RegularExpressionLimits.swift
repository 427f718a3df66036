/// The limits of regular expressions. Time is linear in pattern and text; these bound both.
package enum RegularExpressionLimits {
    /// Bytes of UTF-8. Patterns that people write stay below some hundred.
    package static let patternBytes = 10_000
    /// Levels of parentheses; parser and compiler call themselves once or twice for each.
    package static let depth = 100
    /// Times of a counted repetition: RE2's own limit.
    package static let repetitions = 1_000
    /// Instructions of a compiled pattern, some 16 bytes each.
    package static let instructions = 10_000
    /// Groups with a number. With `instructions` it bounds the memory of a search to some 20 MB.
    package static let groups = 64
    /// Instructions looked at in one search or replacement: some tenths of a second, and enough for
    /// a text of 100,000 characters (the longest that a cell holds) and a pattern of some hundred.
    package static let steps = 20_000_000
    /// Bits of the table of visited places with which the faster of the two machines works.
    static let visitedBits = 64 * 1_024
    /// Bytes of a replacement's result, unless the caller says otherwise.
    package static let resultBytes = 1_000_000
}
