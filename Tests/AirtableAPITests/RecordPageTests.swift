import AirtableAPI
import Testing

@Suite("Pages of records")
struct RecordPageTests {
    @Test("A page is cut into records whose bytes are the answer's own")
    func cut() throws {
        let first = #"{"id":"recA","createdTime":"2024-01-01T00:00:00.000Z","fields":{"N":1}}"#
        let second =
            #"{ "fields" : {"a}b":"\"{"}, "x":[{}], "createdTime":"t", "id":"recB", "commentCount":2 }"#
        let text = "{\"offset\":\"itr/rec\",\"records\": [\(first) ,\n\(second)],\"more\":{}}"
        let page = try RecordPage(parsing: Array(text.utf8))
        #expect(page.records.map { page.text($0.whole) } == [first, second])
        #expect(page.records.map { page.text($0.id) } == ["recA", "recB"])
        #expect(page.records.map { page.text($0.fields) } == [#"{"N":1}"#, #"{"a}b":"\"{"}"#])
        #expect(page.records.map { page.text($0.createdTime) }.last == "t")
        #expect(page.offset == "itr/rec")
    }

    @Test("The last page has no offset, whether it is absent, null or empty")
    func lastPage() throws {
        for text in [
            #"{"records":[]}"#, #"{"records":[],"offset":null}"#, #"{"records":[],"offset":""}"#,
        ] {
            #expect(try RecordPage(parsing: Array(text.utf8)).offset == nil)
        }
    }

    @Test(
        "What is JSON but no page is refused by what it lacks",
        arguments: [
            (#"{}"#, "records"), (#"{"records":[1]}"#, "records[]"),
            (#"{"records":[{"createdTime":"t","fields":{}}]}"#, "records[].id"),
            (#"{"records":[{"id":"","createdTime":"t","fields":{}}]}"#, "records[].id"),
            (#"{"records":[{"id":7,"createdTime":"t","fields":{}}]}"#, "records[].id"),
            (#"{"records":[{"id":"r","fields":{}}]}"#, "records[].createdTime"),
            (#"{"records":[{"id":"r","createdTime":"t"}]}"#, "records[].fields"),
            (#"{"records":[{"id":"r","createdTime":"t","fields":[]}]}"#, "records[].fields"),
        ])
    func noPage(_ text: String, _ path: String) {
        let error = #expect(throws: WireFormatError.self) {
            try RecordPage(parsing: Array(text.utf8))
        }
        #expect(error?.path == path)
    }

    @Test("A single record is a page of one")
    func single() throws {
        let text = #" {"id":"recA","createdTime":"t","fields":{}} "#
        let page = try RecordPage(parsingRecord: Array(text.utf8))
        #expect(page.records.map { page.text($0.whole) } == [String(text.dropFirst().dropLast())])
    }
}
