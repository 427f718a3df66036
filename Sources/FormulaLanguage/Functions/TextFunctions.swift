/// The functions of text. Positions and lengths count UTF-16 units, as JavaScript's do, from 1.
enum TextFunctions {
    static func concatenate(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let bytes = arguments.reduce(0) { $0 + $1.textBytes }
        guard state.read(bytes) else { return .error(.limit) }
        return state.text(arguments.reduce(into: "") { $0 += $1.text })
    }

    static func len(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[0].text
        guard state.read(text.utf8.count) else { return .error(.limit) }
        return .number(Double(text.utf16.count))
    }

    static func left(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        state.text(arguments[0].text.units(from: 0, count: arguments[1].integer))
    }

    static func right(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[0].text
        let count = min(max(arguments[1].integer, 0), text.utf16.count)
        return state.text(text.units(from: text.utf16.count - count, count: count))
    }

    static func mid(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let start = max(arguments[1].integer, 1)
        return state.text(
            arguments[0].text.units(from: start - 1, count: arguments[2].integer))
    }

    static func replace(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[0].text
        let length = text.utf16.count
        let start = min(max(arguments[1].integer, 1) - 1, length)
        let count = min(max(arguments[2].integer, 0), length - start)
        let new = arguments[3].text
        guard state.read(text.utf8.count + new.utf8.count) else { return .error(.limit) }
        return state.text(
            text.units(from: 0, count: start) + new
                + text.units(from: start + count, count: length - start - count))
    }

    static func rept(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[0].text
        let count = max(arguments[1].integer, 0)
        let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
        guard !text.isEmpty else { return .text("") }
        guard state.write(overflow ? .max : bytes) else { return .error(.limit) }
        return .text(String(repeating: text, count: count))
    }

    static func trim(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[0].text
        let scalars = text.unicodeScalars
        let isSpace = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || scalar == "\u{FEFF}"
        }
        guard let start = scalars.firstIndex(where: { !isSpace($0) }),
            let end = scalars.lastIndex(where: { !isSpace($0) })
        else { return .text("") }
        return state.text(String(scalars[start...end]))
    }

    static func changed(
        _ argument: FormulaValue, _ state: inout EvaluationState, _ change: (String) -> String
    ) -> FormulaValue {
        state.text(change(argument.text))
    }

    /// The argument if it is text.
    static func t(_ argument: FormulaValue) -> FormulaValue {
        if case .text = argument.unwrapped { argument.unwrapped } else { .blank }
    }

    /// Percent-encodes everything but ASCII's letters and digits and `- _ . ~`.
    static func encodeURLComponent(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[0].text
        guard state.read(text.utf8.count) else { return .error(.limit) }
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "~"):
                output.append(byte)
            default:
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return state.text(String(decoding: output, as: UTF8.self))
    }
}

extension String {
    /// A part by UTF-16 units, as far as the text reaches. Half of a pair becomes U+FFFD.
    func units(from start: Int, count: Int) -> String {
        guard count > 0, start >= 0 else { return "" }
        // In a text of ASCII a unit is a byte, and places are found at once.
        if utf8.count == utf16.count {
            guard start < utf8.count else { return "" }
            let first = utf8.index(startIndex, offsetBy: start)
            let end = utf8.index(first, offsetBy: Swift.min(count, utf8.count - start))
            return String(self[first..<end])
        }
        return String(decoding: utf16.dropFirst(start).prefix(count), as: UTF16.self)
    }
}
