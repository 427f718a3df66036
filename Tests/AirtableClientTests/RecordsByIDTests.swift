import AirtableAPI
import AirtableClient
import HTTPTypes
import Synchronization
import Testing

/// Answers each request with the records that its formula names, but for those that are gone.
private final class Finder: AirtableTransport {
    private let state = Mutex<[AirtableRequest]>([])
    private let gone: Set<String>

    init(gone: Set<String> = []) {
        self.gone = gone
    }

    var requests: [AirtableRequest] { state.withLock(\.self) }

    func send(_ request: AirtableRequest, timeout: Duration) async throws -> AirtableResponse {
        state.withLock { $0.append(request) }
        let json = try JSONValue(parsing: request.body)
        var ids = (json["filterByFormula"]?.string ?? "").split(separator: "'")
            .map(String.init).filter { $0.hasPrefix("rec") && !gone.contains($0) }
        // Two pages for a full batch, as if Airtable had made them smaller.
        let isFirst = json["offset"] == nil
        let isSplit = ids.count == 100
        if isSplit { ids = isFirst ? Array(ids[..<60]) : Array(ids[60...]) }
        let records = ids.map { #"{"id":"\#($0)","createdTime":"t","fields":{}}"# }
        let offset = isSplit && isFirst ? #","offset":"itrA/recA""# : ""
        return AirtableResponse(
            status: .ok,
            body: Array(#"{"records":[\#(records.joined(separator: ","))]\#(offset)}"#.utf8))
    }
}

@Suite("Records by id")
struct RecordsByIDTests {
    let base = BaseID("appA")
    let table = TableID("tblA")

    @Test("a hundred in a call, by POST, all pages, in the order of the batches")
    func batches() async throws {
        let ids = (1000..<1250).map { RecordID("rec\($0)") }
        let finder = Finder(gone: ["rec1201"])
        let pages = try await makeAirtable(finder).records(base: base, table: table, ids: ids)
        let found = pages.flatMap { page in page.records.map { page.text($0.id) } }
        #expect(found == ids.map(\.rawValue).filter { $0 != "rec1201" })
        let requests = finder.requests
        #expect(requests.count == 5)
        #expect(requests.allSatisfy { $0.path == "/v0/appA/tblA/listRecords" })
        #expect(requests.allSatisfy { $0.method == .post })
    }

    @Test("the formula is the one that Airtable's users write")
    func formula() async throws {
        let finder = Finder()
        _ = try await makeAirtable(finder).records(
            base: base, table: table, ids: [RecordID("recA"), RecordID("recB")])
        let body = try JSONValue(parsing: try #require(finder.requests.first).body)
        #expect(
            body == [
                "filterByFormula": "OR(RECORD_ID()='recA',RECORD_ID()='recB')", "pageSize": 100,
            ])
    }

    @Test("no ids, no call")
    func none() async throws {
        let finder = Finder()
        #expect(try await makeAirtable(finder).records(base: base, table: table, ids: []).isEmpty)
        #expect(finder.requests.isEmpty)
    }
}
