import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Writing records") struct WriteTests {
    private let path = WritableBase.path
    private let project = WritableBase.project
    private let other = WritableBase.otherProject

    @Test("a new record comes back complete, computed cells included")
    func create() async throws {
        let fixture = try WritableBase()
        // Parameters of the query count for nothing, as recordings show.
        let answer = try await fixture.send(
            .post, path + "/?returnFieldsByFieldId=true",
            ["fields": ["fldName0000000001": "Gamma", "Amount": 0], "id": "recIgnored0000001"])
        #expect(answer.status == .ok)
        #expect(answer.json["createdTime"] == "2026-01-01T00:00:00.000Z")
        let id = try #require(answer.json["id"]?.string)
        #expect(RecordID.isWellFormed(id) && id != "recIgnored0000001")
        let user: JSONValue = ["id": "usrSimulatedUser1", "email": "ada@airtable.example"]
        #expect(
            answer.json["fields"] == [
                "Name": "Gamma", "Amount": 0, "Number": 3, "Title": "Gamma!", "Count": 0,
                "Created": "2026-01-01", "Author": user, "Editor": user,
                "Changed": "2026-01-01T00:00:00.000Z",
            ])
        let empty = try await fixture.send(.post, path, ["fields": [:]])
        #expect(empty.json["fields"]?["Number"] == 4)
    }

    @Test("a batch comes back in the order of the request, by field id where that is wanted")
    func batch() async throws {
        let fixture = try WritableBase()
        let answer = try await fixture.send(
            .post, path,
            [
                "records": [["fields": ["Name": "B"]], ["fields": ["Name": "A"]]],
                "returnFieldsByFieldId": true,
            ])
        let records = answer.json["records"]?.array ?? []
        #expect(records.map { $0["fields"]?["fldName0000000001"] } == ["B", "A"])
        #expect(answer.json.object?.names == ["records"])
        #expect(fixture.base.revision == 1)
    }

    @Test("PATCH leaves what it does not name, PUT clears it")
    func update() async throws {
        for (method, amount) in [(HTTPRequest.Method.patch, JSONValue?.some(1)), (.put, nil)] {
            let fixture = try WritableBase()
            fixture.clock.advance(by: .seconds(86_400))
            let answer = try await fixture.send(
                method, path + "/\(project)", ["fields": ["Name": "Omega"]])
            #expect(answer.status == .ok)
            let fields = answer.json["fields"]
            #expect(fields?["Title"] == "Omega!" && fields?["Number"] == 1)
            #expect(fields?["Amount"] == amount)
            #expect(fields?["Count"] == .number(JSONNumber(method == .put ? 0 : 1)))
            #expect(fields?["Changed"] == "2026-01-02T00:00:00.000Z")
            let task = fixture.base.record(RecordID(WritableBase.task), in: WritableBase.tasks)
            #expect(task?.cells["Names"] == (method == .put ? nil : ["Omega"]))
            let batch = try await fixture.send(
                method, path + "/",
                [
                    "records": [
                        ["id": .string(other), "fields": ["Amount": 9]],
                        ["id": .string(project), "fields": ["Name": "Psi"]],
                    ]
                ])
            let ids = batch.json["records"]?.array?.map { $0["id"]?.string }
            #expect(ids == [other, project])
            #expect(fixture.cells(other)?["Name"] == (method == .put ? nil : "Beta"))
        }
    }

    @Test("with one bad record nothing is written, and no auto number is used up")
    func atomicity() async throws {
        let fixture = try WritableBase()
        let before = fixture.base.baseState
        let bad: [(HTTPRequest.Method, JSONValue, String)] = [
            (
                .post,
                [
                    "records": [
                        ["fields": ["Name": "X", "State": "Later"]], ["fields": ["Amount": "x"]],
                    ], "typecast": true,
                ], "INVALID_VALUE_FOR_COLUMN"
            ),
            (
                .patch,
                [
                    "records": [
                        ["id": .string(project), "fields": ["Name": "X"]],
                        ["id": "recMissing0000001", "fields": [:]],
                    ]
                ], "ROW_DOES_NOT_EXIST"
            ),
        ]
        for (method, body, type) in bad {
            let answer = try await fixture.send(method, path, body)
            #expect(answer.status == .unprocessableContent && answer.error?.type == type)
        }
        let missing = try await fixture.send(
            .delete, path + "?records[]=\(project)&records[]=recMissing0000001")
        #expect(missing.error?.type == "ROW_DOES_NOT_EXIST")
        #expect(fixture.base.baseState == before)
        #expect(
            fixture.base.schema.tables[0].field(idOrName: "State")?.rawOptions?["choices"]?
                .array?.count == 2)
        let next = try await fixture.send(.post, path, ["fields": [:]])
        #expect(next.json["fields"]?["Number"] == 3)
    }

    @Test("deletes one or several, also from the links of others")
    func delete() async throws {
        let fixture = try WritableBase()
        let one = try await fixture.send(.delete, path + "/\(project)")
        #expect(one.json == ["id": .string(project), "deleted": true])
        let task = fixture.base.record(RecordID(WritableBase.task), in: WritableBase.tasks)
        #expect(task?.cells == ["Task": "Write"])
        let more = try await fixture.send(.post, path, ["records": [["fields": ["Name": "C"]]]])
        let id = more.json["records"]?.array?.first?["id"]?.string ?? ""
        let several = try await fixture.send(
            .delete, path + "?records%5B%5D=\(id)&records%5B%5D=\(other)")
        #expect(
            several.json["records"] == [
                ["id": .string(id), "deleted": true], ["id": .string(other), "deleted": true],
            ])
        #expect(fixture.base.records(WritableBase.projects).isEmpty)
        #expect(try await fixture.send(.delete, path + "/\(project)").error == .recordNotFound)
    }

    @Test("an upsert creates where nothing matches and updates where one record does")
    func upsert() async throws {
        let fixture = try WritableBase()
        let answer = try await fixture.send(
            .patch, path,
            [
                "performUpsert": ["fieldsToMergeOn": ["Name", "fldAmount00000001"]],
                "records": [
                    ["fields": ["Name": "Beta", "Amount": 1, "Done": true]],
                    ["fields": ["Name": "Beta", "Amount": 2]],
                    ["fields": ["Name": nil, "Amount": 1]],
                    ["id": .string(project), "fields": ["Amount": 5]],
                ],
            ])
        #expect(answer.status == .ok, "\(answer.json.text)")
        let ids = answer.json["records"]?.array?.compactMap { $0["id"]?.string } ?? []
        #expect(ids.count == 4 && ids[0] == other && ids[3] == project)
        #expect(answer.json["createdRecords"] == [.string(ids[1]), .string(ids[2])])
        #expect(answer.json["updatedRecords"] == [.string(other), .string(project)])
        #expect(fixture.cells(other)?["Done"] == true)
        #expect(fixture.base.revision == 1)

        let replaced = try await fixture.send(
            .put, path,
            [
                "performUpsert": ["fieldsToMergeOn": ["Name"]],
                "records": [["fields": ["Name": "Alpha"]]],
            ])
        #expect(replaced.json["updatedRecords"] == [.string(project)])
        #expect(fixture.cells(project)?["State"] == nil)
    }

    @Test("an upsert that Airtable cannot carry out is 422")
    func badUpserts() async throws {
        let fixture = try WritableBase()
        let name: JSONValue = ["fields": ["Name": "Beta"]]
        for (fields, record, type) in [
            (["Amount"], ["fields": ["Amount": 1]], "INVALID_REQUEST_UNKNOWN"),
            (["Name", "Amount"], name, "INVALID_REQUEST_UNKNOWN"),
            ([], name, "INVALID_REQUEST_UNKNOWN"),
            (["Name", "Amount", "Day", "State"], name, "INVALID_REQUEST_UNKNOWN"),
            (["Title"], ["fields": ["Title": "Beta!"]], "INVALID_REQUEST_UNKNOWN"),
            (["Tasks"], ["fields": ["Tasks": []]], "INVALID_REQUEST_UNKNOWN"),
            (["Nothing"], name, "UNKNOWN_FIELD_NAME"),
            (["Name"], ["id": "recMissing0000001", "fields": [:]], "ROW_DOES_NOT_EXIST"),
        ] as [(JSONValue, JSONValue, String)] {
            let answer = try await fixture.send(
                .patch, path, ["performUpsert": ["fieldsToMergeOn": fields], "records": [record]])
            #expect(answer.status == .unprocessableContent, "\(fields.text)")
            #expect(answer.error?.type == type, "\(fields.text)")
        }
        #expect(fixture.base.revision == 0)
    }

    private static let eleven = JSONValue.array(
        Array(repeating: ["id": "recProject0000001", "fields": [:]], count: 11))

    @Test("bodies and paths that are wrong")
    func refusals() async throws {
        let fixture = try WritableBase()
        let record = path + "/\(project)"
        let cases: [(HTTPRequest.Method, String, JSONValue, Int, String)] = [
            (.post, path, [], 422, "INVALID_REQUEST_BODY"),
            (.post, path, ["typecast": true], 422, "INVALID_REQUEST_MISSING_FIELDS"),
            (.post, path, ["fields": []], 422, "INVALID_REQUEST_UNKNOWN"),
            (.post, path, ["fields": [:], "typecast": "yes"], 422, "INVALID_REQUEST_UNKNOWN"),
            (.post, path, ["records": []], 422, "INVALID_RECORDS"),
            (.post, path, ["records": [["Name": "X"]]], 422, "INVALID_RECORDS"),
            (.post, path, ["records": Self.eleven], 422, "INVALID_RECORDS"),
            (.patch, path, ["fields": [:]], 422, "INVALID_REQUEST_MISSING_FIELDS"),
            (.patch, path, ["records": [["fields": [:]]]], 422, "INVALID_RECORDS"),
            (.patch, path, ["records": Self.eleven], 422, "INVALID_RECORDS"),
            (.put, record, ["records": []], 422, "INVALID_REQUEST_MISSING_FIELDS"),
            (.patch, path + "/recMissing0000001", ["fields": [:]], 404, "MODEL_ID_NOT_FOUND"),
            (.patch, path + "/nonsense", ["fields": [:]], 404, "NOT_FOUND"),
            (.delete, path, nil, 422, "INVALID_REQUEST_UNKNOWN"),
            (.delete, path + "/nonsense", nil, 404, "NOT_FOUND"),
            (
                .post, "/v0/appWritable000001/Nowhere", ["fields": [:]], 403,
                "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"
            ),
            (.post, record, ["fields": [:]], 404, "NOT_FOUND"),
        ]
        for (method, path, body, status, type) in cases {
            let answer = try await fixture.send(method, path, body.isNull ? nil : body)
            #expect(answer.status.code == status, "\(method) \(path) \(body.text)")
            #expect(answer.error?.type == type, "\(method) \(path) \(body.text)")
        }
        let eleven = (0..<11).map { _ in "records[]=\(project)" }.joined(separator: "&")
        let tooMany = try await fixture.send(.delete, path + "?" + eleven)
        #expect(
            tooMany.error?.message == "A maximum of 10 records can be deleted per request but you "
                + "have provided 11.")
        let broken = AirtableRequest(method: .post, path: path, body: Array("{".utf8))
        #expect(try await fixture.probe.send(broken).status == .badRequest)
        #expect(fixture.base.revision == 0)
    }

    @Test("a token that may only read is refused")
    func reader() async throws {
        let fixture = try WritableBase()
        var reader = fixture.probe
        reader.token = "patReader"
        let record = path + "/\(project)"
        for (method, path) in [
            (HTTPRequest.Method.post, path), (.patch, path), (.put, record), (.delete, record),
            (.post, record + "/comments"),
            (.post, "/v0/appWritable000001/\(project)/Files/uploadAttachment"),
        ] {
            let answer = try await reader.send(AirtableRequest(method: method, path: path))
            #expect(answer.status == .forbidden, "\(method) \(path)")
        }
        #expect(try await reader.get(record + "/comments").status == .ok)
    }

    @Test("writes count in the limits, and faults strike them")
    func faults() async throws {
        let fixture = try WritableBase(
            faults: FaultPlan(script: [.unavailable, .reset, .answerLost, .truncated]))
        let body: JSONValue = ["fields": ["Name": "X"]]
        #expect(try await fixture.send(.post, path, body).status == .serviceUnavailable)
        for _ in 0..<2 {
            await #expect(throws: AirtableTransportError.self) {
                try await fixture.send(.post, path, body)
            }
        }
        // The second reset came after the record was written.
        #expect(fixture.base.records(WritableBase.projects).count == 3)
        #expect(try await fixture.send(.post, path, body).json.isNull)
        #expect(fixture.base.records(WritableBase.projects).count == 4)
        var limits = SimulatorLimits.none
        limits.monthlyCalls = 1
        let limited = try WritableBase(limits: limits)
        #expect(try await limited.send(.post, path, body).status == .ok)
        #expect(try await limited.send(.post, path, body).error == .billingLimitExceeded)
    }

    @Test("a listing under way shows nothing of what is written meanwhile")
    func listing() async throws {
        let fixture = try WritableBase()
        let first = try await fixture.probe.page(path + "?pageSize=1")
        _ = try await fixture.send(.patch, path + "/\(other)", ["fields": ["Name": "New"]])
        _ = try await fixture.send(.post, path, ["fields": ["Name": "Newer"]])
        _ = try await fixture.send(.delete, path + "/\(project)")
        let offset = QueryString.encode(try #require(first.offset))
        let second = try await fixture.probe.page(path + "?pageSize=1&offset=" + offset)
        #expect(second.ids == [other] && second.offset == nil)
        #expect(try second.values()[0]["fields"]?["Name"] == "Beta")
        let anew = try await fixture.probe.pages(path + "?pageSize=1")
        #expect(anew.count == 2 && anew.flatMap(\.ids).contains(other))
    }
}
