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
        /// A name that no field of the table has.
        case unknownField
    }

    package let code: Code
    /// Bytes of UTF-8 before the place of the fault.
    package let offset: Int
    /// What stands there, such as `'='` or `the end`.
    package let found: String
    /// What the grammar has there, such as `a value`.
    package let expected: String
    /// The fields that there are not, as they were written, each once.
    package let unknownFields: [String]

    package init(_ code: Code, offset: Int, found: String, expected: String) {
        self.code = code
        self.offset = offset
        self.found = found
        self.expected = expected
        unknownFields = []
    }

    /// Names that no field of the table has; `offset` is where the first of them stands.
    init(unknownFields: [String], offset: Int) {
        code = .unknownField
        self.offset = offset
        found = unknownFields.map { "'\($0)'" }.joined(separator: ", ")
        expected = "the name or id of a field"
        self.unknownFields = unknownFields
    }

    package var description: String {
        "at byte \(offset): expected \(expected), found \(found)"
    }

    /// What Airtable answers to such a filter, with the error type `INVALID_FILTER_BY_FORMULA`. It
    /// lists unknown names in lower case.
    package var airtableMessage: String {
        let reason =
            code == .unknownField
            ? "Unknown field names: "
                + unknownFields.map { $0.lowercased() }.joined(separator: ", ")
            : "Invalid formula. Please check your formula text."
        return "The formula for filtering records is invalid: \(reason)"
    }
}
