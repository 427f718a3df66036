import FormulaLanguage
import Foundation
import Testing

@Suite("The page about formulas")
struct FormulaDocumentationTests {
    @Test("lists every function once, in order, and every operator and limit")
    func page() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appendingPathComponent("docs/formulas.md"), encoding: .utf8)
        let rows = text.matches(of: /\n\| `([A-Z_]+)` \|/).map { String($0.output.1) }
        #expect(rows == FormulaFunction.allCases.map(\.name).sorted())
        for sign in ["-", "+", "*", "/", "&", "=", "!=", "<", "<=", ">", ">="] {
            #expect(text.contains("`\(sign)`"), "\(sign)")
        }
        for limit in ["100,000 bytes", "200 levels", "5,000 arguments", "1,000 operators"] {
            #expect(text.contains(limit), "\(limit)")
        }
    }
}
