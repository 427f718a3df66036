import Codegen
import Testing

@Suite("Naming identifiers")
struct IdentifierNamingTests {
    @Test(
        "makes words of names",
        arguments: [
            ("First Name", "firstName", "FirstName", "first_name"),
            ("first-name", "firstName", "FirstName", "first_name"),
            ("firstName", "firstName", "FirstName", "first_name"),
            ("2nd Phone", "_2ndPhone", "_2ndPhone", "_2nd_phone"),
            ("Customer's Café", "customersCafe", "CustomersCafe", "customers_cafe"),
            ("Straße / Øl", "strasseOl", "StrasseOl", "strasse_ol"),
            ("🎉", "unnamed", "Unnamed", "unnamed"),
            ("", "unnamed", "Unnamed", "unnamed"),
            ("価格", "unnamed", "Unnamed", "unnamed"),
            ("a\u{0}b\"c", "aBC", "ABC", "a_b_c"),
        ])
    func words(name: String, lower: String, upper: String, snake: String) {
        #expect(identifier(name, .swift, .lowerCamel) == lower)
        #expect(identifier(name, .swift, .upperCamel) == upper)
        #expect(identifier(name, .swift, .snake) == snake)
    }

    @Test("keeps off the words of the language")
    func reservedWords() {
        #expect(identifier("Class", .swift, .lowerCamel) == "class_")
        #expect(identifier("Class", .python, .snake) == "class_")
        #expect(identifier("Lambda", .python, .snake) == "lambda_")
        #expect(identifier("Lambda", .swift, .snake) == "lambda")
        #expect(identifier("string", .typeScript, .lowerCamel) == "string_")
        #expect(identifier("date", .typeScript, .upperCamel) == "Date_")
    }

    @Test("tells equal names apart by their ids, whatever the order")
    func clashes() {
        let items = [
            IdentifierNaming.Item(id: "fldAAAAAAAAAA0001", name: "Total €"),
            IdentifierNaming.Item(id: "fldAAAAAAAAAA0002", name: "Total $"),
            IdentifierNaming.Item(id: "fldAAAAAAAAAA0003", name: "Name"),
        ]
        let naming = IdentifierNaming(.typeScript, style: .lowerCamel)
        #expect(naming.identifiers(for: items) == ["total_0001", "total_0002", "name"])
        #expect(
            naming.identifiers(for: items.reversed()) == ["name", "total_0002", "total_0001"])
    }

    @Test("takes more of the id where its last letters are the same")
    func longerSuffix() {
        let items = [
            IdentifierNaming.Item(id: "fldA1234", name: "x"),
            IdentifierNaming.Item(id: "fldB1234", name: "X"),
            IdentifierNaming.Item(id: "fldC9999", name: "x 1234"),
        ]
        let names = IdentifierNaming(.swift, style: .snake).identifiers(for: items)
        #expect(names == ["x_A1234", "x_B1234", "x_1234"])
    }

    @Test("gives valid, unique identifiers for 500 odd names", arguments: Language.allCases)
    func odd(language: Language) {
        let letters = ["a", "B", "é", "🎉", " ", "-", "1", "\"", "\u{0}", "class", "価", "_", "'"]
        let items = (0..<500).map { index in
            let name = (0..<(index % 5)).map { letters[(index / ($0 * 7 + 1)) % letters.count] }
            return IdentifierNaming.Item(id: "fld\(100_000 + index)", name: name.joined())
        }
        for style in [IdentifierNaming.Style.lowerCamel, .upperCamel, .snake] {
            let names = IdentifierNaming(language, style: style).identifiers(for: items)
            #expect(Set(names.map { $0.lowercased() }).count == names.count)
            for name in names {
                #expect(name.utf8.first.map { !(0x30...0x39).contains($0) } == true)
                #expect(name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            }
        }
    }

    private func identifier(
        _ name: String, _ language: Language, _ style: IdentifierNaming.Style
    ) -> String {
        IdentifierNaming(language, style: style)
            .identifiers(for: [IdentifierNaming.Item(id: "fldAAAAAAAAAA0001", name: name)])[0]
    }
}
