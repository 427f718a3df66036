import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Testing

/// A base with webhooks, its clock, and what is asked of it.
struct WebhookFixture: Sendable {
    let base: SimulatedBase
    let airtable: SimulatedAirtable
    let clock = ManualClock()
    let probe: AirtableProbe
    let root: String

    init(
        _ base: SimulatedBase = SmallBase.make(people: 5), limits: SimulatorLimits = .none,
        deliver: NotificationDelivery? = nil, faults: NotificationFaults = .none
    ) {
        self.base = base
        let clock = clock
        airtable = SimulatedAirtable(
            bases: [base], tokens: ["patTest"], clock: clock, wallNow: { clock.wallNow },
            limits: limits, notificationFaults: faults, deliver: deliver)
        probe = AirtableProbe(transport: airtable)
        root = "/v0/bases/\(base.id)/webhooks"
    }

    static let everything = #"{"dataTypes":["tableData","tableFields","tableMetadata"]}"#

    func create(
        _ filters: String = everything, includes: String = "{}", url: String? = nil
    ) async throws -> CreatedWebhook {
        let options = #"{"options":{"filters":\#(filters),"includes":\#(includes)}}"#
        var body: JSONObject = ["specification": try JSONValue(parsing: Array(options.utf8))]
        body["notificationUrl"] = url.map(JSONValue.string)
        return try CreatedWebhook(parsing: try await probe.post(root, .object(body)).body)
    }

    func list() async throws -> [Webhook] {
        try Webhook.list(parsing: try await probe.get(root).body)
    }

    /// The payloads from a number on, as they were sent.
    func payloads(_ webhook: WebhookID, cursor: Int = 1) async throws -> [JSONValue] {
        let answer = try await probe.get("\(root)/\(webhook)/payloads?cursor=\(cursor)")
        return answer.json["payloads"]?.array ?? []
    }

    /// The last payload's entry of a table.
    func lastChange(_ webhook: WebhookID, of table: TableID) async throws -> JSONValue? {
        try await payloads(webhook).last?["changedTablesById"]?[table.rawValue]
    }
}

@Suite("Payloads of webhooks") struct WebhookPayloadTests {
    private let people = "People / all"
    private let date = Date(timeIntervalSince1970: 1_767_323_045)
    private let team = RecordID("recTeam0000000001")

    @Test("an update tells the changed cells by field id, cleared ones as null")
    func update() async throws {
        let fixture = WebhookFixture()
        let hook = try await fixture.create(
            includes: #"{"includePreviousCellValues":true,"includeCellValuesInFieldIds":"all"}"#)
        let person = SmallBase.person(2)
        try fixture.base.updateRecord(person, in: people, cells: ["Age": nil])
        let payload = try #require(try await fixture.payloads(hook.id).first)
        #expect(payload["timestamp"] == "2026-01-01T00:00:00.000Z")
        #expect(payload["baseTransactionNumber"] == 1)
        #expect(payload["payloadFormat"] == "v0")
        #expect(payload["actionMetadata"]?["source"] == "client")
        #expect(
            payload["changedTablesById"]?[SmallBase.people.rawValue] == [
                "changedRecordsById": [
                    "recPerson00000002": [
                        "current": ["cellValuesByFieldId": ["fldAge00000000000": nil]],
                        "previous": ["cellValuesByFieldId": ["fldAge00000000000": 2]],
                        "unchanged": [
                            "cellValuesByFieldId": ["fldName0000000000": "Person 2"]
                        ],
                    ]
                ]
            ])
    }

