/// The functions of regular expressions. A constant pattern is read once.
///
/// Only text is matched: a blank, a number or an array is an error, and needs `&""`.
enum RegexFunctions {
    /// Whether the pattern occurs anywhere.
    static func match(_ constants: [FormulaValue?]) -> FunctionBody {
        function(constants) { expression, text, _, state in
            let found = search(expression, text, &state, notesGroups: false) {
                search throws(RegularExpressionError) in try search.find(from: 0)
            }
            return found.map { .boolean($0) } ?? .error(.limit)
        }
    }

    /// The first match, all of it; an error where there is none.
    static func extract(_ constants: [FormulaValue?]) -> FunctionBody {
        function(constants) { expression, text, _, state in
            let found = search(expression, text, &state, notesGroups: false) {
                search throws(RegularExpressionError) -> Range<Int>? in
                try search.find(from: 0) ? search.slots[0]..<search.slots[1] : nil
            }
            guard let found else { return .error(.limit) }
            guard let range = found else { return .error(.noMatch) }
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            let end = text.utf8.index(start, offsetBy: range.count)
            return state.text(String(text[start..<end]))
        }
    }

    /// The text with every match replaced; `$1` in the replacement is the first group.
    static func replace(_ constants: [FormulaValue?]) -> FunctionBody {
        function(constants) { expression, text, arguments, state in
            let template = ReplacementTemplate(
                arguments[2].text, groupCount: expression.groupCount,
                groupNames: expression.groupNames)
            let replaced = search(expression, text, &state, notesGroups: true) {
                search throws(RegularExpressionError) in
                try RegularExpression.replace(search, template, FormulaLimits.textBytes)
            }
            return replaced.map { state.text($0) } ?? .error(.limit)
        }
    }

    private typealias Body =
        @Sendable (RegularExpression, String, [FormulaValue], inout EvaluationState)
        -> FormulaValue

    /// - Parameter constants: the second may be the pattern.
    private static func function(
        _ constants: [FormulaValue?], _ body: @escaping Body
    ) -> FunctionBody {
        let prepared = constants[1].map { expression($0.text) }
        return { arguments, state in
            guard case .text(let text) = arguments[0] else { return .error(.pattern) }
            let expression: RegularExpression?
            if let prepared {
                expression = prepared
            } else {
                let pattern = arguments[1].text
                // Reading a pattern takes some hundred times what reading its bytes takes.
                guard state.read(pattern.utf8.count << 8) else { return .error(.limit) }
                expression = Self.expression(pattern)
            }
            guard let expression else { return .error(.pattern) }
            return body(expression, text, arguments, &state)
        }
    }

    private static func expression(_ pattern: String) -> RegularExpression? {
        try? RegularExpression(pattern, stepLimit: FormulaLimits.patternSteps)
    }

    /// Searches and pays for the instructions that were looked at.
    ///
    /// - Returns: nil when nothing is left; the evaluation is exhausted then.
    private static func search<Value>(
        _ expression: RegularExpression, _ text: String, _ state: inout EvaluationState,
        notesGroups: Bool, _ body: (PatternSearch) throws(RegularExpressionError) -> Value
    ) -> Value? {
        var text = text
        let (value, steps) = text.withUTF8 { bytes -> (Value?, Int) in
            let search = PatternSearch(expression.program, bytes, notesGroups: notesGroups)
            let value = try? body(search)
            return (value, search.steps)
        }
        guard let value else {
            state.exhaust()
            return nil
        }
        return state.read(steps) ? value : nil
    }
}
