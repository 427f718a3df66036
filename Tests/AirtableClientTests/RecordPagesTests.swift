import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@testable import AirtableClient

@Suite("The pages of a listing")
struct RecordPagesTests {
    let base = SyntheticBase.make(records: 450, tables: 1, seed: 3)
    var table: TableID { base.schema.tables[0].id }

    func simulator(_ faults: FaultPlan = .none) -> SimulatedAirtable {
        SimulatedAirtable(
            bases: [base], tokens: ["patTest"], clock: JumpingClock(), limits: .none, faults: faults
        )
    }

    /// The ids that a listing yields, and how often it restarted; pages before that are dropped.
    func list(
        _ transport: any AirtableTransport, _ query: ListRecordsQuery = ListRecordsQuery()
    ) async throws -> (ids: [String], restarts: Int) {
        var ids: [String] = []
        var restarts = 0
        let pages = makeAirtable(transport).recordPages(base: base.id, table: table, query: query)
        for try await element in pages {
            switch element {
            case .page(let page): ids += page.records.map { page.text($0.id) }
            case .restarted:
                ids = []
                restarts += 1
            }
        }
        return (ids, restarts)
    }

    @Test("every record once, in order")
    func all() async throws {
        let (ids, restarts) = try await list(simulator())
        #expect(ids == base.records(table).map(\.id.rawValue))
        #expect(restarts == 0)
    }

    @Test("an expired iterator starts the listing again, without duplicates")
    func expired() async throws {
        let faults = FaultPlan(script: [nil, nil, .expiredIterator, nil, .expiredIterator])
        let (ids, restarts) = try await list(simulator(faults))
        #expect(ids == base.records(table).map(\.id.rawValue))
        #expect(restarts == 2)
    }

    @Test("an invalid offset in the middle does as well")
    func invalidOffset() async throws {
        let record = #"{"id":"rec1","createdTime":"2026-01-01T00:00:00.000Z","fields":{}}"#
        let transport = ScriptedTransport([
            .answer(200, #"{"records":[\#(record)],"offset":"itr1/rec1"}"#),
            .answer(422, AirtableErrorBody.invalidOffset("itr1/rec1").json.text),
            .answer(200, #"{"records":[\#(record)]}"#),
        ])
        let (ids, restarts) = try await list(transport)
        #expect(ids == ["rec1"])
        #expect(restarts == 1)
    }

    @Test("a listing that always expires ends with an error")
    func alwaysExpires() async throws {
        let faults = FaultPlan(probabilities: [.expiredIterator: 1])
        let error = await #expect(throws: AirtableClientError.self) {
            try await list(simulator(faults))
        }
        #expect(error?.code == .listingExpired)
    }

    @Test("a listing that comes back to the same page ends with an error")
    func loop() async throws {
        let transport = ScriptedTransport([.answer(200, #"{"records":[],"offset":"itr1/rec1"}"#)])
        let error = await #expect(throws: AirtableClientError.self) { try await list(transport) }
        #expect(error?.code == .brokenAnswer)
        #expect(transport.requests.count == 2)
    }

    @Test("a URL that would be too long becomes a POST, locale in the query")
    func post() async throws {
        var query = ListRecordsQuery()
        query.timeZone = "Europe/Berlin"
        query.userLocale = "de"
        query.cellFormat = .string
        let short = Airtable.listRequest(base: base.id, table: table, query: query)
        #expect(short.method == .get)
        query.filterByFormula = "OR(" + String(repeating: "1,", count: 8_000) + "0)"
        let long = Airtable.listRequest(base: base.id, table: table, query: query)
        #expect(long.method == .post)
        #expect(
            long.path
                == "/v0/\(base.id)/\(table)/listRecords?timeZone=Europe%2FBerlin&userLocale=de")
        let body = try JSONValue(parsing: long.body)
        #expect(body["filterByFormula"]?.string == query.filterByFormula)
        #expect(body["timeZone"] == nil)
        #expect(long.headerFields[.contentType] == "application/json")
    }

    @Test("POST and GET list the same records")
    func postLists() async throws {
        var query = ListRecordsQuery()
        query.fields = base.schema.tables[0].fields.map(\.name)
        while Airtable.listRequest(base: base.id, table: table, query: query).method == .get {
            query.fields += query.fields
        }
        #expect(try await list(simulator(), query).ids.count == 450)
    }
}
