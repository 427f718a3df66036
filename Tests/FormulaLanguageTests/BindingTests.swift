import AirtableAPI
import FormulaLanguage
import Testing

@Suite("Binding formulas to fields")
struct BindingTests {
    static let fields = [
        FormulaField(
            id: "fldAAAAAAAAAAAAAA", name: "Name",
            configuration: FieldConfiguration(type: .singleLineText)),
        FormulaField(
            id: "fldBBBBBBBBBBBBBB", name: "name",
            configuration: FieldConfiguration(type: .number)),
        FormulaField(
            id: "fldCCCCCCCCCCCCCC", name: "Due Date",
            configuration: FieldConfiguration(type: .date)),
    ]

    @Test(
        "finds a field by its name, else its id, else its name in another letter case",
        arguments: [
            ("Name", [0]), ("{name}", [1]), ("{NAME}", [0]), ("{due date}", [2]),
            ("{fldBBBBBBBBBBBBBB}", [1]), ("fldCCCCCCCCCCCCCC", [2]),
            ("{Due Date}&Name&{name}&Name", [0, 1, 2]), ("1", []),
        ])
    func names(formula: String, indexes: [Int]) throws {
        let bound = try Formula(parsing: formula).bound(to: Self.fields)
        #expect(bound.fieldIndexes == indexes)
    }

    @Test("names every field that there is not, as Airtable words it")
    func unknownFields() throws {
        let formula = try Formula(parsing: "IF({No Such}, Name, Other & {No Such})")
        #expect(formula.fieldNames == ["No Such", "Name", "Other"])
        let error = #expect(throws: FormulaError.self) { try formula.bound(to: Self.fields) }
        #expect(error?.code == .unknownField)
        #expect(error?.offset == 3)
        #expect(error?.unknownFields == ["No Such", "Other"])
        #expect(
            error?.airtableMessage
                == "The formula for filtering records is invalid: Unknown field names: no such, other"
        )
        let syntax = #expect(throws: FormulaError.self) { try Formula(parsing: "1+") }
        #expect(
            syntax?.airtableMessage
                == "The formula for filtering records is invalid: "
                + "Invalid formula. Please check your formula text.")
    }

    @Test(
        "tells what a formula depends on",
        arguments: [
            ("NOW()", "clock"), ("TODAY()", "clock"), ("FROMNOW('2024-01-01')", "clock"),
            ("RECORD_ID()", "id"), ("CREATED_TIME()", "created"),
            ("LAST_MODIFIED_TIME()", "modified"), ("LAST_MODIFIED_TIME({Name})", "modified"),
            ("{Name}", ""), ("IF(1, NOW(), RECORD_ID())", "clock id"),
        ])
    func uses(formula: String, expected: String) throws {
        let bound = try Formula(parsing: formula).bound(to: Self.fields)
        let found = [
            bound.usesClock ? "clock" : nil, bound.usesRecordID ? "id" : nil,
            bound.usesCreatedTime ? "created" : nil,
            bound.usesLastModifiedTime ? "modified" : nil,
        ]
        #expect(found.compactMap(\.self).joined(separator: " ") == expected)
    }

    @Test("keeps apart the fields that are only asked for their times")
    func lastModified() throws {
        let bound = try Formula(parsing: "LAST_MODIFIED_TIME({Due Date}, Name)")
            .bound(to: Self.fields)
        #expect(bound.fieldIndexes == [])
        #expect(bound.lastModifiedFieldIndexes == [0, 2])
        #expect(throws: FormulaError.self) {
            try Formula(parsing: "LAST_MODIFIED_TIME(1)").bound(to: Self.fields)
        }
        var record = TestRecord()
        #expect(bound.evaluate(record, Evaluate.context) == .blank)
        record.lastModifiedTime = 0
        #expect(bound.evaluate(record, Evaluate.context).text == "1970-01-01T00:00:00.000Z")
    }

    @Test("answers with the record's id and times, and the context's clock")
    func facts() throws {
        #expect(try Evaluate.value("RECORD_ID()") == .text("recAAAAAAAAAAAAAA"))
        #expect(try Evaluate.value("CREATED_TIME()").text == "2024-01-02T03:04:05.000Z")
        #expect(try Evaluate.value("NOW()").text == "2024-06-15T12:00:00.000Z")
        #expect(try Evaluate.value("TODAY()").text == "2024-06-15T00:00:00.000Z")
    }
}
