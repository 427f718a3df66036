import AirtableAPI
import FormulaLanguage
import Foundation
import Testing

/// Cases collected from Airtable's documentation, from its live service and from others' tests, in
/// a file that is not part of this package.
@Suite("Collected cases")
struct FormulaCasesTests {
    static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/data/formula-cases.jsonl").path

    /// Cases that we hold to be wrong, and why.
    static let refuted: [String: String] = [
        "fc048": "Airtable has no operator %; its list of operators and its users agree"
    ]

    static let isAbsent: Bool = {
        let isAbsent = !FileManager.default.fileExists(atPath: path)
        if isAbsent { print("skipped: there is no ../shared/data/formula-cases.jsonl") }
        return isAbsent
    }()

    @Test("yields what the collected cases expect", .disabled(if: isAbsent))
    func cases() throws {
        let lines = try String(contentsOfFile: Self.path, encoding: .utf8).split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines {
            let item = try JSONValue(parsing: String(line))
            let id = item["id"]?.string ?? ""
            guard Self.refuted[id] == nil else { continue }
            let formula = item["expr"]?.string ?? ""
            let result = Result { try Evaluate.value(formula, Self.cells(item)) }
            let expected = item["expect"] ?? .null
            #expect(
                Self.agrees(result, expected, isFilter: item["mode"]?.string == "filter"),
                "\(id) \(formula): \(result), expected \(expected.text)")
        }
    }

    private static func cells(_ item: JSONValue) -> [TestCell] {
        (item["fields"]?.object?.members ?? []).map { name, cell in
            TestCell(name, FieldType(item["types"]?[name]?.string ?? type(cell)), cell)
        }
    }

    private static func type(_ cell: JSONValue) -> String {
        switch cell {
        case .number: "number"
        case .bool: "checkbox"
        case .array: "multipleLookupValues"
        default: "singleLineText"
        }
    }

    private static func agrees(
        _ result: Result<FormulaValue, any Error>, _ expected: JSONValue, isFilter: Bool
    ) -> Bool {
        guard case .success(let value) = result else { return false }
        if isFilter { return expected.bool == value.isTruthy }
        switch (value, expected) {
        case (.error, .object): return expected["error"] != nil
        case (_, .null): return value.isEmpty
        case (_, .string(let text)) where text.isEmpty: return value.isEmpty
        case (.boolean(let boolean), .bool(let other)): return boolean == other
        case (.number(let number), .bool(let other)): return number == (other ? 1 : 0)
        case (.number, .number(let other)), (.boolean, .number(let other)):
            return abs((Double(value.text) ?? .nan) - other.double) <= 1e-9
        case (.text, .string(let text)), (.date, .string(let text)), (.array, .string(let text)):
            return value.text == text
        default: return false
        }
    }
}
