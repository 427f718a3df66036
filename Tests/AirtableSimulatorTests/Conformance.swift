import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

/// What any Airtable must show, the real one and a simulated one: checks over a transport, for a
/// base whose first tables hold a few records. They only read, unless `edit` is given.
struct Conformance: Sendable {
    /// One thing to show. The raw value is its title.
    enum Check: String, CaseIterable, CustomTestStringConvertible {
        case whoAmI = "whoami tells the user and, for a personal token, no scopes"
        case bases = "the list of bases has the base"
        case schema = "the schema tells visible fields only when asked"
        case paths = "tables go by id or name; a trailing slash and an empty query mean nothing"
        case pages = "pages have tokens until the last, and every record comes once, by id"
        case maximum = "maxRecords holds over all pages"
        case emptyOffset = "an empty offset is none"
        case post = "POST listRecords lists as GET does, and ignores unknown members"
        case cells = "empty cells are left out"
        case fields = "fields[] chooses by name and by id, and ids can be the keys"
        case sort = "a listing can be sorted both ways"
        case view = "a view lists records with all their fields"
        case record = "a record is found by id, also under another table"
        case tokens = "a missing and a bad token are told apart"
        case unknownModels = "an unknown base or table is 403, a record or route 404"
        case badParameters = "bad parameters are 422 with their types"
        case webhooks = "a webhook is made, listed, told of an edit, refreshed and deleted"
        case writes = "records are created, changed, upserted and deleted"
        case comments = "comments are written, listed and deleted"
        case badBody = "a body that is no JSON is 400, one that is no object 422"

        var testDescription: String { rawValue }
    }

    let probe: AirtableProbe
    let base: BaseID
    /// Changes something in the base; nil where nothing may be changed.
    var edit: (@Sendable () async throws -> Void)?

    func run(_ check: Check) async throws {
        switch check {
        case .whoAmI: try await whoAmI()
        case .bases: try await bases()
        case .schema: try await schema()
        case .paths: try await paths()
        case .pages: try await pages()
        case .maximum: try await maximum()
        case .emptyOffset: try await emptyOffset()
        case .post: try await post()
        case .cells: try await cells()
        case .fields: try await fields()
        case .sort: try await sort()
        case .view: try await view()
        case .record: try await record()
        case .tokens: try await tokens()
        case .unknownModels: try await unknownModels()
        case .badParameters: try await badParameters()
        case .webhooks: try await webhooks()
        case .writes: try await writes()
        case .comments: try await comments()
        case .badBody: try await badBody()
        }
    }

    // MARK: What the checks share

    func table() async throws -> TableSchema {
        let schema = try await BaseSchema(
            parsing: probe.get("/v0/meta/bases/\(base)/tables").body)
        for table in schema.tables.prefix(5) {
            let page = try await probe.page("/v0/\(base)/\(table.id)?pageSize=3")
            if page.records.count == 3 { return table }
        }
        throw SimulatorError(
            .notFound, "No table of the base has three records.", hint: "Name another base.")
    }

    func path(_ table: TableSchema) -> String { "/v0/\(base)/\(table.id)" }

    func expect(
        _ answer: AirtableResponse, _ status: HTTPResponse.Status, _ types: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == status, sourceLocation: sourceLocation)
        let type = answer.error?.type ?? "no error body"
        #expect(types.contains(type), "\(type)", sourceLocation: sourceLocation)
    }
}
