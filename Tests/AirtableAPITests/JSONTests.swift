import AirtableAPI
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "Well-formed texts are read and written back",
        arguments: [
            "null", "true", "false", "0", "-0.5e+10", "12345678901234567890", #""""#, #""a\"b""#,
            "[]", "[1,[2,[3]]]", "{}", #"{"a":{"b":[null,""]},"a b":1}"#, #""é🙂""#,
        ])
    func roundTrip(_ text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(value.text == text)
        #expect(try JSONValue(parsing: " \n\t\r" + text + " ") == value)
    }

    @Test(
        "Ill-formed texts are refused, as values and as skipped values",
        arguments: [
            "", " ", "nul", "truex", "01", "1.", ".5", "+1", "-", "1e", "\"", "\"\\x\"",
            "\"\\u12g4\"", "\"\u{01}\"", "[", "[1", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"}",
            "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "1 2", "NaN",
            String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
        ])
    func refused(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        let page =
            "{\"records\":[{\"id\":\"rec1\",\"createdTime\":\"\",\"fields\":{\"F\":\(text)}}]}"
        #expect(throws: (any Error).self) { try RecordPage(parsing: Array(page.utf8)) }
    }

    @Test("Escapes stand for their characters; an unpaired surrogate becomes U+FFFD")
    func escapes() throws {
        let value = try JSONValue(parsing: #""\u0041\n\t\/\\\ud83d\ude42\ud800x\udc00\b\f\r""#)
        #expect(value.string == "A\n\t/\\🙂\u{FFFD}x\u{FFFD}\u{8}\u{C}\r")
    }

    @Test("Every prefix of a text is refused: what is cut off is noticed")
    func truncation() throws {
        let text = Array(
            #"{"records":[{"id":"rec1","createdTime":"t","fields":{"A":[1,"é\n"]}}]}"#.utf8)
        _ = try RecordPage(parsing: text)
        for length in 0..<text.count {
            #expect(throws: (any Error).self) { try RecordPage(parsing: Array(text[..<length])) }
        }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func utf8() {
        let text = Array("{\"records\":[],\"x\":\"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8)
        #expect(throws: JSONSyntaxError.self) { try RecordPage(parsing: text) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    }

    @Test("Numbers are equal by value, and beyond 2^53 by their digits")
    func numbers() throws {
        #expect(try JSONValue(parsing: "1.0") == JSONValue(parsing: "1"))
        #expect(
            try JSONValue(parsing: "9007199254740993") != JSONValue(parsing: "9007199254740992"))
        #expect(JSONNumber(0.1).literal == "0.1")
        #expect(JSONNumber(3.0).literal == "3")
    }

    @Test("Objects are equal whatever the order of their members; the last of a name counts")
    func objects() throws {
        #expect(
            try JSONValue(parsing: #"{"a":1,"b":2}"#) == JSONValue(parsing: #"{"b":2,"a":1}"#))
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#) == ["a": 2])
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = nil
        #expect(object.names == ["a", "c"] && object["c"] == 3)
    }
}
