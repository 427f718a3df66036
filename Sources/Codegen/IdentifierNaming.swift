import Foundation

/// Names of tables and fields as identifiers of a language: valid, unique, and the same each time.
package struct IdentifierNaming: Sendable {
    package enum Style: Sendable {
        /// `firstName`
        case lowerCamel
        /// `FirstName`
        case upperCamel
        /// `first_name`
        case snake
    }

    /// Something to be named: its id tells two of the same name apart.
    package struct Item: Hashable, Sendable {
        package let id: String
        package let name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    private let language: Language
    private let style: Style
    private let avoided: Set<String>

    /// - Parameter avoided: identifiers that are taken beside the language's own words.
    package init(_ language: Language, style: Style, avoiding avoided: Set<String> = []) {
        self.language = language
        self.style = style
        self.avoided = avoided
    }

    /// An identifier for each item, in the order of the items.
    ///
    /// They depend on the names and ids alone and not on the order: where several names lead to one
    /// identifier, each of them is given letters of its id, so that adding a field renames no other
    /// but those it collides with. Identifiers that differ in case only count as one.
    package func identifiers(for items: [Item]) -> [String] {
        let plain = items.map { identifier($0.name) }
        var uses: [String: Int] = [:]
        for name in plain { uses[name.lowercased(), default: 0] += 1 }
        var taken = Set(plain.filter { uses[$0.lowercased()] == 1 }.map { $0.lowercased() })
        var result = plain
        let clashing = items.indices.filter { uses[plain[$0].lowercased()] != 1 }
        for index in clashing.sorted(by: { items[$0].id < items[$1].id }) {
            result[index] = distinguished(plain[index], items[index].id, &taken)
        }
        return result
    }

    // MARK: One name

    private func identifier(_ name: String) -> String {
        let words = Self.words(name)
        var text =
            switch style {
            case .snake: words.map { $0.lowercased() }.joined(separator: "_")
            case .upperCamel: words.map(Self.capitalized).joined()
            case .lowerCamel:
                (words.first?.lowercased() ?? "") + words.dropFirst().map(Self.capitalized).joined()
            }
        if text.isEmpty { text = style == .upperCamel ? "Unnamed" : "unnamed" }
        if let first = text.utf8.first, (0x30...0x39).contains(first) {
            text = language.digitPrefix + text
        }
        let isTaken = avoided.contains(text) || language.reservedWords.contains(text)
        return isTaken ? text + "_" : text
    }

    /// Runs of ASCII letters and digits, cut also where a small letter meets a capital one.
    ///
    /// Letters beyond ASCII are spelled as their plain letter where Unicode decomposes them that
    /// way (`é` as `e`); others are left out, since fonts and keyboards do not agree about them.
    private static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        for letter in spelled(name) {
            guard letter.isASCII, letter.isLetter || letter.isNumber else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            if letter.isUppercase, word.last?.isLowercase == true {
                words.append(word)
                word = ""
            }
            word.append(letter)
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func spelled(_ name: String) -> String {
        var result = ""
        for scalar in name.decomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.properties.generalCategory == .nonspacingMark { continue }
            switch scalar {
            case "ß": result += "ss"
            case "æ": result += "ae"
            case "Æ": result += "Ae"
            case "ø": result += "o"
            case "Ø": result += "O"
            case "ł": result += "l"
            case "Ł": result += "L"
            case "'", "’": continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func capitalized(_ word: String) -> String {
        word.prefix(1).uppercased() + word.dropFirst().lowercased()
    }

    /// The name with as many letters of the id as make it unique.
    private func distinguished(_ name: String, _ id: String, _ taken: inout Set<String>) -> String {
        let tail = id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        var length = min(4, tail.count)
        while true {
            let candidate = "\(name)_\(tail.suffix(length))"
            if taken.insert(candidate.lowercased()).inserted { return candidate }
            guard length < tail.count else { return numbered(candidate, &taken) }
            length += 1
        }
    }

    private func numbered(_ name: String, _ taken: inout Set<String>) -> String {
        var number = 2
        while !taken.insert("\(name)_\(number)".lowercased()).inserted { number += 1 }
        return "\(name)_\(number)"
    }
}
