import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Testing

@Suite("Filters by formula") struct RecordFilterTests {
    private let people = "People / all"

    private func ids(_ fixture: WebhookFixture, _ formula: String) async throws -> [String] {
        var path = SmallBase.path + "?filterByFormula="
        path += QueryString.encode(formula)
        return try await fixture.probe.pages(path).flatMap(\.ids)
    }

    @Test("by ids, also many at once, and by POST")
    func byID() async throws {
        let fixture = WebhookFixture(SmallBase.make(people: 250))
        #expect(
            try await ids(fixture, "RECORD_ID()='recPerson00000003'") == ["recPerson00000003"])
        #expect(
            try await ids(
                fixture, "OR(RECORD_ID()='recPerson00000009',RECORD_ID()='recPerson00000003')")
                == ["recPerson00000003", "recPerson00000009"])
        let terms = (0..<120).map { "RECORD_ID()='\(SmallBase.person($0))'" }
        let answer = try await fixture.probe.post(
            SmallBase.path + "/listRecords",
            ["filterByFormula": .string("OR(\(terms.joined(separator: ",")))")])
        let page = try RecordPage(parsing: answer.body)
        #expect(page.records.count == 100 && page.offset != nil)
    }

    @Test("by the time of the last change and of creation")
    func byTime() async throws {
        let fixture = WebhookFixture()
        fixture.clock.advance(by: .seconds(3 * 86_400))
        try fixture.base.updateRecord(SmallBase.person(2), in: people, cells: ["Age": 7])
        let after = "DATETIME_PARSE('2026-01-03T00:00:00.000Z')"
        #expect(try await ids(fixture, "LAST_MODIFIED_TIME()>\(after)") == ["recPerson00000002"])
        #expect(
            try await ids(fixture, "IS_AFTER(LAST_MODIFIED_TIME(),'2026-01-03T00:00:00Z')")
                == ["recPerson00000002"])
        #expect(try await ids(fixture, "CREATED_TIME()>\(after)").isEmpty)
        #expect(
            try await ids(
                fixture,
                "OR(RECORD_ID()='recPerson00000001',AND(LAST_MODIFIED_TIME()>\(after)))")
                == ["recPerson00000001", "recPerson00000002"])
    }

    @Test(
        "by cells of every kind; links go by the names of the linked records",
        arguments: [
            ("{Name}='Alpha'", "1"), ("LOWER({name})='beta'", "2"), ("{fldAmount00000001}=1", "12"),
            ("AND({Count}=1,{State}='Todo')", "1"), ("{Tasks}='Write'", "1"),
            ("FIND('rite',ARRAYJOIN({Tasks}))", "1"), ("NOT({State})", "2"),
            ("{Owner}='grace@airtable.example'", "2"), ("{Title}='Beta!'", "2"),
            ("CREATED_TIME()<NOW()", ""), ("1", "12"), ("TRUE()", "12"), ("0", ""), ("", "12"),
            ("{Files}", "1"), ("ERROR()", ""),
        ])
    func byCells(formula: String, found: String) async throws {
        let fixture = try WritableBase()
        let path = WritableBase.path + "?filterByFormula=" + QueryString.encode(formula)
        let ids = try await fixture.probe.pages(path).flatMap(\.ids)
        #expect(ids.map { String($0.suffix(1)) }.joined() == found)
    }

    @Test(
        "what is no formula of the table is 422, with Airtable's words",
        arguments: [
            ("{Name", "Invalid formula. Please check your formula text."),
            ("OR()", "Invalid formula. Please check your formula text."),
            ("NOSUCH(1)", "Invalid formula. Please check your formula text."),
            ("RECORD_ID()=", "Invalid formula. Please check your formula text."),
            ("AND({Nope},Also)", "Unknown field names: nope, also"),
        ])
    func refused(formula: String, reason: String) async throws {
        let fixture = WebhookFixture()
        let answer = try await fixture.probe.get(
            SmallBase.path + "?filterByFormula=" + QueryString.encode(formula))
        #expect(answer.status == .unprocessableContent)
        #expect(answer.error?.type == "INVALID_FILTER_BY_FORMULA")
        #expect(
            answer.error?.message == "The formula for filtering records is invalid: " + reason)
    }
}
