import AirtableAPI
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import AirtableSimulator

/// The admin API of files, by downloads as they come over a socket.
@Suite("Admin API of files")
struct AdminFilesTests {
    private let airtable: SimulatedAirtable

    init() {
        let base = SyntheticBase.make(records: 60, tables: 1, seed: 3)
        airtable = SimulatedAirtable(bases: [base], tokens: ["pat"], limits: .none)
        airtable.files.settings = SimulatedFiles.Settings()
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil
    ) throws -> AirtableResponse {
        let request = AirtableRequest(
            method: method, path: "/_simulator/files" + path, body: body?.bytes ?? [])
        return try #require(AdminAPI(airtable: airtable).respond(to: request))
    }

    /// A file's address, fresh.
    private func address() async throws -> (id: AttachmentID, url: String, size: Int) {
        let base = airtable.bases[0]
        let request = AirtableRequest(
            path: "/v0/\(base.id)/\(base.schema.tables[0].id)",
            headerFields: [.authorization: "Bearer pat"])
        let body = try await airtable.send(request, timeout: .seconds(10)).body
        let records = try JSONValue(parsing: body)["records"]?.array ?? []
        let files = records.flatMap { Attachment.all(in: $0["fields"]?["Files"]) }
        let file = try #require(files.first)
        return (file.id, try #require(file.urls[.original]), try #require(file.size))
    }

    /// What a download came to: the status and the bytes; nil where the connection broke.
    private func download(_ url: String) async throws -> (status: Int, count: Int)? {
        let received = Mutex((status: 0, count: 0))
        do {
            try await airtable.download(url) { part in
                received.withLock { received in
                    switch part {
                    case .head(let status, _): received.status = status.code
                    case .bytes(let bytes): received.count += bytes.count
                    }
                }
            }
        } catch is AirtableTransportError {
            return nil
        }
        return received.withLock { $0 }
    }

    @Test("a script of faults is the fate of the next downloads, and then they are honest again")
    func script() async throws {
        let plan: JSONValue = [
            "script": [
                "expired", "vanished", "unavailable", "truncated", "wrongSize", "slow", "redirect",
                "foreignRedirect", nil,
            ], "pieces": 3, "pauseMilliseconds": 1,
        ]
        #expect(try ask(.put, "/faults", plan).status == .ok)
        let file = try await address()
        let wanted: [(status: Int, count: Int?)?] = [
            (410, nil), (404, nil), (503, nil), nil, (200, file.size - 1 - file.size / 3),
            (200, file.size), (302, nil), (302, nil), (200, file.size), (200, file.size),
        ]
        for (number, outcome) in wanted.enumerated() {
            let answer = try await download(file.url)
            #expect(answer?.status == outcome?.status, "\(number)")
            if let count = outcome?.count { #expect(answer?.count == count, "\(number)") }
        }
        let state = try ask(.get, "").json
        #expect(state["requests"]?.integer == wanted.count)
        #expect(state["faults"]?.object?.members.count == 8)
        #expect(state["downloads"]?["\(file.id)/original"]?.integer == 3)
        #expect(state["bytes"]?.integer == 3 * file.size)
        let reset = AirtableRequest(method: .post, path: "/_simulator/counts/reset")
        #expect(AdminAPI(airtable: airtable).respond(to: reset)?.status == .ok)
        #expect(try ask(.get, "").json["requests"] == 0)
    }

    @Test("probabilities, lifetimes and vanished files")
    func others() async throws {
        #expect(
            try ask(.put, "/faults", ["seed": 3, "probabilities": ["vanished": 1]]).status == .ok)
        let file = try await address()
        #expect(try await download(file.url)?.status == 404)
        #expect(try ask(.put, "/faults", [:]).status == .ok)
        #expect(try await download(file.url)?.status == 200)
        #expect(try ask(.put, "/addresses", ["lifetimeSeconds": 60]).status == .ok)
        #expect(airtable.files.settings?.lifetime == .seconds(60))
        #expect(try ask(.delete, "/\(file.id)").status == .ok)
        #expect(try await download(file.url)?.status == 404)
    }

    @Test("what cannot be meant is refused, and changes nothing")
    func refusals() throws {
        airtable.files.faults = FileFaultPlan(seed: 9, pieces: 7)
        let cases: [(HTTPRequest.Method, String, JSONValue?, HTTPResponse.Status)] = [
            (.put, "/faults", ["script": ["gone"]], .badRequest),
            (.put, "/faults", ["probabilities": ["slow": 2]], .badRequest),
            (.put, "/faults", ["probabilities": ["slow": 0.6, "expired": 0.6]], .badRequest),
            (.put, "/faults", ["probabilities": ["serverError": 0.1]], .badRequest),
            (.put, "/addresses", ["lifetimeSeconds": 0], .badRequest),
            (.put, "/addresses", nil, .badRequest), (.delete, "/recX", nil, .notFound),
            (.delete, "/..", nil, .notFound), (.post, "/faults", nil, .notFound),
            (.get, "/faults", nil, .notFound),
        ]
        for (method, path, body, status) in cases {
            #expect(try ask(method, path, body).status == status, "\(method) \(path)")
        }
        #expect(airtable.files.faults == FileFaultPlan(seed: 9, pieces: 7))
    }
}