    @Test("a link is told in both tables, with the names of the records")
    func links() async throws {
        let fixture = WebhookFixture()
        let hook = try await fixture.create()
        let person = SmallBase.person(1)
        try fixture.base.updateRecord(
            person, in: people, cells: ["Team": [.string(team.rawValue)]])
        let payloads = try await fixture.payloads(hook.id)
        #expect(payloads.count == 1)
        let tables = payloads[0]["changedTablesById"]
        func cells(_ table: TableID, _ record: RecordID) -> JSONValue? {
            tables?[table.rawValue]?["changedRecordsById"]?[record.rawValue]?["current"]?[
                "cellValuesByFieldId"]
        }
        #expect(
            cells(SmallBase.people, person) == [
                "fldTeam0000000000": [["id": .string(team.rawValue), "name": "Roasters"]]
            ])
        #expect(
            cells(SmallBase.teams, team) == [
                "fldMembers0000000": [["id": .string(person.rawValue), "name": "Person 1"]]
            ])
    }

    @Test("records are created and destroyed, and what links to them changes")
    func createAndDelete() async throws {
        let fixture = WebhookFixture()
        let hook = try await fixture.create()
        let record = try fixture.base.createRecord(in: people, cells: ["Name": "New"], at: date)
        #expect(
            try await fixture.lastChange(hook.id, of: SmallBase.people) == [
                "createdRecordsById": [
                    record.id.rawValue: [
                        "createdTime": "2026-01-02T03:04:05.000Z",
                        "cellValuesByFieldId": ["fldName0000000000": "New"],
                    ]
                ]
            ])
        try fixture.base.updateRecord(
            record.id, in: people, cells: ["Team": [.string(team.rawValue)]])
        try fixture.base.deleteRecord(record.id, in: people)
        let last = try #require(try await fixture.payloads(hook.id).last)
        let payload = try WebhookPayload(json: last)
        #expect(payload.changedTables.map(\.destroyedRecords) == [[record.id], []])
        #expect(payload.changedTables.map(\.changedRecords) == [[], [team]])
        #expect(payload.baseTransactionNumber == 3)
    }

    @Test("fields and tables are told without options")
    func schema() async throws {
        let fixture = WebhookFixture()
        let base = fixture.base
        let hook = try await fixture.create(includes: #"{"includePreviousFieldDefinitions":true}"#)
        let field = try base.addField(name: "Nick", type: .singleLineText, to: people)
        let id = field.id.rawValue
        #expect(
            try await fixture.lastChange(hook.id, of: SmallBase.people) == [
                "createdFieldsById": [id: ["name": "Nick", "type": "singleLineText"]]
            ])
        try base.renameField("Nick", of: people, to: "Nickname")
        try base.changeField("Nickname", of: people, type: .number, options: ["precision": 1])
        #expect(
            try await fixture.lastChange(hook.id, of: SmallBase.people) == [
                "changedFieldsById": [
                    id: ["current": ["type": "number"], "previous": ["type": "singleLineText"]]
                ]
            ])
        try base.changeField("Nickname", of: people, options: ["precision": 2])
        #expect(
            try await fixture.lastChange(hook.id, of: SmallBase.people)?["changedFieldsById"]?[id]
                == ["current": [:], "previous": [:]])
        try base.deleteField("Nickname", of: people)
        #expect(
            try await fixture.lastChange(hook.id, of: SmallBase.people) == [
                "destroyedFieldIds": [.string(id)]
            ])
        try base.renameTable(people, to: "All")
        #expect(
            try await fixture.lastChange(hook.id, of: SmallBase.people)?["changedMetadata"] == [
                "current": ["name": "All", "description": nil],
                "previous": ["name": "People / all", "description": nil],
            ])
        let table = try base.addTable(name: "Machines")
        let created = try await fixture.payloads(hook.id).last?["createdTablesById"]
        #expect(created?[table.id.rawValue]?["metadata"]?["name"] == "Machines")
        try base.deleteTable("Teams")
        let last = try #require(try await fixture.payloads(hook.id).last)
        #expect(last["destroyedTableIds"] == [.string(SmallBase.teams.rawValue)])
        #expect(
            last["changedTablesById"]?[SmallBase.people.rawValue]?["destroyedFieldIds"] == [
                "fldTeam0000000000"
            ])
        try base.addView(name: "Other", to: "All")
        #expect(try await fixture.payloads(hook.id).count == 8)
    }

    @Test("many records of one action are split over payloads of one number")
    func batch() async throws {
        let fixture = WebhookFixture(SmallBase.make(people: 250))
        let hook = try await fixture.create()
        try fixture.base.editRecords(
            in: people, (0..<250).map { .update(SmallBase.person($0), ["Age": 1_000]) }, at: date)
        let payloads = try await fixture.payloads(hook.id).map { try WebhookPayload(json: $0) }
        #expect(payloads.map { $0.changedTables[0].changedRecords.count } == [100, 100, 50])
        #expect(Set(payloads.map(\.baseTransactionNumber)) == [1])
        #expect(Set(payloads.map(\.timestamp)).count == 1)
        #expect(throws: SimulatorError.self) {
            try fixture.base.editRecords(
                in: people, [.update(SmallBase.person(0), ["Age": 1]), .delete(RecordID("recX"))],
                at: date)
        }
        #expect(
            fixture.base.record(SmallBase.person(0), in: SmallBase.people)?.cells["Age"] == 1_000)
        #expect(try await fixture.payloads(hook.id).count == 3)
    }

    @Test(
        "filters leave out what is not wanted",
        arguments: [
            (#"{"dataTypes":["tableData"]}"#, 3), (#"{"dataTypes":["tableFields"]}"#, 1),
            (#"{"dataTypes":["tableMetadata"]}"#, 1),
            (#"{"dataTypes":["tableData"],"changeTypes":["add"]}"#, 1),
            (#"{"dataTypes":["tableData"],"changeTypes":["update"]}"#, 2),
            (#"{"dataTypes":["tableData"],"recordChangeScope":"tblTeams000000000"}"#, 1),
            (#"{"dataTypes":["tableData"],"fromSources":["publicApi"]}"#, 0),
            (#"{"dataTypes":["tableData"],"watchDataInFieldIds":["fldAge00000000000"]}"#, 2),
        ])
    func filters(filters: String, count: Int) async throws {
        let fixture = WebhookFixture()
        let base = fixture.base
        let hook = try await fixture.create(filters)
        try base.createRecord(in: people, cells: ["Name": "New"], at: date)
        try base.updateRecord(SmallBase.person(1), in: people, cells: ["Age": 99])
        try base.updateRecord(team, in: "Teams", cells: ["Title": "Cooks"])
        try base.addField(name: "Nick", type: .singleLineText, to: people)
        try base.renameTable("Teams", to: "Crews")
        #expect(try await fixture.payloads(hook.id).count == count)
    }

    @Test("the deletion of what is watched puts a webhook into error for good")
    func broken() async throws {
        let fixture = WebhookFixture()
        let scoped = try await fixture.create(
            #"{"dataTypes":["tableData"],"recordChangeScope":"tblTeams000000000"}"#)
        let watching = try await fixture.create(
            #"{"dataTypes":["tableData"],"watchDataInFieldIds":["fldAge00000000000"]}"#)
        try fixture.base.deleteField("Age", of: people)
        try fixture.base.deleteTable("Teams")
        try fixture.base.createRecord(in: people, cells: ["Name": "New"], at: date)
        for hook in [scoped, watching] {
            let payloads = try await fixture.payloads(hook.id).map { try WebhookPayload(json: $0) }
            #expect(payloads.map(\.failure) == [.invalidFilters])
        }
        #expect(try await fixture.list().map(\.isHookEnabled) == [false, false])
    }

    @Test("random edits of every kind, replayed from payloads, give the base's records")
    func replay() async throws {
        let fixture = WebhookFixture(SmallBase.make(people: 20))
        let base = fixture.base
        let hook = try await fixture.create()
        var known: [TableID: Set<RecordID>] = [:]
        for table in base.schema.tables { known[table.id] = Set(base.records(table.id).map(\.id)) }
        base.editAnything(count: 300, seed: 4, at: date)
        var cursor = 1
        while true {
            let answer = try await fixture.probe.get(
                "\(fixture.root)/\(hook.id)/payloads?cursor=\(cursor)")
            let page = try WebhookPayloadPage(parsing: answer.body)
            #expect(page.firstNumber == cursor)
            for payload in page.payloads { Self.apply(payload, to: &known) }
            cursor = page.cursor
            if !page.mightHaveMore { break }
        }
        #expect(cursor > 100)
        for table in base.schema.tables {
            #expect(known[table.id] == Set(base.records(table.id).map(\.id)), "\(table.name)")
        }
        #expect(Set(known.keys) == Set(base.schema.tables.map(\.id)))
    }

    /// Cells by field id, for the fields that a table has before and after.
    private static func cells(
        _ record: SimulatedRecord, _ schema: TableSchema, _ common: Set<FieldID>
    ) -> [FieldID: JSONValue] {
        var values: [FieldID: JSONValue] = [:]
        for field in schema.fields where common.contains(field.id) {
            values[field.id] = record.cells[field.name]
        }
        return values
    }

    @Test("no change of a cell goes untold, computed ones included", arguments: 1...10)
    func complete(seed: UInt64) async throws {
        let fixture = WebhookFixture(DemoBase.make())
        let base = fixture.base
        base.webhookSettings.recordsPerPayload = 7
        let hook = try await fixture.create()
        let before = base.schema
        let records = Dictionary(
            uniqueKeysWithValues: before.tables.map { ($0.id, base.records($0.id)) })
        base.editAnything(count: 40, seed: seed, at: date)
        var told: Set<RecordID> = []
        var page = WebhookPayloadPage(payloads: [], cursor: 1, mightHaveMore: true)
        while page.mightHaveMore {
            let path = "\(fixture.root)/\(hook.id)/payloads?cursor=\(page.cursor)"
            page = try WebhookPayloadPage(parsing: try await fixture.probe.get(path).body)
            for table in page.payloads.flatMap(\.changedTables) {
                told.formUnion(table.changedRecords)
            }
        }
        for old in before.tables {
            guard let new = base.schema.table(old.id) else { continue }
            let common = Set(old.fields.map(\.id)).intersection(new.fields.map(\.id))
            for record in records[old.id] ?? [] {
                guard let present = base.record(record.id, in: old.id) else { continue }
                let isEqual =
                    Self.cells(record, old, common) == Self.cells(present, new, common)
                #expect(isEqual || told.contains(record.id), "\(record.id) of \(old.name)")
            }
        }
    }

    private static func apply(
        _ payload: WebhookPayload, to known: inout [TableID: Set<RecordID>]
    ) {
        for table in payload.destroyedTables { known[table] = nil }
        for table in payload.createdTables { known[table.id] = Set(table.records) }
        for table in payload.changedTables {
            known[table.id, default: []].formUnion(table.createdRecords)
            known[table.id, default: []].subtract(table.destroyedRecords)
            #expect(known[table.id]?.isSuperset(of: table.changedRecords) == true)
        }
    }
}
