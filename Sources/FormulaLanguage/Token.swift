/// A word of a formula and where it stands, in bytes of UTF-8.
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case number(Double)
        /// The text between quotation marks, its escapes resolved.
        case text(String)
        /// A field's name or id in braces, its escapes resolved.
        case bracedReference(String)
        /// A bare word: a function, a constant or a field.
        case word(String)
        case `operator`(Operator)
        case leftParenthesis
        case rightParenthesis
        case comma
        case end
    }

    enum Operator: String, Hashable, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case concatenate = "&"
        case equal = "="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    let kind: Kind
    let range: Range<Int>

    /// The token as a message shows it.
    var description: String {
        switch kind {
        case .number: "a number"
        case .text: "a text"
        case .bracedReference(let name): "'{\(name)}'"
        case .word(let word): "'\(word)'"
        case .operator(let sign): "'\(sign.rawValue)'"
        case .leftParenthesis: "'('"
        case .rightParenthesis: "')'"
        case .comma: "','"
        case .end: "the end"
        }
    }
}
