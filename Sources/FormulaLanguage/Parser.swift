/// Text to tree, by recursive descent.
///
/// ```
/// formula = expr
/// expr    = concat { ("=" | "!=" | "<" | "<=" | ">" | ">=") concat }
/// concat  = sum { "&" sum }
/// sum     = product { ("+" | "-") product }
/// product = unary { ("*" | "/") unary }
/// unary   = { "-" | "+" } primary
/// primary = number | text | field | call | constant | "(" expr ")"
/// ```
///
/// Every binary operator binds to the left. Airtable documents no precedence; this is the usual one.
package struct Parser {
    private var lexer: Lexer
    private var token: Token
    private var depth = 0
    private var chainedOperators = 0

    /// Parses a formula.
    ///
    /// - Throws: `FormulaError` with the place and what was expected there.
    package static func parse(_ text: String) throws(FormulaError) -> Expression {
        guard text.utf8.count <= FormulaLimits.length else {
            throw FormulaError(
                .tooLong, offset: FormulaLimits.length, found: "\(text.utf8.count) bytes",
                expected: "at most \(FormulaLimits.length)")
        }
        var parser = try Parser(text)
        let expression = try parser.comparison()
        guard case .end = parser.token.kind else {
            throw parser.unexpected("an operator or the end")
        }
        return expression
    }

    private init(_ text: String) throws(FormulaError) {
        lexer = Lexer(text)
        token = try lexer.next()
    }

    // MARK: Operators, from the loosest to the tightest

    private mutating func comparison() throws(FormulaError) -> Expression {
        var left = try concatenation()
        var isChained = false
        while let sign = comparisonSign() {
            try advance(isChained: &isChained)
            left = .binary(sign, left, try concatenation())
        }
        return left
    }

    private mutating func concatenation() throws(FormulaError) -> Expression {
        var left = try sum()
        var isChained = false
        while case .operator(.concatenate) = token.kind {
            try advance(isChained: &isChained)
            left = .binary(.concatenate, left, try sum())
        }
        return left
    }

    private mutating func sum() throws(FormulaError) -> Expression {
        var left = try product()
        var isChained = false
        while let sign = sign(among: [.add, .subtract]) {
            try advance(isChained: &isChained)
            left = .binary(sign, left, try product())
        }
        return left
    }

    private mutating func product() throws(FormulaError) -> Expression {
        var left = try unary()
        var isChained = false
        while let sign = sign(among: [.multiply, .divide]) {
            try advance(isChained: &isChained)
            left = .binary(sign, left, try unary())
        }
        return left
    }

    private mutating func unary() throws(FormulaError) -> Expression {
        switch token.kind {
        case .operator(.subtract):
            try advance()
            return .unary(
                .negate,
                try nested { parser throws(FormulaError) in
                    try parser.unary()
                })
        case .operator(.add):
            try advance()
            return .unary(
                .plus,
                try nested { parser throws(FormulaError) in
                    try parser.unary()
                })
        default:
            return try primary()
        }
    }

    // MARK: Values

    private mutating func primary() throws(FormulaError) -> Expression {
        let first = token
        switch first.kind {
        case .number(let number):
            try advance()
            return .number(number)
        case .text(let text):
            try advance()
            return .text(text)
        case .bracedReference(let name):
            try advance()
            return .field(name, offset: first.range.lowerBound)
        case .word(let word):
            try advance()
            return try named(word, first)
        case .leftParenthesis:
            try advance()
            let inner = try nested { parser throws(FormulaError) in try parser.comparison() }
            try expectRightParenthesis("an operator or ')'")
            return inner
        default:
            throw unexpected("a value")
        }
    }

    /// A bare word is a call before a parenthesis, else a constant, else a field.
    private mutating func named(_ word: String, _ place: Token) throws(FormulaError) -> Expression {
        let function = FormulaFunction(name: word)
        let offset = place.range.lowerBound
        guard case .leftParenthesis = token.kind else {
            guard let function else { return .field(word, offset: offset) }
            guard function.isConstant else { throw unexpected("'(' after \(function.name)") }
            return .call(function, [], offset: offset)
        }
        guard let function else {
            throw FormulaError(
                .unknownFunction, offset: offset, found: "'\(word)('",
                expected: "the name of a function")
        }
        try advance()
        let arguments = try nested { parser throws(FormulaError) in try parser.arguments() }
        guard function.arity.contains(arguments.count) else {
            throw FormulaError(
                .wrongNumberOfArguments, offset: offset, found: "\(arguments.count)",
                expected: "\(Self.describe(function.arity)) of \(function.name)")
        }
        return .call(function, arguments, offset: offset)
    }

    private mutating func arguments() throws(FormulaError) -> [Expression] {
        if case .rightParenthesis = token.kind {
            try advance()
            return []
        }
        var arguments = [try comparison()]
        while case .comma = token.kind {
            try advance()
            arguments.append(try comparison())
            guard arguments.count <= FormulaLimits.arguments else {
                throw FormulaError(
                    .tooLong, offset: token.range.lowerBound, found: "more arguments",
                    expected: "at most \(FormulaLimits.arguments)")
            }
        }
        try expectRightParenthesis("',' or ')'")
        return arguments
    }

    private static func describe(_ arity: ClosedRange<Int>) -> String {
        let (least, most) = (arity.lowerBound, arity.upperBound)
        if least == most { return least == 1 ? "1 argument" : "\(least) arguments" }
        if most == FormulaLimits.arguments { return "at least \(least) arguments" }
        return "\(least) to \(most) arguments"
    }

    // MARK: Tokens

    private mutating func advance() throws(FormulaError) {
        token = try lexer.next()
    }

    /// Passes an operator. All but the first of a row make the tree a level deeper.
    private mutating func advance(isChained: inout Bool) throws(FormulaError) {
        if isChained { chainedOperators += 1 }
        isChained = true
        guard chainedOperators <= FormulaLimits.chainedOperators else {
            throw FormulaError(
                .tooDeep, offset: token.range.lowerBound, found: "more operators in rows",
                expected: "at most \(FormulaLimits.chainedOperators)")
        }
        try advance()
    }

    private mutating func expectRightParenthesis(_ expected: String) throws(FormulaError) {
        guard case .rightParenthesis = token.kind else { throw unexpected(expected) }
        try advance()
    }

    private mutating func nested<Result>(
        _ body: (inout Parser) throws(FormulaError) -> Result
    ) throws(FormulaError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= FormulaLimits.depth else {
            throw FormulaError(
                .tooDeep, offset: token.range.lowerBound, found: "level \(depth)",
                expected: "at most \(FormulaLimits.depth) levels of nesting")
        }
        return try body(&self)
    }

    private func sign(among signs: Set<Token.Operator>) -> Expression.BinaryOperator? {
        guard case .operator(let sign) = token.kind, signs.contains(sign) else { return nil }
        return Expression.BinaryOperator(rawValue: sign.rawValue)
    }

    private func comparisonSign() -> Expression.BinaryOperator? {
        sign(among: [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual])
    }

    private func unexpected(_ expected: String) -> FormulaError {
        FormulaError(
            .unexpectedToken, offset: token.range.lowerBound, found: token.description,
            expected: expected)
    }
}
