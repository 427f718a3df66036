/// Why a text is no regular expression, or a search was given up. It never quotes pattern or text.
package enum RegularExpressionError: Error, Hashable, Sendable {
    /// The pattern breaks the syntax at this place, counted in Unicode scalars from 0.
    case syntax(Fault, offset: Int)
    /// More bytes than `RegularExpressionLimits.patternBytes`.
    case patternTooLong
    /// More levels of parentheses than `RegularExpressionLimits.depth`.
    case tooDeep
    /// More groups with a number than `RegularExpressionLimits.groups`.
    case tooManyGroups
    /// More instructions than `RegularExpressionLimits.instructions`, mostly for `{n,m}`.
    case programTooLarge
    /// A search took more than `RegularExpressionLimits.steps`.
    case tooManySteps
    /// A replacement grew beyond the bytes that were allowed.
    case resultTooLong

    package enum Fault: String, Hashable, Sendable {
        case missingClosingParenthesis
        case unexpectedClosingParenthesis
        case missingClosingBracket
        case badEscape
        case badClassRange
        case unknownClass
        case nothingToRepeat
        /// Such as `a**`.
        case repeatedRepetition
        /// More than 1,000, or the smaller number last.
        case badRepetition
        /// A group that begins with `(?` and is none of RE2's: look-around among them.
        case unknownGroup
        case badGroupName
        case duplicateGroupName
    }
}
