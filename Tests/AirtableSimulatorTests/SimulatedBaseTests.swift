import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Testing

@Suite("Edits of a base") struct SimulatedBaseTests {
    private let base = SmallBase.make(people: 5)
    private let date = Date(timeIntervalSince1970: 1_767_323_045)

    @Test("a new record gets an id, the time, and mirrored links")
    func create() throws {
        let record = try base.createRecord(
            in: "Teams",
            cells: ["Title": "New", "Members": [.string(SmallBase.person(1).rawValue)]],
            at: date)
        #expect(RecordID.isWellFormed(record.id.rawValue))
        #expect(record.createdTime == "2026-01-02T03:04:05.000Z")
        let person = try #require(base.record(SmallBase.person(1), in: SmallBase.people))
        #expect(person.cells["Team"] == [.string(record.id.rawValue)])
        #expect(base.revision == 1)
    }

    @Test("an update overwrites some cells, null clears one, and links move along")
    func update() throws {
        let team = RecordID("recTeam0000000001")
        let person = SmallBase.person(2)
        try base.updateRecord(
            person, in: "People / all", cells: ["Age": nil, "Team": [.string(team.rawValue)]])
        let changed = try #require(base.record(person, in: SmallBase.people))
        #expect(changed.cells.names == ["Name", "Team"])
        #expect(
            base.record(team, in: SmallBase.teams)?.cells["Members"] == [.string(person.rawValue)])
        try base.updateRecord(person, in: "People / all", cells: ["Team": []])
        #expect(base.record(team, in: SmallBase.teams)?.cells["Members"] == nil)
        #expect(base.revision == 2)
    }

    @Test("a deleted record goes from the links of others")
    func delete() throws {
        let team = RecordID("recTeam0000000001")
        try base.updateRecord(
            team, in: "Teams", cells: ["Members": [.string(SmallBase.person(3).rawValue)]])
        try base.deleteRecord(team, in: "Teams")
        #expect(base.record(SmallBase.person(3), in: SmallBase.people)?.cells["Team"] == nil)
        #expect(base.records(SmallBase.teams).isEmpty)
    }

    @Test("empty cells are left out, zero is not, and literals stay")
    func cells() throws {
        let record = SimulatedRecord(
            id: RecordID("rec00000000000000"), createdTime: "2026-01-02T03:04:05.000Z",
            fields: Array(#"{"Big":12345678901234567890,"One":1.0}"#.utf8))
        #expect(String(decoding: record.fields, as: UTF8.self).contains("12345678901234567890"))
        let other = SimulatedRecord(
            id: record.id, createdTime: record.createdTime,
            cells: ["A": "", "B": [], "C": false, "D": nil, "E": 0, "F": true])
        #expect(other.cells.names == ["E", "F"])
    }

    @Test("fields are added, renamed and deleted, values byte for byte")
    func fields() throws {
        try base.addField(name: "Nick name", type: .singleLineText, to: "People / all")
        try base.renameField("Age", of: SmallBase.people.rawValue, to: "Jahre \"alt\"")
        #expect(base.records(SmallBase.people)[0].cells.names == ["Name", "Jahre \"alt\""])
        try base.deleteField("Jahre \"alt\"", of: "People / all")
        #expect(base.records(SmallBase.people)[0].cells.names == ["Name"])
        #expect(throws: SimulatorError.self) {
            try base.deleteField("Name", of: "People / all")
        }
        #expect(throws: SimulatorError.self) {
            try base.renameField("Name", of: "People / all", to: "TEAM")
        }
    }

    @Test("tables are added, renamed and deleted together with links to them")
    func tables() throws {
        try base.addTable(name: "Machines")
        try base.renameTable("Teams", to: "Crews")
        #expect(base.schema.tables.map(\.name) == ["People / all", "Crews", "Machines"])
        try base.deleteTable("Crews")
        #expect(base.schema.tables[0].fields.map(\.name) == ["Name", "Age"])
        #expect(throws: SimulatorError.self) { try base.addTable(name: "people / ALL") }
        #expect(throws: SimulatorError.self) { try base.deleteTable("Crews") }
    }

    @Test("history knows every state that the base had, and no other")
    func history() throws {
        base.keepHistory()
        let first = base.baseState.tables[SmallBase.people]
        base.edit(count: 50, seed: 3, at: date)
        #expect(base.history.map(\.revision) == Array(0...base.revision))
        let records = base.records(SmallBase.people).map(\.json)
        let present = TableState(records: records)
        #expect(base.revisions(of: SmallBase.people, in: present).contains(base.revision))
        #expect(base.revisions(of: SmallBase.people, in: try #require(first)).contains(0))
        let torn = TableState(records: records.dropLast())
        #expect(base.revisions(of: SmallBase.people, in: torn).isEmpty)
    }

    @Test("random edits repeat themselves for a seed")
    func randomEdits() {
        let other = SmallBase.make(people: 5)
        base.edit(count: 100, seed: 9, at: date)
        other.edit(count: 100, seed: 9, at: date)
        #expect(base.baseState == other.baseState)
        #expect(base.revision == 100)
    }

    @Test("a digest moves back when an edit is undone")
    func digest() throws {
        let before = base.baseState.tables
        try base.updateRecord(SmallBase.person(0), in: "People / all", cells: ["Name": "X"])
        #expect(base.baseState.tables != before)
        try base.updateRecord(SmallBase.person(0), in: "People / all", cells: ["Name": "Person 0"])
        #expect(base.baseState.tables == before)
    }
}
