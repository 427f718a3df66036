import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Values that are written") struct WrittenCellTests {
    /// A value for a field, and the cell that it becomes or the message of the refusal.
    struct Case: Sendable, CustomTestStringConvertible {
        let field: String
        let given: JSONValue
        let isTypecast: Bool
        let cell: JSONValue?
        let refusal: String?

        init(_ field: String, _ given: JSONValue, becomes cell: JSONValue?, cast: Bool = false) {
            (self.field, self.given, self.cell) = (field, given, cell)
            (isTypecast, refusal) = (cast, nil)
        }

        init(_ field: String, _ given: JSONValue, refused: String, cast: Bool = false) {
            (self.field, self.given, refusal) = (field, given, refused)
            (isTypecast, cell) = (cast, nil)
        }

        var testDescription: String { "\(field): \(given.text)\(isTypecast ? " cast" : "")" }
    }

    static func cannotAccept(_ field: String) -> String {
        "Field \"\(field)\" cannot accept the provided value"
    }

    static func computed(_ field: String) -> String {
        "Field \"\(field)\" cannot accept a value because the field is computed"
    }

    static let ada: JSONValue = ["id": "usrSimulatedUser1", "email": "ada@airtable.example"]
    static let grace: JSONValue = ["id": "usrGrace000000001", "email": "grace@airtable.example"]

    static let strict: [Case] = [
        Case("Name", "A", becomes: "A"),
        Case("Name", "", becomes: nil),
        Case("Name", nil, becomes: nil),
        Case("Name", 5, refused: cannotAccept("Name")),
        Case("Notes", "* one\n* two", becomes: "- one\n- two\n"),
        Case("Amount", 0, becomes: 0),
        Case("Amount", .number(JSONNumber(literal: "2.50")), becomes: 2.5),
        Case("Amount", "5", refused: cannotAccept("Amount")),
        Case("Amount", .number(JSONNumber(literal: "1e999")), refused: cannotAccept("Amount")),
        Case("Stars", 5, becomes: 5),
        Case("Stars", 6, refused: cannotAccept("Stars")),
        Case("Stars", 0, refused: cannotAccept("Stars")),
        Case("Done", true, becomes: true),
        Case("Done", false, becomes: nil),
        Case("Done", "true", refused: cannotAccept("Done")),
        Case("Day", "2024-02-29", becomes: "2024-02-29"),
        Case("Day", "2024-02-29T23:30:00.000Z", becomes: "2024-02-29"),
        Case("Day", "2023-02-29", refused: "Cannot parse date value \"2023-02-29\" for field Day"),
        Case("Day", "5/6/2024", refused: "Cannot parse date value \"5/6/2024\" for field Day"),
        Case("At", "2024-07-01T12:00:00Z", becomes: "2024-07-01T12:00:00.000Z"),
        Case("At", "2024-07-01T12:00:00.250+05:30", becomes: "2024-07-01T06:30:00.250Z"),
        Case("At", "2024-07-01T12:00:00", becomes: "2024-07-01T10:00:00.000Z"),
        Case("At", "2024-12-01", becomes: "2024-11-30T23:00:00.000Z"),
        Case("At", 1_640_520_000_000, becomes: "2021-12-26T12:00:00.000Z"),
        Case("At", "soon", refused: "Cannot parse date value \"soon\" for field At"),
        Case("State", "Done", becomes: "Done"),
        Case(
            "State", "done",
            refused: "Insufficient permissions to create new select option \"\"done\"\""),
        Case("Tags", ["blue", "red", "blue"], becomes: ["blue", "red"]),
        Case("Tags", [], becomes: nil),
        Case("Tags", "red", refused: cannotAccept("Tags")),
        Case("Owner", ["id": "usrGrace000000001"], becomes: grace),
        Case("Owner", ["email": "ada@airtable.example"], becomes: ada),
        Case(
            "Owner", ["email": "eve@airtable.example"],
            refused: "Cannot parse value \"eve@airtable.example\" for field Owner"),
        Case("Team", ["usrGrace000000001", ["id": "usrSimulatedUser1"]], becomes: [grace, ada]),
        Case("Tasks", ["recTask0000000001", "recTask0000000001"], becomes: ["recTask0000000001"]),
        Case(
            "Tasks", ["recTask0000000009"],
            refused: "Record ID recTask0000000009 does not exist in this table"),
        Case("Tasks", "recTask0000000001", refused: cannotAccept("Tasks")),
        Case("Code", ["text": "A1", "type": "upce"], becomes: ["text": "A1", "type": "upce"]),
        Case("Code", "A1", refused: cannotAccept("Code")),
        Case("Number", 7, refused: computed("Number")),
        Case("Title", "x", refused: computed("Title")),
        Case("Count", nil, refused: computed("Count")),
        Case("Created", "2024-01-01", refused: computed("Created")),
        Case("fldAmount00000001", 3, becomes: 3),
        Case("Nothing", 1, refused: "Unknown field name: \"Nothing\""),
    ]

    static let cast: [Case] = [
        Case("Name", 5, becomes: "5", cast: true),
        Case("Name", true, becomes: "true", cast: true),
        Case("Amount", "1,234.5", becomes: 1_234.5, cast: true),
        Case("Amount", "many", refused: "Cannot parse value \"many\" for field Amount", cast: true),
        Case("Price", "CHF 7.10", becomes: 7.1, cast: true),
        Case("Price", "€20", becomes: 20, cast: true),
        Case("Share", "33%", becomes: 0.33, cast: true),
        Case("Time", "1:21", becomes: 4_860, cast: true),
        Case("Done", "checked", becomes: true, cast: true),
        Case("Done", "0", becomes: nil, cast: true),
        Case("Day", "5/6/2024", becomes: "2024-06-05", cast: true),
        Case("Day", "March 5, 2024", becomes: "2024-03-05", cast: true),
        Case("At", "5/6/2024 3:05pm", becomes: "2024-05-06T13:05:00.000Z", cast: true),
        Case("State", " Later ", becomes: "Later", cast: true),
        Case("Tags", "red, \"a, b\"", becomes: ["red", "a, b"], cast: true),
        Case("Owner", "grace@airtable.example", becomes: grace, cast: true),
        Case("Tasks", "Write", becomes: ["recTask0000000001"], cast: true),
        Case("Code", "A1", becomes: ["text": "A1"], cast: true),
    ]

    @Test("become cells, or are refused with Airtable's words", arguments: strict + cast)
    func values(value: Case) async throws {
        let fixture = try WritableBase()
        let answer = try await fixture.send(
            .patch, WritableBase.path + "/\(WritableBase.project)",
            [
                "fields": .object(JSONObject([(value.field, value.given)])),
                "typecast": .bool(value.isTypecast),
            ])
        if let refusal = value.refusal {
            #expect(answer.status == .unprocessableContent)
            #expect(answer.error?.message == refusal)
            #expect(fixture.base.revision == 0)
        } else {
            #expect(answer.status == .ok, "\(answer.json.text)")
            let name = value.field.hasPrefix("fld") ? "Amount" : value.field
            #expect(answer.json["fields"]?[name] == value.cell)
        }
    }

    @Test("typecast makes choices and linked records, and tells of both")
    func typecast() async throws {
        let fixture = try WritableBase()
        let hook = try await CreatedWebhook(
            parsing: fixture.probe.post(
                "/v0/bases/appWritable000001/webhooks",
                ["specification": WebhookSpecification.everything.json]
            ).body)
        let answer = try await fixture.send(
            .post, WritableBase.path,
            [
                "fields": ["Name": "New", "State": "Later", "Tasks": ["Write", "Paint"]],
                "typecast": true,
            ])
        #expect(answer.status == .ok)
        let links = answer.json["fields"]?["Tasks"]?.array ?? []
        #expect(links.count == 2 && links.first == "recTask0000000001")
        let painted = fixture.base.records(WritableBase.tasks).first { $0.cells["Task"] == "Paint" }
        #expect(painted?.cells["Project"] == [answer.json["id"] ?? .null])
        #expect(painted?.cells["Names"] == ["New"])
        let field = fixture.base.schema.table(WritableBase.projects)?.field(idOrName: "State")
        #expect(field?.rawOptions?["choices"]?.array?.last?["name"] == "Later")
        let payloads = try await fixture.probe.get(
            "/v0/bases/appWritable000001/webhooks/\(hook.id)/payloads"
        ).json["payloads"]?.array
        let payload = try #require(payloads?.first)
        #expect(payload["actionMetadata"]?["source"] == "publicApi")
        let projects = payload["changedTablesById"]?["tblProjects000001"]
        #expect(projects?["changedFieldsById"]?["fldState000000001"] != nil)
        #expect(projects?["createdRecordsById"]?.object?.count == 1)
        let tasks = payload["changedTablesById"]?["tblTasks000000001"]
        #expect(tasks?["createdRecordsById"]?.object?.count == 1)
        #expect(tasks?["changedRecordsById"]?.object?.names == ["recTask0000000001"])
    }

    @Test("attachments are added by URL and kept by id")
    func attachments() async throws {
        let fixture = try WritableBase()
        let path = WritableBase.path + "/\(WritableBase.project)"
        let answer = try await fixture.send(
            .patch, path,
            [
                "fields": [
                    "Files": [
                        ["id": "attOld00000000001"],
                        ["url": "https://files.example/new%20one.pdf?x=1"],
                    ]
                ]
            ])
        let files = answer.json["fields"]?["Files"]?.array ?? []
        #expect(files.map { $0["filename"] } == ["a.png", "new one.pdf"])
        #expect(files.last?["id"]?.string.map { AttachmentID.isWellFormed($0) } == true)
        for (method, body) in [
            (HTTPRequest.Method.post, ["id": "attOld00000000001"] as JSONValue),
            (.patch, ["id": "attUnknown000001"]), (.patch, ["url": "data:text/plain,x"]),
            (.patch, ["filename": "x"]), (.patch, "https://files.example/a"),
        ] {
            let answer = try await fixture.send(
                method, method == .post ? WritableBase.path : path, ["fields": ["Files": [body]]])
            #expect(answer.error?.type == "INVALID_ATTACHMENT_OBJECT", "\(body.text)")
        }
    }
}
