import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// `cellFormat=string`: lists and single records with their cells as texts.
@Suite("Cells as texts over HTTP") struct AirtableTextTests {
    private static let record = "rec00000000000001"
    private static let path = "/v0/\(ServerFixture.base)/Orders"

    private static let schema = """
        {"tables":[
        {"id":"tblOthers00000001","name":"Others","primaryFieldId":"fldOther000000001","fields":[
        {"id":"fldOther000000001","name":"Name","type":"singleLineText"}],"views":[]},
        {"id":"tblOrders00000001","name":"Orders","primaryFieldId":"fldOrder000000001","fields":[
        {"id":"fldOrder000000001","name":"Name","type":"singleLineText"},
        {"id":"fldOrder000000002","name":"Client","type":"multipleRecordLinks",
        "options":{"linkedTableId":"tblClients0000001"}}],"views":[]},
        {"id":"tblClients0000001","name":"Clients","primaryFieldId":"fldClient00000001","fields":[
        {"id":"fldClient00000002","name":"Note","type":"multilineText"},
        {"id":"fldClient00000001","name":"Cli\\"ent","type":"singleLineText"}],"views":[]}]}
        """

    private static let records = [
        // One id in two tables, which Airtable does not have: it tells which one was looked into.
        ("tblOthers00000001", record, #"{"Name":"of another table"}"#),
        ("tblOthers00000001", "rec00000000000009", #"{"Name":"other"}"#),
        (
            "tblOrders00000001", "rec00000000000002",
            #"{"Name":"x","Client":["\#(record)","rec00000000000003","rec00000000000009"]}"#
        ),
        (
            "tblOrders00000001", "rec00000000000004",
            #"{"Name":"","Client":["rec00000000000003"]}"#
        ),
        ("tblClients0000001", record, #"{"Note":"{\"Cli\\\"ent\"}","Cli\"ent":"Ada"}"#),
        ("tblClients0000001", "rec00000000000003", #"{"Note":"without a name"}"#),
    ]

    static func fill(
        _ store: Store, schema: String, records: [(table: String, id: String, fields: String)]
    ) throws {
        let schema = try BaseSchema(parsing: Array(schema.utf8))
        let rebuild = try store.base(ServerFixture.base).beginRebuild(
            schema: schema, name: "Texts", at: ServerFixture.now)
        for table in schema.tables {
            let own = records.filter { $0.table == table.id.rawValue }.map { record in
                #"{"id":"\#(record.id)","createdTime":"2026-01-01T00:00:00.000Z","fields":"#
                    + record.fields + "}"
            }
            try rebuild.insert(
                RecordPage(parsing: Array(#"{"records":[\#(own.joined(separator: ","))]}"#.utf8)),
                table: table.id)
        }
        _ = try rebuild.finish(at: ServerFixture.now)
    }

    /// The cells of the first order, read alone and in a list.
    static func cells(
        _ server: ServerFixture, _ path: String, _ id: String,
        _ query: String = "timeZone=utc&userLocale=en"
    ) async throws -> [JSONValue?] {
        let query = "?cellFormat=string&" + query
        let alone = try await server.get("\(path)/\(id)\(query)").json()
        let list = try await server.get(path + query).json()["records"]?.array ?? []
        return [alone["fields"], list.first { $0["id"]?.string == id }?["fields"]]
    }

    @Test("a link shows the name of the record in the table that it leads to")
    func linkedTable() async throws {
        let fill: (Store) throws -> Void = {
            try Self.fill($0, schema: Self.schema, records: Self.records)
        }
        try await ServerFixture.run(fill: fill) { server in
            let expected: JSONValue = [
                "Name": "x", "Client": "Ada, , rec00000000000009",
            ]
            for cells in try await Self.cells(server, Self.path, "rec00000000000002") {
                #expect(cells == expected)
            }
            // A link to a record without a name is no empty cell.
            let unnamed = try await Self.cells(server, Self.path, "rec00000000000004")
            #expect(unnamed == [["Client": ""], ["Client": ""]])
        }
    }

    private static let datedSchema = """
        {"tables":[
        {"id":"tblOrders00000001","name":"Orders","primaryFieldId":"fldOrder000000001","fields":[
        {"id":"fldOrder000000001","name":"Name","type":"singleLineText"},
        {"id":"fldOrder000000002","name":"Visit","type":"multipleRecordLinks",
        "options":{"linkedTableId":"tblVisits00000001"}},
        {"id":"fldOrder000000003","name":"Visits looked up","type":"multipleLookupValues",
        "options":{"isValid":true,"result":{"type":"multipleRecordLinks",
        "options":{"linkedTableId":"tblVisits00000001"}}}}],"views":[]},
        {"id":"tblVisits00000001","name":"Visits","primaryFieldId":"fldVisit000000001","fields":[
        {"id":"fldVisit000000001","name":"At","type":"dateTime","options":{"timeZone":"utc",
        "dateFormat":{"name":"friendly","format":"LL"},
        "timeFormat":{"name":"24hour","format":"HH:mm"}}}],"views":[]}]}
        """

    @Test(
        "a link shows the name that the record shows itself, in the zone and language asked for",
        arguments: [
            ("timeZone=utc&userLocale=de", "1. Januar 2026 03:30"),
            ("timeZone=America%2FNew_York&userLocale=de", "31. Dezember 2025 22:30"),
            ("timeZone=Asia%2FTokyo&userLocale=fr", "1 janvier 2026 12:30"),
        ])
    func linkedDates(query: String, text: String) async throws {
        let records = [
            ("tblVisits00000001", Self.record, #"{"At":"2026-01-01T03:30:00.000Z"}"#),
            (
                "tblOrders00000001", "rec00000000000002",
                #"{"Visit":["\#(Self.record)"],"Visits looked up":["\#(Self.record)"]}"#
            ),
        ]
        let fill: (Store) throws -> Void = {
            try Self.fill($0, schema: Self.datedSchema, records: records)
        }
        try await ServerFixture.run(fill: fill) { server in
            let own = try await Self.cells(
                server, "/v0/\(ServerFixture.base)/Visits", Self.record, query)
            #expect(own == [["At": .string(text)], ["At": .string(text)]])
            let expected: JSONValue = ["Visit": .string(text), "Visits looked up": .string(text)]
            let links = try await Self.cells(server, Self.path, "rec00000000000002", query)
            #expect(links == [expected, expected])
        }
    }

    @Test("cells of fields that are newer than the schema are values, and have no ids or texts yet")
    func newField() async throws {
        let id = "rec00000000000005"
        let fields = #"{"New":[1],"Name":"x","Newer":2}"#
        let fill: (Store) throws -> Void = {
            try Self.fill($0, schema: Self.schema, records: [("tblOrders00000001", id, fields)])
        }
        try await ServerFixture.run(fill: fill) { server in
            let cases: [(String, JSONValue)] = [
                ("", ["New": [1], "Name": "x", "Newer": 2]),
                ("?returnFieldsByFieldId=true", ["fldOrder000000001": "x"]),
                ("?cellFormat=string&timeZone=utc&userLocale=en", ["Name": "x"]),
            ]
            for (query, expected) in cases {
                let record = try await server.get(Self.path + "/\(id)" + query).json()
                let list = try await server.get(Self.path + query).json()
                #expect(record["fields"] == expected)
                #expect(list["records"]?.array?.map { $0["fields"] } == [expected])
            }
        }
    }

    @Test("a record with texts waits for its turn among the queries; without them it needs none")
    func turns() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.queuedQueries = 0
        let fill: (Store) throws -> Void = {
            try Self.fill($0, schema: Self.schema, records: Self.records)
        }
        try await ServerFixture.run(settings: settings, fill: fill) { server in
            let path = Self.path + "/rec00000000000002"
            let answer = try await server.get(
                path + "?cellFormat=string&timeZone=utc&userLocale=en")
            #expect(answer.status == 503)
            #expect(try answer.json() == AirtableErrorBody.retriable.json)
            #expect(try await server.get(path).status == 200)
        }
    }
}
