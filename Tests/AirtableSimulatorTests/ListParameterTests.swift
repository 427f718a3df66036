import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Parameters of a listing") struct ListParameterTests {
    /// Four projects, the last of them empty, and two tasks.
    private static func fixture() throws -> WritableBase {
        let fixture = try WritableBase()
        let (base, now) = (fixture.base, fixture.clock.wallNow)
        try base.editRecords(
            in: "Projects",
            [WritableBase.project, WritableBase.otherProject].map { .delete(RecordID($0)) }, at: now
        )
        try base.editRecords(
            in: "Tasks",
            [
                .create(RecordID("recTaskA000000001"), ["Task": "zebra"]),
                .create(RecordID("recTaskB000000001"), ["Task": "Ant"]),
            ], at: now)
        try base.editRecords(
            in: "Projects",
            [
                .create(
                    RecordID("rec10000000000000"),
                    [
                        "Name": "beta", "Amount": 10, "Done": true, "Day": "2024-01-02",
                        "State": "Done", "Tags": ["blue"], "Tasks": ["recTaskA000000001"],
                        "Owner": ["id": "usr2", "name": "Zoe"],
                        "Files": [["id": "att1", "filename": "b.png"]],
                    ]),
                .create(
                    RecordID("rec20000000000000"),
                    [
                        "Name": "Alpha", "Amount": 2, "Day": "2023-12-31", "State": "Todo",
                        "Tags": ["red", "blue"], "Tasks": ["recTaskB000000001"],
                        "Owner": ["id": "usr1", "name": "ada"],
                        "Files": [["id": "att2", "filename": "A.png"]],
                    ]),
                .create(
                    RecordID("rec30000000000000"),
                    ["Name": "alpha", "Amount": -1, "Tags": ["red"], "State": "Todo"]),
                .create(RecordID("rec40000000000000"), [:]),
            ], at: now)
        return fixture
    }

    private static func order(_ fixture: WritableBase, _ query: String) async throws -> String {
        try await fixture.probe.pages(WritableBase.path + "?" + query).flatMap(\.ids)
            .map { String($0.dropFirst(3).prefix(1)) }.joined()
    }

    @Test(
        "order by field type, blanks first, ties as they were",
        arguments: [
            ("Name", "4231", "1324"), ("Amount", "4321", "1234"), ("Done", "2341", "1234"),
            ("Day", "3421", "1234"), ("State", "4231", "1234"), ("Tags", "4321", "1234"),
            ("Tasks", "3421", "1234"), ("Owner", "3421", "1234"), ("Files", "3421", "1234"),
            ("Number", "1234", "4321"), ("Title", "4231", "1324"),
        ])
    func sort(field: String, up: String, down: String) async throws {
        let fixture = try Self.fixture()
        let id = try #require(
            fixture.base.schema.table(WritableBase.projects)?.field(idOrName: field)?.id)
        #expect(try await Self.order(fixture, "sort[0][field]=\(field)") == up)
        #expect(try await Self.order(fixture, "sort[0][field]=\(id)&pageSize=1") == up)
        let query = "sort%5B0%5D%5Bdirection%5D=desc&sort%5B0%5D%5Bfield%5D=\(field)"
        #expect(try await Self.order(fixture, query) == down)
    }

    @Test("lookups are ordered by the texts that they show, and by several keys")
    func moreOrders() async throws {
        let fixture = try Self.fixture()
        let path = "/v0/appWritable000001/Tasks?sort[0][field]=Names"
        #expect(
            try await fixture.probe.page(path).ids
                == [WritableBase.task, "recTaskB000000001", "recTaskA000000001"])
        let query = "sort[1][field]=Amount&sort[0][field]=State&sort[0][direction]=desc"
        #expect(try await Self.order(fixture, query) == "1324")
    }

    @Test("a view has members and an order; hidden fields are returned")
    func views() async throws {
        let fixture = try Self.fixture()
        let ids = [
            "rec30000000000000", "rec10000000000000", "rec20000000000000", "recGone0000000000",
        ].map { RecordID($0) }
        let base = fixture.base
        try base.define(SimulatedView(records: ids), view: "Open", of: "Projects")
        try base.setVisibleFields(["Amount"], ofView: "Open", of: "Projects")
        #expect(try await Self.order(fixture, "view=Open&pageSize=2") == "312")
        #expect(try await Self.order(fixture, "view=Open&sort[0][field]=Name") == "231")
        #expect(try await Self.order(fixture, "view=Open&maxRecords=2&pageSize=1") == "31")
        let filtered =
            "view=Open&filterByFormula="
            + "OR(RECORD_ID()='rec20000000000000',RECORD_ID()='rec40000000000000')"
        #expect(try await Self.order(fixture, filtered) == "2")
        let page = try await fixture.probe.page(WritableBase.path + "?view=viwOpen0000000001")
        #expect(try page.values()[0]["fields"]?["Name"] == "alpha")
        try base.define(
            SimulatedView(
                filterByFormula:
                    "OR(RECORD_ID()='rec20000000000000',RECORD_ID()='rec10000000000000')",
                sort: [.init(field: "Amount")]), view: "Open", of: "Projects")
        #expect(try await Self.order(fixture, "view=Open") == "21")
        #expect(throws: SimulatorError.self) {
            try base.define(
                SimulatedView(filterByFormula: "{Name"), view: "Open", of: "Projects")
        }
        try base.define(nil, view: "Open", of: "Projects")
        #expect(try await Self.order(fixture, "view=Open") == "1234")
        let schema = try await BaseSchema(
            parsing: fixture.probe.get(
                "/v0/meta/bases/appWritable000001/tables?include=visibleFieldIds"
            ).body)
        let view = schema.tables[0].view(idOrName: "Open")
        #expect(view?.visibleFieldIDs == [FieldID("fldAmount00000001")])
    }

    @Test("cells as texts, the way that people see them")
    func texts() async throws {
        let fixture = try WritableBase()
        try fixture.base.updateRecord(
            RecordID(WritableBase.project), in: "Projects",
            cells: [
                "Amount": 2.5, "Price": 7.1, "Share": 0.33, "Time": 4_860, "Stars": 4,
                "Done": true, "Day": "2024-02-29", "At": "2024-07-01T12:00:00.000Z",
                "Tags": ["blue", "red"], "Owner": ["id": "usr1", "name": "Ada"],
                "Code": ["text": "A1"],
            ])
        let query = "?cellFormat=string&timeZone=Europe%2FBerlin&userLocale=en"
        let expected: JSONValue = [
            "Name": "Alpha", "Amount": "2.5", "Price": "CHF7.10", "Share": "33%", "Time": "1:21",
            "Stars": "4", "Done": "checked", "Day": "29/2/2024", "At": "7/1/2024 14:00",
            "State": "Todo", "Tags": "blue, red", "Owner": "Ada", "Tasks": "Write",
            "Files": "a.png (https://files.example/a.png)", "Code": "A1", "Number": "1",
            "Title": "Alpha!", "Count": "1",
        ]
        let path = WritableBase.path + "/" + WritableBase.project + query
        var fields = try #require(try await fixture.probe.get(path).json["fields"]?.object)
        fields["Changed"] = nil
        #expect(JSONValue.object(fields) == expected)
        let body: JSONValue = [
            "cellFormat": "string", "fields": ["Tasks"], "returnFieldsByFieldId": true,
        ]
        let list = WritableBase.path + "/listRecords?timeZone=utc&userLocale=xx"
        let listed = try await fixture.send(.post, list, body).json["records"]?.array ?? []
        #expect(listed.map { $0["fields"] } == [["fldTasks000000001": "Write"], [:]])
        for bad in [
            "?cellFormat=string", query + "x&timeZone=Mars", "?cellFormat=string&timeZone=utc",
        ] {
            for path in [WritableBase.path, WritableBase.path + "/" + WritableBase.project] {
                let answer = try await fixture.probe.get(path + bad)
                #expect(answer.error?.type == "INVALID_REQUEST_UNKNOWN", "\(bad)")
            }
        }
    }

    @Test("the body of a POST: what both clients write, and what is refused")
    func post() async throws {
        let fixture = try Self.fixture()
        let path = WritableBase.path + "/listRecords"
        let answer = try await fixture.send(
            .post, path + "/?timeZone=utc&userLocale=en-gb",
            [
                "fields": ["fldName0000000001"], "sort": [["field": "Name", "direction": "desc"]],
                "pageSize": 1, "maxRecords": 2, "returnFieldsByFieldId": true, "method": "post",
                "timeZone": "utc", "userLocale": "en-gb", "recordMetadata": ["commentCount"],
                "unknown": [1],
            ])
        let record = answer.json["records"]?.array?.first
        #expect(record?["fields"] == ["fldName0000000001": "beta"])
        #expect(record?["commentCount"] == 0)
        let next = try await fixture.send(
            .post, path,
            [
                "sort": [["field": "Name", "direction": "desc"]], "pageSize": 1, "maxRecords": 2,
                "offset": answer.json["offset"] ?? .null,
            ])
        #expect(next.json["records"]?.array?.first?["id"] == "rec30000000000000")
        #expect(next.json["offset"] == nil)
        for (body, type) in [
            (["sort": "Name"], "INVALID_REQUEST_UNKNOWN"),
            (["sort": [["direction": "asc"]]], "INVALID_REQUEST_UNKNOWN"),
            (["offset": nil], "INVALID_REQUEST_UNKNOWN"),
            (["pageSize": "10"], "INVALID_REQUEST_UNKNOWN"),
            (["returnFieldsByFieldId": 1], "INVALID_REQUEST_UNKNOWN"),
            (["recordMetadata": ["x"]], "INVALID_REQUEST_UNKNOWN"),
            (["fields": ["Nothing"]], "UNKNOWN_FIELD_NAME"),
            (["view": "Nothing"], "VIEW_NAME_NOT_FOUND"),
            (["filterByFormula": "{Name"], "INVALID_FILTER_BY_FORMULA"),
        ] as [(JSONValue, String)] {
            let answer = try await fixture.send(.post, path, body)
            #expect(answer.status == .unprocessableContent, "\(body.text)")
            #expect(answer.error?.type == type, "\(body.text)")
        }
    }
}
