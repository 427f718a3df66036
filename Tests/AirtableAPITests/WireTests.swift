import AirtableAPI
import Testing

@Suite("Schema, errors, queries on the wire")
struct WireTests {
    private let schemaText = """
        {"tables":[{"id":"tblAAAAAAAAAAAAAA","name":"Apartments","primaryFieldId":"fldBBBBBBBBBBBBBB",\
        "description":"d","fields":[\
        {"id":"fldAAAAAAAAAAAAAA","name":"Link","type":"multipleRecordLinks","options":\
        {"linkedTableId":"tblBBBBBBBBBBBBBB","isReversed":false,"prefersSingleRecordLink":true,\
        "inverseLinkFieldId":"fldCCCCCCCCCCCCCC"}},\
        {"id":"fldBBBBBBBBBBBBBB","name":"Name","type":"singleLineText"},\
        {"id":"fldDDDDDDDDDDDDDD","name":"Sum","type":"rollup","options":{"isValid":true,\
        "result":{"type":"currency","options":{"precision":2,"symbol":"€"}}}},\
        {"id":"fldEEEEEEEEEEEEEE","name":"New","type":"hologram","options":{"depth":3},"glow":true},\
        {"id":"fldFFFFFFFFFFFFFF","name":"Sort","type":"manualSort","options":null}],\
        "views":[{"id":"viwAAAAAAAAAAAAAA","name":"Grid view","type":"grid",\
        "visibleFieldIds":["fldBBBBBBBBBBBBBB"],"personalForUserId":"usrA"}],\
        "dateDependencySettings":{"isEnabled":false}}]}
        """

    @Test("A schema comes out as it went in, unknown types and keys included")
    func schemaRoundTrip() throws {
        let schema = try BaseSchema(parsing: Array(schemaText.utf8))
        #expect(try schema.json == JSONValue(parsing: schemaText))
        let table = try #require(schema.table(idOrName: "Apartments"))
        #expect(table.primaryField?.name == "Name")
        #expect(table.field(idOrName: "New")?.type.isComputed == true)
        #expect(table.view(idOrName: "viwAAAAAAAAAAAAAA")?.name == "Grid view")
        guard case .links(let links) = table.fields[0].options else {
            Issue.record("no link options")
            return
        }
        #expect(links.linkedTableID == TableID("tblBBBBBBBBBBBBBB"))
        #expect(links.inverseLinkFieldID == FieldID("fldCCCCCCCCCCCCCC"))
        guard case .rollup(let rollup) = table.fields[2].options else {
            Issue.record("no rollup options")
            return
        }
        #expect(rollup.result?.options == .currency(precision: 2, symbol: "€"))
    }

