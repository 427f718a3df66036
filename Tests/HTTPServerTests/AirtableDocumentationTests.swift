import AirtableAPI
import Foundation
import HTTPTypes
import Testing

@testable import HTTPServer

/// The tables of `docs/airtable-compatibility.md` say what the tables in the code say.
@Suite struct AirtableDocumentationTests {
    /// The first cells of the rows of a section's table, without their backticks.
    static func rows(of section: String) throws -> [[String]] {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appendingPathComponent("docs/airtable-compatibility.md"),
            encoding: .utf8)
        let start = try #require(text.range(of: "## \(section)\n"))
        let rest = text[start.upperBound...]
        let body = rest.range(of: "\n## ").map { rest[..<$0.lowerBound] } ?? rest
        return body.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces).replacing("`", with: "")
            }
        }
    }

    @Test("every route, and no other, is in the table of routes")
    func routes() throws {
        let coded = AirtableRoutes.all.map { route in
            let path = route.pattern.split(separator: "/").map { segment in
                segment.hasPrefix(":") ? "{\(segment.dropFirst())}" : String(segment)
            }.joined(separator: "/")
            return "\(route.method.rawValue) /\(path)"
        }
        #expect(Set(try Self.rows(of: "Routes").map { $0[0] }) == Set(coded))
    }

    @Test("every parameter of a list, and no other, is in their table")
    func parameters() throws {
        let rows = try Self.rows(of: "Parameters of a list")
        #expect(rows.map { $0[0] } == ListRecordsQuery.Parameter.allCases.map(\.rawValue))
    }

    @Test("every question that Airtable answers, and no other, has its reason")
    func questions() throws {
        let rows = try Self.rows(of: "Questions that Airtable answers")
        #expect(rows.map { $0[0] } == AirtableQuestion.allCases.map(\.rawValue))
    }

    @Test("every type of error stands beside its status")
    func errors() throws {
        let rows = try Self.rows(of: "Errors")
        for (type, status) in AirtableErrorResponse.statuses {
            let row = rows.first { $0[0] == String(status.code) }
            #expect(row?[1].contains(type) == true, "\(type)")
        }
    }
}
