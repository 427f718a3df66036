import AirtableAPI
import FormulaLanguage
import Testing

@Suite("Cells in formulas")
struct CellValueTests {
    @Test(
        "makes of each type's cell what formulas see",
        arguments: [
            (FieldType.singleLineText, "\"a\"", "'a'"), (.richText, "\"*a*\\n\"", "'*a*\n'"),
            (.number, "1.5", "1.5"), (.percent, "0.123", "0.123"), (.duration, "90", "90"),
            (.rating, "4", "4"), (.count, "0", "0"), (.checkbox, "true", "1"),
            (.checkbox, "null", "blank"), (.checkbox, "false", "blank"),
            (.date, "\"2024-02-29\"", "2024-02-29T00:00:00.000Z"),
            (.dateTime, "\"2024-02-29T01:02:03.456Z\"", "2024-02-29T01:02:03.456Z"),
            (.createdTime, "\"2024-02-29T01:02:03.000Z\"", "2024-02-29T01:02:03.000Z"),
            (.singleSelect, "\"Todo\"", "'Todo'"), (.multipleSelects, "[\"A\",\"B\"]", "['A','B']"),
            (.multipleSelects, "null", "[]"),
            (
                .singleCollaborator,
                "{\"id\":\"usr1\",\"email\":\"a@example.com\",\"name\":\"Ada\"}", "'Ada'"
            ),
            (
                .singleCollaborator, "{\"id\":\"usr1\",\"email\":\"a@example.com\"}",
                "'a@example.com'"
            ),
            (
                .multipleCollaborators, "[{\"id\":\"usr1\",\"name\":\"Ada\"},{\"id\":\"usr2\"}]",
                "['Ada','usr2']"
            ),
            (
                .multipleRecordLinks, "[\"recLLLLLLLLLLLLLL\",\"recMMMMMMMMMMMMMM\"]",
                "['Ada','\"B, C\"']"
            ),
            (.multipleRecordLinks, "[\"recUnknown\"]", "['recUnknown']"),
            (
                .multipleAttachments,
                "[{\"id\":\"att1\",\"filename\":\"a.png\",\"url\":\"https://example.com/a\"}]",
                "['a.png (https://example.com/a)']"
            ),
            (.barcode, "{\"text\":\"A234\",\"type\":\"upce\"}", "'A234'"),
            (.button, "{\"label\":\"Open\",\"url\":null}", "'Open'"),
            (.aiText, "{\"state\":\"generated\",\"isStale\":false,\"value\":\"x\"}", "'x'"),
            (
                .multipleLookupValues, "[1,\"a\",true,null,{\"error\":\"#ERROR!\"}]",
                "[1,'a',1,blank,#ERROR!]"
            ),
            (.multipleLookupValues, "[{\"id\":\"usr1\",\"name\":\"Ada\"}]", "['Ada']"),
            (.formula, "{\"error\":\"#ERROR!\"}", "#ERROR!"),
            (.formula, "{\"specialValue\":\"NaN\"}", "NaN"),
            (.rollup, "{\"specialValue\":\"-Infinity\"}", "-Infinity"),
            (.formula, "true", "1"), (FieldType("someday"), "[[1],\"x\"]", "[[1],'x']"),
        ])
    func types(type: FieldType, json: String, outline: String) throws {
        let value = FormulaValue(
            cell: try JSONValue(parsing: json), configuration: FieldConfiguration(type: type),
            linkedName: { ["recLLLLLLLLLLLLLL": "Ada", "recMMMMMMMMMMMMMM": "B, C"][$0] })
        #expect(Evaluate.outline(value) == outline)
    }

    @Test("reads computed cells by their result")
    func results() throws {
        let date: JSONValue = ["result": ["type": "date"]]
        #expect(
            try Evaluate.value("YEAR({F})", [TestCell("F", .formula, "2024-02-29", options: date)])
                == .number(2024))
        let links: JSONValue = ["result": ["type": "multipleRecordLinks"]]
        #expect(
            try Evaluate.value(
                "{L}&''",
                [
                    TestCell(
                        "L", .multipleLookupValues, ["recLLLLLLLLLLLLLL"], options: links)
                ]) == .text("Ada"))
    }
}
