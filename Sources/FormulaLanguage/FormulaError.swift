/// Why a text is no formula, or a formula cannot be used: where, what stands there, what should.
package struct FormulaError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// A character that begins no token.
        case unexpectedCharacter
        /// A string or a field reference without its end.
        case unterminated
        /// A token in a place where the grammar has another.
        case unexpectedToken
        case unknownFunction
        case wrongNumberOfArguments
        case tooLong
        case tooDeep
    }

    package let code: Code
    /// Bytes of UTF-8 before the place of the fault.
    package let offset: Int
    /// What stands there, such as `'='` or `the end`.
    package let found: String
    /// What the grammar has there, such as `a value`.
    package let expected: String

    package init(_ code: Code, offset: Int, found: String, expected: String) {
        self.code = code
        self.offset = offset
        self.found = found
        self.expected = expected
    }

    package var description: String {
        "at byte \(offset): expected \(expected), found \(found)"
    }
}
