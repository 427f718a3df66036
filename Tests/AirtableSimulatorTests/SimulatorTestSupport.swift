import AirtableAPI
import AirtableSimulator
import HTTPTypes

/// A transport with a token, and what tests ask of it.
struct AirtableProbe: Sendable {
    let transport: any AirtableTransport
    var token: String? = "patTest"

    func get(_ path: String) async throws -> AirtableResponse {
        try await send(AirtableRequest(path: path))
    }

    func post(_ path: String, _ body: JSONValue) async throws -> AirtableResponse {
        try await send(AirtableRequest(method: .post, path: path, body: body.bytes))
    }

    func send(_ request: AirtableRequest) async throws -> AirtableResponse {
        var request = request
        if let token { request.headerFields[.authorization] = "Bearer \(token)" }
        return try await transport.send(request, timeout: .seconds(60))
    }

    func page(_ path: String) async throws -> RecordPage {
        try RecordPage(parsing: await get(path).body)
    }

    /// All pages of a listing, from its first one.
    func pages(_ path: String) async throws -> [RecordPage] {
        var pages = [try await page(path)]
        while let offset = pages[pages.count - 1].offset {
            let separator = path.contains("?") ? "&" : "?"
            pages.append(
                try await page("\(path)\(separator)offset=\(QueryString.encode(offset))"))
        }
        return pages
    }
}

extension RecordPage {
    var ids: [String] { records.map { text($0.id) } }

    /// The records of the page as JSON values.
    func values() throws -> [JSONValue] {
        try records.map { try JSONValue(parsing: Array(bytes[$0.whole])) }
    }
}

extension AirtableResponse {
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    var error: AirtableErrorBody? { AirtableErrorBody(parsing: body) }
}

/// A small base of two tables that know each other.
enum SmallBase {
    static let id = BaseID("appSmallBase00000")
    static let people = TableID("tblPeople00000000")
    static let teams = TableID("tblTeams000000000")

    static func make(people count: Int = 250) -> SimulatedBase {
        let name = FieldSchema(
            id: FieldID("fldName0000000000"), name: "Name", type: .singleLineText)
        let age = FieldSchema(
            id: FieldID("fldAge00000000000"), name: "Age", type: .number,
            rawOptions: ["precision": 0])
        let team = FieldSchema(
            id: FieldID("fldTeam0000000000"), name: "Team", type: .multipleRecordLinks,
            rawOptions: links(to: teams, inverse: FieldID("fldMembers0000000")))
        let title = FieldSchema(
            id: FieldID("fldTitle000000000"), name: "Title", type: .singleLineText)
        let members = FieldSchema(
            id: FieldID("fldMembers0000000"), name: "Members", type: .multipleRecordLinks,
            rawOptions: links(to: people, inverse: FieldID("fldTeam0000000000")))
        let view = ViewSchema(
            id: ViewID("viwGrid0000000000"), name: "Grid view", visibleFieldIDs: [name.id])
        let schema = BaseSchema(tables: [
            TableSchema(
                id: people, name: "People / all", primaryFieldID: name.id,
                fields: [name, age, team], views: [view]),
            TableSchema(
                id: teams, name: "Teams", primaryFieldID: title.id, fields: [title, members]),
        ])
        let records = (0..<count).map { index in
            SimulatedRecord(
                id: person(index), createdTime: "2026-01-02T03:04:05.000Z",
                cells: [
                    "Name": .string("Person \(index)"),
                    "Age": .number(JSONNumber(count - index - 1)),
                ])
        }
        let team1 = SimulatedRecord(
            id: RecordID("recTeam0000000001"), createdTime: "2026-01-02T03:04:05.000Z",
            cells: ["Title": "Roasters"])
        return SimulatedBase(
            id: id, name: "Small", schema: schema, records: [people: records, teams: [team1]])
    }

    static func person(_ index: Int) -> RecordID {
        let digits = String(index)
        return RecordID("recPerson" + String(repeating: "0", count: 8 - digits.count) + digits)
    }

    private static func links(to table: TableID, inverse: FieldID) -> JSONValue {
        [
            "linkedTableId": .string(table.rawValue), "isReversed": false,
            "prefersSingleRecordLink": false, "inverseLinkFieldId": .string(inverse.rawValue),
        ]
    }

    static let path = "/v0/appSmallBase00000/tblPeople00000000"
}
