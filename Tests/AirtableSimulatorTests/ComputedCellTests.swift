import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Testing

@Suite("Computed cells") struct ComputedCellTests {
    private let people = "People / all"
    private let team = RecordID("recTeam0000000001")
    private let fixture = WebhookFixture()
    private var base: SimulatedBase { fixture.base }

    /// Teams count and sum up their members; people look their team's label up.
    init() throws {
        let link: JSONValue = ["recordLinkFieldId": "fldMembers0000000"]
        try base.addField(name: "Size", type: .count, options: link, to: "Teams")
        try base.addField(
            name: "Ages", type: .rollup,
            options: [
                "recordLinkFieldId": "fldMembers0000000",
                "fieldIdInLinkedTable": "fldAge00000000000", "result": ["type": "number"],
            ], to: "Teams")
        let label = try base.addField(
            name: "Label", type: .formula,
            options: ["formula": "{fldTitle000000000}&' #'&{Size}"], to: "Teams")
        try base.addField(
            name: "Team label", type: .multipleLookupValues,
            options: [
                "recordLinkFieldId": "fldTeam0000000000",
                "fieldIdInLinkedTable": .string(label.id.rawValue),
            ], to: people)
        try base.addField(
            name: "Changed", type: .lastModifiedTime,
            options: ["referencedFieldIds": ["fldAge00000000000"]], to: people)
    }

    private func join(_ indices: [Int]) throws {
        try base.updateRecord(
            team, in: "Teams",
            cells: ["Members": .array(indices.map { .string(SmallBase.person($0).rawValue) })])
    }

    private func cells(_ index: Int) -> JSONObject {
        base.record(SmallBase.person(index), in: SmallBase.people)?.cells ?? [:]
    }

    @Test("counts, sums, texts and lookups follow, through a chain")
    func chain() throws {
        try join([0, 1])
        let cells = try #require(base.record(team, in: SmallBase.teams)).cells
        #expect(cells["Size"] == 2 && cells["Ages"] == 7)
        #expect(cells["Label"] == "Roasters #2")
        #expect(self.cells(1)["Team label"] == ["Roasters #2"])
        #expect(self.cells(2)["Team label"] == nil)
        try base.updateRecord(team, in: "Teams", cells: ["Title": "Cooks"])
        #expect(self.cells(0)["Team label"] == ["Cooks #2"])
        try base.updateRecord(SmallBase.person(0), in: people, cells: ["Age": 40])
        #expect(base.record(team, in: SmallBase.teams)?.cells["Ages"] == 43)
        try base.deleteRecord(SmallBase.person(0), in: people)
        #expect(base.record(team, in: SmallBase.teams)?.cells["Size"] == 1)
        #expect(self.cells(1)["Team label"] == ["Cooks #1"])
    }

    @Test("they come in a later payload of the same number")
    func payloads() async throws {
        let hook = try await fixture.create()
        try join([0])
        let payloads = try await fixture.payloads(hook.id).map { try WebhookPayload(json: $0) }
        #expect(payloads.count == 2)
        #expect(payloads[0].baseTransactionNumber == payloads[1].baseTransactionNumber)
        #expect(payloads[1].changedTables.map(\.id) == [SmallBase.people, SmallBase.teams])
        #expect(payloads[1].changedTables.map(\.changedRecords) == [[SmallBase.person(0)], [team]])
        base.webhookSettings.hasComputedPayloads = false
        try join([0, 1])
        #expect(try await fixture.payloads(hook.id).count == 3)
    }

    @Test("a lookup tells its values by linked record")
    func lookup() async throws {
        let hook = try await fixture.create()
        try join([0])
        let field = try #require(
            base.schema.table(SmallBase.people)?.field(idOrName: "Team label"))
        let changed = try await fixture.lastChange(hook.id, of: SmallBase.people)
        #expect(
            changed?["changedRecordsById"]?["recPerson00000000"]?["current"]?[
                "cellValuesByFieldId"]?[field.id.rawValue] == [
                    "linkedRecordIds": ["recTeam0000000001"],
                    "valuesByLinkedRecordId": ["recTeam0000000001": ["Roasters #1"]],
                ])
    }

    @Test("the time of the last change follows the watched field only")
    func lastModified() throws {
        fixture.clock.advance(by: .seconds(60))
        try base.updateRecord(SmallBase.person(1), in: people, cells: ["Name": "X"])
        // The time at which the record of the fixture was created.
        #expect(cells(1)["Changed"] == "2026-01-02T03:04:05.000Z")
        try base.updateRecord(SmallBase.person(1), in: people, cells: ["Age": 1])
        #expect(cells(1)["Changed"] == "2026-01-01T00:01:00.000Z")
    }

    @Test("what was loaded stays byte for byte while its sources do")
    func untouched() throws {
        let demo = DemoBase.make()
        let table = try #require(demo.schema.tables.first)
        let before = demo.records(table.id).map(\.json)
        try demo.addView(name: "Other view", to: table.id.rawValue)
        try demo.addField(name: "Fresh", type: .singleLineText, to: table.id.rawValue)
        #expect(demo.records(table.id).map(\.json) == before)
    }

    @Test("a retyped field keeps what fits")
    func retype() throws {
        try base.updateRecord(SmallBase.person(0), in: people, cells: ["Name": "12"])
        try base.addField(name: "Text", type: .singleLineText, to: people)
        try base.updateRecord(SmallBase.person(0), in: people, cells: ["Text": "12"])
        try base.updateRecord(SmallBase.person(1), in: people, cells: ["Text": "twelve"])
        try base.changeField("Text", of: people, type: .number, options: ["precision": 0])
        #expect(cells(0)["Text"] == 12 && cells(1)["Text"] == nil)
        try base.changeField("Text", of: people, type: .singleLineText)
        #expect(cells(0)["Text"] == "12")
        let field = try #require(base.schema.table(SmallBase.people)?.field(idOrName: "Text"))
        #expect(field.type == .singleLineText && field.rawOptions == nil)
    }

    @Test("views are added, renamed and deleted")
    func views() throws {
        let view = try base.addView(name: "Second", to: people)
        #expect(throws: SimulatorError.self) { try base.addView(name: "Second", to: people) }
        try base.renameView("Second", of: people, to: "Third")
        #expect(base.schema.table(SmallBase.people)?.view(idOrName: "Third")?.id == view.id)
        try base.deleteView("Third", of: people)
        #expect(base.schema.table(SmallBase.people)?.views.count == 1)
    }

    @Test("random edits of every kind repeat themselves for a seed")
    func repeated() {
        let one = SmallBase.make(people: 20)
        let other = SmallBase.make(people: 20)
        let date = Date(timeIntervalSince1970: 1_767_323_045)
        one.editAnything(count: 200, seed: 8, at: date)
        other.editAnything(count: 200, seed: 8, at: date)
        #expect(one.baseState == other.baseState && one.schema == other.schema)
        #expect(one.revision > 150)
    }
}