    @Test("A schema without names or ids is refused by the place")
    func badSchema() {
        let error = #expect(throws: WireFormatError.self) {
            try BaseSchema(parsing: Array(#"{"tables":[{"id":"tblA"}]}"#.utf8))
        }
        #expect(error?.path == "tables[0].name")
    }

    @Test("All four shapes of error bodies are read and written")
    func errors() throws {
        for shape in AirtableErrorBody.Shape.allCases {
            let hasMessage = shape == .object || shape == .list
            let body = AirtableErrorBody(
                type: "X_Y", message: hasMessage ? "m" : nil, shape: shape)
            #expect(AirtableErrorBody(parsing: body.json.bytes) == body)
        }
        for text in ["<html>", "", "[]", #"{"error":null}"#, #"{"errors":[]}"#] {
            #expect(AirtableErrorBody(parsing: Array(text.utf8)) == nil)
        }
    }

    @Test("A listing's parameters survive the query and the body")
    func queries() throws {
        var query = ListRecordsQuery()
        query.fields = ["Náme", "a&b=c"]
        query.filterByFormula = "{A}='1+1'"
        query.maxRecords = 5
        query.pageSize = 2
        query.sort = [.init(field: "A"), .init(field: "B", direction: .descending)]
        query.view = "Grid view"
        query.cellFormat = .string
        query.timeZone = "Europe/Berlin"
        query.userLocale = "de"
        query.returnFieldsByFieldID = true
        query.recordMetadata = ["commentCount"]
        query.offset = "itr/rec"
        var unknown: [String] = []
        let text = query.queryString.text
        let parsed = try ListRecordsQuery(
            queryString: try #require(QueryString(parsing: text)), unknown: &unknown)
        #expect(parsed == query && unknown.isEmpty)
        var body = try ListRecordsQuery(json: query.json)
        #expect(body.timeZone == nil)
        body.timeZone = query.timeZone
        body.userLocale = query.userLocale
        #expect(body == query)
    }

    @Test("The clients' ways to write a query are understood")
    func clientQueries() throws {
        var unknown: [String] = []
        let text = """
            fields%5B%5D=A+B&fields[0]=C&sort%5B0%5D%5Bdirection%5D=desc&sort%5B0%5D%5Bfield%5D=X\
            &returnFieldsByFieldId=1&offset=&limit=3&&junk=1
            """
        let query = try ListRecordsQuery(
            queryString: try #require(QueryString(parsing: text)), unknown: &unknown)
        #expect(query.fields == ["A B", "C"])
        #expect(query.sort == [.init(field: "X", direction: .descending)])
        #expect(query.returnFieldsByFieldID && query.offset == nil && query.pageSize == 3)
        #expect(unknown == ["junk"])
        #expect(QueryString(parsing: "a=%zz") == nil)
        #expect(QueryString(parsing: "a=%ff") == nil)
        #expect(throws: InvalidParameter("pageSize", expected: "a whole number")) {
            try ListRecordsQuery(
                queryString: QueryString([.init("pageSize", "ten")]), unknown: &unknown)
        }
    }

    @Test("Every parameter is read by its name", arguments: ListRecordsQuery.Parameter.allCases)
    func parameters(_ parameter: ListRecordsQuery.Parameter) throws {
        let name = parameter.rawValue.replacing("[i]", with: "[0]")
        let value =
            switch parameter {
            case .maxRecords, .pageSize, .limit, .returnFieldsByFieldID: "1"
            case .sortDirection: "desc"
            case .cellFormat: "string"
            default: "x"
            }
        let before = QueryString(
            parameter == .sortDirection ? [.init("sort[0][field]", "A")] : [])
        var unknown: [String] = []
        let without = try ListRecordsQuery(queryString: before, unknown: &unknown)
        let with = try ListRecordsQuery(
            queryString: QueryString(before.items + [.init(name, value)]), unknown: &unknown)
        #expect(with != without)
        #expect(unknown.isEmpty)
    }

    @Test("Identifiers are told from names by their form")
    func identifiers() {
        #expect(RecordID.isWellFormed("recAAAAAAAAAAAAA1"))
        for text in ["rec", "recAAAAAAAAAAAAA", "tblAAAAAAAAAAAAA1", "recAAAAAAAAAAAA é"] {
            #expect(!RecordID.isWellFormed(text))
        }
        #expect(BaseID(wellFormed: "x") == nil)
        #expect(QueryString.encode("a/b c") == "a%2Fb%20c")
        #expect(QueryString.decode("a%2Fb%20c+d") == "a/b c+d")
    }

    @Test("Accounts and lists of bases survive")
    func accounts() throws {
        let who = WhoAmI(id: UserID("usrA"), email: "a@b.example", scopes: ["x"])
        #expect(try WhoAmI(parsing: who.json.bytes) == who)
        let bases = BaseList(
            bases: [.init(id: BaseID("appA"), name: "A", permissionLevel: "read")], offset: "itr")
        #expect(try BaseList(parsing: bases.json.bytes) == bases)
        #expect(throws: WireFormatError("id")) { try WhoAmI(parsing: Array("{}".utf8)) }
    }
}
