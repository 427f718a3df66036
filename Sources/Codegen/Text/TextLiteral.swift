/// Text of people inside source text: as a literal, or in a comment.
enum TextLiteral {
    /// A literal in double quotation marks, as JSON, JavaScript and Python read it alike.
    static func quoted(_ text: String) -> String {
        literal(text) { scalar in
            // Beyond 16 bits it stays: as two halves for JavaScript and JSON, Python would not join it.
            guard scalar.value <= 0xFFFF else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    /// A Swift literal.
    static func swift(_ text: String) -> String {
        literal(text) { "\\u{" + String($0.value, radix: 16) + "}" }
    }

    /// - Parameter hidden: writes a character that is not seen as itself.
    private static func literal(
        _ text: String, hidden: (Unicode.Scalar) -> String
    ) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isHidden(scalar): result += hidden(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Text for a comment of one line, in any language. It must not stand first in the comment:
    /// `type: ignore` and the like mean something there.
    static func comment(_ text: String) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < Self.commentLength else { return result + "…" }
            count += 1
            if scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029 {
                if !result.hasSuffix(" ") { result += " " }
            } else if scalar == "/", result.hasSuffix("*") {
                result += " /"
            } else if !isHidden(scalar) {
                result.unicodeScalars.append(scalar)
            }
        }
        while result.hasSuffix(" ") { result.removeLast() }
        return result
    }

    /// Scalars of a text that a comment keeps: enough to know a field by.
    private static let commentLength = 160

    /// Controls, line separators, marks of writing direction and what has no width: source text
    /// with them does not say what it shows. The list is fixed, so that no version of Unicode
    /// changes the text.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200C, 0x200E, 0x200F,
            0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xFFFE, 0xFFFF,
            0xE0000...0xE007F:
            true
        default: false
        }
    }
}
