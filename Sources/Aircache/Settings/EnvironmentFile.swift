/// The text of an `.env` file: `NAME=value` lines, comments and blank lines.
///
/// A value may stand in single quotes, where every character means itself, or in double quotes,
/// where `\n`, `\t`, `\"`, `\$` and `\\` are escapes. `export` before a name is allowed. What is
/// none of this is a fault with its line, since a skipped line would be a setting lost in silence.
struct EnvironmentFile {
    private(set) var values: [String: String] = [:]
    private(set) var problems: [SettingsError.Problem] = []

    init(parsing text: String, path: String) {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            do throws(Fault) {
                guard let (name, value) = try Self.pair(Self.trimmed(line)) else { continue }
                values[name] = value
            } catch {
                problems.append(
                    SettingsError.Problem(
                        name: path, fault: "line \(index + 1) \(error.text)",
                        expected: "NAME=value, or # and a comment"))
            }
        }
    }

    private struct Fault: Error {
        let text: String
    }

    private static func pair(_ line: Substring) throws(Fault) -> (String, String)? {
        guard let first = line.first, first != "#" else { return nil }
        var line = line
        if line.hasPrefix("export ") { line = trimmed(line.dropFirst("export ".count)) }
        guard let sign = line.firstIndex(of: "=") else { throw Fault(text: "has no '='") }
        let name = trimmed(line[..<sign])
        guard isName(name) else { throw Fault(text: "does not begin with a name") }
        return (String(name), try value(trimmed(line[line.index(after: sign)...])))
    }

    private static func value(_ text: Substring) throws(Fault) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return String(withoutComment(text))
        }
        var result = ""
        var rest = text.dropFirst()
        while let letter = rest.popFirst() {
            if letter == quote {
                let after = trimmed(rest)
                guard after.isEmpty || after.hasPrefix("#") else {
                    throw Fault(text: "goes on after the closing quotation mark")
                }
                return result
            }
            if letter == "\\", quote == "\"" {
                result.append(unescaped(rest.popFirst()))
            } else {
                result.append(letter)
            }
        }
        throw Fault(text: "has no closing quotation mark")
    }

    private static func unescaped(_ letter: Character?) -> String {
        switch letter {
        case "n": "\n"
        case "t": "\t"
        case "\"", "\\", "$": String(letter ?? "\\")
        case let other: "\\" + (other.map(String.init) ?? "")
        }
    }

    /// A comment after a bare value needs white space before its sign: tokens may hold a `#`.
    private static func withoutComment(_ text: Substring) -> Substring {
        var previous: Character = "="
        for index in text.indices {
            if text[index] == "#", previous == " " || previous == "\t" || previous == "=" {
                return trimmed(text[..<index])
            }
            previous = text[index]
        }
        return text
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
                || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    }

    static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
