import AirtableAPI
import FormulaLanguage
import Testing

@Suite("Cells as text")
struct CellTextTests {
    static let dateTime: JSONValue = [
        "dateFormat": ["name": "us", "format": "M/D/YYYY"],
        "timeFormat": ["name": "12hour", "format": "h:mma"], "timeZone": "client",
    ]
    static let local: JSONValue = ["dateFormat": ["name": "local", "format": "l"]]
    static let friendly: JSONValue = ["dateFormat": ["name": "friendly", "format": "LL"]]

    private static func result(_ type: String, _ options: JSONValue = [:]) -> JSONValue {
        ["result": ["type": .string(type), "options": options]]
    }

    private static func names(_ id: String) -> String? {
        ["recA": "Ann", "recB": "Bo, \"B\"", "recE": ",\"\u{301}"][id]
    }

    @Test("writes every type as a user sees it")
    func types() {
        let cases: [(type: String, options: JSONValue, cell: JSONValue, text: String)] = [
            ("singleLineText", nil, "a, b", "a, b"), ("multilineText", nil, "a\nb", "a\nb"),
            ("email", nil, nil, ""), ("checkbox", [:], true, "checked"),
            ("checkbox", [:], false, ""),
            ("number", ["precision": 2], 7.1, "7.10"), ("number", ["precision": 0], 2.5, "3"),
            ("number", ["precision": 2], -1.005, "-1.01"),
            ("number", ["precision": 1], -0.04, "0.0"),
            ("number", ["precision": 0], 9.99, "10"),
            ("number", ["precision": 3], .number(JSONNumber(literal: "1.5e-3")), "0.002"),
            ("number", ["precision": 1], .number(JSONNumber(literal: "1.25E2")), "125.0"),
            ("number", ["precision": 2], .number(JSONNumber(literal: "1e300")), "1e300"),
            ("currency", ["precision": 2, "symbol": "$"], 20.34, "$20.34"),
            ("currency", ["precision": 0, "symbol": "€"], -20.5, "-€21"),
            ("percent", ["precision": 0], 0.33, "33%"),
            ("percent", ["precision": 1], 0.1235, "12.4%"),
            ("duration", ["durationFormat": "h:mm"], 4_860, "1:21"),
            ("duration", ["durationFormat": "h:mm"], 4_890, "1:22"),
            ("duration", ["durationFormat": "h:mm:ss"], -3_661, "-1:01:01"),
            ("duration", ["durationFormat": "h:mm:ss.SS"], 3.456, "0:00:03.46"),
            ("rating", ["max": 5], 4, "4"), ("autoNumber", nil, 17, "17"), ("count", [:], 0, "0"),
            ("date", Self.local, "2024-05-01", "5/1/2024"),
            ("dateTime", Self.dateTime, "2024-05-01T22:30:00.000Z", "5/2/2024 12:30am"),
            (
                "createdTime", Self.result("date", Self.local), "2024-05-01T23:00:00.000Z",
                "5/1/2024"
            ),
            ("createdTime", nil, "2024-05-01T10:00:00.000Z", "5/1/2024 12:00pm"),
            ("singleSelect", ["choices": []], "Todo, now", "Todo, now"),
            ("multipleSelects", ["choices": []], ["A", "B"], "A, B"),
            ("singleCollaborator", nil, ["id": "usr1", "email": "a@b.c", "name": "Ann"], "Ann"),
            (
                "multipleCollaborators", nil, [["id": "usr1", "email": "a@b.c"], ["id": "usr2"]],
                "a@b.c, usr2"
            ),
            (
                "multipleRecordLinks", ["linkedTableId": "tblA"], ["recA", "recB", "recC"],
                "Ann, \"Bo, \"\"B\"\"\", recC"
            ),
            (
                "multipleRecordLinks", ["linkedTableId": "tblA"], ["recE"],
                "\",\"\"\u{301}\""
            ),
            (
                "multipleAttachments", [:],
                [["id": "att1", "url": "https://x/y", "filename": "a,b.png"]],
                "a,b.png (https://x/y)"
            ),
            ("barcode", nil, ["text": "A234", "type": "upce"], "A234"),
            ("button", nil, ["label": "Open", "url": nil], "Open"),
            ("aiText", [:], ["state": "generated", "isStale": false, "value": "Hi"], "Hi"),
            ("aiText", [:], ["state": "empty", "isStale": false, "value": nil], ""),
            ("formula", Self.result("number", ["precision": 1]), 3, "3.0"),
            ("formula", Self.result("singleLineText"), ["error": "#ERROR!"], "#ERROR!"),
            ("formula", Self.result("singleLineText"), ["a", "b,c"], "a, \"b,c\""),
            (
                "rollup", Self.result("currency", ["precision": 2, "symbol": "$"]),
                ["specialValue": "NaN"], "NaN"
            ), ("rollup", [:], 3.25, "3.25"),
            (
                "multipleLookupValues", Self.result("percent", ["precision": 0]), [0.5, 0.25],
                "50%, 25%"
            ),
            (
                "multipleLookupValues",
                Self.result("multipleRecordLinks", ["linkedTableId": "tblA"]),
                ["recA", "recB"], "Ann, \"Bo, \"\"B\"\"\""
            ),
            ("multipleLookupValues", Self.result("singleLineText"), ["a,b", "c"], "\"a,b\", c"),
            ("multipleLookupValues", Self.result("checkbox"), [true, true], "checked, checked"),
            ("multipleLookupValues", [:], [["error": "#ERROR!"]], "#ERROR!"),
            (
                "multipleLookupValues", Self.result("multipleAttachments"),
                [["url": "u", "filename": "f"]], "f (u)"
            ), ("multipleLookupValues", Self.result("singleLineText"), [nil, "a", nil], "a"),
            ("multipleSelects", ["choices": []], [nil, "B"], "B"),
            (
                "multipleLookupValues", Self.result("multipleAttachments"),
                [["error": "#ERROR!"], nil, ["url": "u", "filename": "f"]], "#ERROR!, f (u)"
            ),
            (
                "multipleLookupValues",
                Self.result("multipleRecordLinks", ["linkedTableId": "tblA"]),
                [["error": "#ERROR!"], "recA"], "#ERROR!, Ann"
            ), ("formula", Self.result("date", Self.friendly), "2026-01-31", "January 31, 2026"),
            (
                "multipleLookupValues", Self.result("date", Self.friendly),
                ["2026-01-31", "2025-12-01"], "\"January 31, 2026\", \"December 1, 2025\""
            ),
            ("rollup", Self.result("date", Self.friendly), ["2026-01-31"], "\"January 31, 2026\""),
            ("somethingNew", nil, ["deep": [1]], "{\"deep\":[1]}"),
        ]
        guard let zone = FormulaTimeZone.named("Europe/Berlin") else {
            Issue.record("no time zone Europe/Berlin")
            return
        }
        let writer = CellText(timeZone: zone)
        for (type, options, cell, text) in cases {
            let configuration = FieldConfiguration(type: FieldType(type), rawOptions: options)
            #expect(
                writer.text(of: cell, configuration: configuration, linkedName: Self.names) == text,
                "\(type) \(cell.text)")
        }
    }

    @Test("writes dates in the reader's language, those without time unmoved")
    func locale() {
        guard let zone = FormulaTimeZone.named("America/New_York"),
            let german = DateLocale.named("de")
        else {
            Issue.record("no such zone or locale")
            return
        }
        let writer = CellText(timeZone: zone, locale: german)
        let date = writer.format(for: FieldConfiguration(type: .date, rawOptions: Self.friendly))
        #expect(date.text(of: "2024-03-01") { _ in nil } == "1. März 2024")
        let dateTime = writer.format(
            for: FieldConfiguration(type: .dateTime, rawOptions: Self.dateTime))
        #expect(dateTime.text(of: "2024-03-01T02:05:00.000Z") { _ in nil } == "2/29/2024 9:05pm")
        #expect(dateTime.text(of: "not a date") { _ in nil } == "not a date")
    }
}
