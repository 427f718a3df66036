import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

/// A base with a field of every kind, and what is asked of it.
struct WritableBase: Sendable {
    static let projects = TableID("tblProjects000001")
    static let tasks = TableID("tblTasks000000001")
    static let project = "recProject0000001"
    static let otherProject = "recProject0000002"
    static let task = "recTask0000000001"
    static let path = "/v0/appWritable000001/Projects"

    let base: SimulatedBase
    let airtable: SimulatedAirtable
    let clock = ManualClock()
    let probe: AirtableProbe

    init(limits: SimulatorLimits = .none, faults: FaultPlan = .none) throws {
        let base = SimulatedBase(
            id: BaseID("appWritable000001"), name: "Writable",
            schema: try BaseSchema(parsing: Array(Self.schema.utf8)),
            records: [
                Self.projects: [
                    Self.record(
                        Self.project,
                        [
                            "Name": "Alpha", "Amount": 1, "State": "Todo",
                            "Tasks": [.string(Self.task)],
                            "Number": 1, "Title": "Alpha!", "Count": 1,
                            "Files": [
                                [
                                    "id": "attOld00000000001", "filename": "a.png",
                                    "url": "https://files.example/a.png",
                                ]
                            ],
                        ]),
                    Self.record(
                        Self.otherProject,
                        [
                            "Name": "Beta", "Amount": 1, "Number": 2, "Title": "Beta!", "Count": 0,
                            "Owner": [
                                "id": "usrGrace000000001", "email": "grace@airtable.example",
                            ],
                        ]),
                ],
                Self.tasks: [
                    Self.record(
                        Self.task,
                        ["Task": "Write", "Project": [.string(Self.project)], "Names": ["Alpha"]])
                ],
            ], seed: 7)
        let clock = clock
        self.base = base
        airtable = SimulatedAirtable(
            bases: [base],
            accessTokens: [
                AccessToken("patTest", email: "ada@airtable.example"),
                AccessToken("patOther", user: UserID("usrOther000000001")),
                AccessToken("patReader", writesRecords: false),
            ], clock: clock, wallNow: { clock.wallNow }, limits: limits, faults: faults)
        probe = AirtableProbe(transport: airtable)
    }

    private static func record(_ id: String, _ cells: JSONObject) -> SimulatedRecord {
        SimulatedRecord(
            id: RecordID(id), createdTime: "2026-01-02T03:04:05.000Z", cells: cells)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil
    ) async throws -> AirtableResponse {
        try await probe.send(
            AirtableRequest(method: method, path: path, body: body?.bytes ?? []))
    }

    /// The cells of a record of `Projects`, as the base has them.
    func cells(_ id: String) -> JSONObject? {
        base.record(RecordID(id), in: Self.projects)?.cells
    }

    private static let schema = #"""
        {"tables":[{"id":"tblProjects000001","name":"Projects","primaryFieldId":"fldName0000000001",
        "fields":[
        {"id":"fldName0000000001","name":"Name","type":"singleLineText"},
        {"id":"fldNotes000000001","name":"Notes","type":"richText"},
        {"id":"fldAmount00000001","name":"Amount","type":"number","options":{"precision":1}},
        {"id":"fldPrice000000001","name":"Price","type":"currency",
         "options":{"precision":2,"symbol":"CHF"}},
        {"id":"fldShare000000001","name":"Share","type":"percent","options":{"precision":0}},
        {"id":"fldTime0000000001","name":"Time","type":"duration",
         "options":{"durationFormat":"h:mm"}},
        {"id":"fldStars000000001","name":"Stars","type":"rating",
         "options":{"icon":"star","max":5,"color":"redBright"}},
        {"id":"fldDone0000000001","name":"Done","type":"checkbox","options":{}},
        {"id":"fldDay00000000001","name":"Day","type":"date",
         "options":{"dateFormat":{"name":"european","format":"D/M/YYYY"}}},
        {"id":"fldAt000000000001","name":"At","type":"dateTime",
         "options":{"dateFormat":{"name":"us","format":"M/D/YYYY"},"timeZone":"Europe/Berlin",
         "timeFormat":{"name":"24hour","format":"HH:mm"}}},
        {"id":"fldState000000001","name":"State","type":"singleSelect","options":{"choices":[
         {"id":"selTodo0000000001","name":"Todo","color":"blueLight2"},
         {"id":"selDone0000000001","name":"Done","color":"greenLight2"}]}},
        {"id":"fldTags0000000001","name":"Tags","type":"multipleSelects","options":{"choices":[
         {"id":"selRed00000000001","name":"red"},{"id":"selBlue0000000001","name":"blue"}]}},
        {"id":"fldOwner000000001","name":"Owner","type":"singleCollaborator"},
        {"id":"fldTeam0000000001","name":"Team","type":"multipleCollaborators"},
        {"id":"fldTasks000000001","name":"Tasks","type":"multipleRecordLinks","options":{
         "linkedTableId":"tblTasks000000001","isReversed":false,"prefersSingleRecordLink":false,
         "inverseLinkFieldId":"fldProject0000001"}},
        {"id":"fldFiles000000001","name":"Files","type":"multipleAttachments","options":{}},
        {"id":"fldCode0000000001","name":"Code","type":"barcode"},
        {"id":"fldNumber00000001","name":"Number","type":"autoNumber"},
        {"id":"fldTitle000000001","name":"Title","type":"formula","options":{"isValid":true,
         "formula":"{fldName0000000001}&'!'","referencedFieldIds":["fldName0000000001"],
         "result":{"type":"singleLineText"}}},
        {"id":"fldCount000000001","name":"Count","type":"count","options":{"isValid":true,
         "recordLinkFieldId":"fldTasks000000001"}},
        {"id":"fldCreated0000001","name":"Created","type":"createdTime","options":{
         "result":{"type":"date","options":{}}}},
        {"id":"fldAuthor00000001","name":"Author","type":"createdBy"},
        {"id":"fldEditor00000001","name":"Editor","type":"lastModifiedBy"},
        {"id":"fldChanged0000001","name":"Changed","type":"lastModifiedTime","options":{
         "isValid":true,"referencedFieldIds":[],"result":{"type":"dateTime","options":{}}}}],
        "views":[{"id":"viwGrid0000000001","name":"Grid view","type":"grid"},
         {"id":"viwOpen0000000001","name":"Open","type":"grid"}]},
        {"id":"tblTasks000000001","name":"Tasks","primaryFieldId":"fldTask0000000001","fields":[
        {"id":"fldTask0000000001","name":"Task","type":"singleLineText"},
        {"id":"fldProject0000001","name":"Project","type":"multipleRecordLinks","options":{
         "linkedTableId":"tblProjects000001","isReversed":true,"prefersSingleRecordLink":true,
         "inverseLinkFieldId":"fldTasks000000001"}},
        {"id":"fldNames000000001","name":"Names","type":"multipleLookupValues","options":{
         "isValid":true,"recordLinkFieldId":"fldProject0000001",
         "fieldIdInLinkedTable":"fldName0000000001","result":{"type":"singleLineText"}}}],
        "views":[]}]}
        """#
}
