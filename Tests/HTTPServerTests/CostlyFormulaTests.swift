import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPTypes
import Sync
import Testing

/// Formulas that take more work for a record than one evaluation may.
@Suite("Costly formulas over HTTP", .serialized) struct CostlyFormulaTests {
    private static let formula = "filterByFormula=LEN(REPT(%7BName%7D,1000000))%3E0"

    @Test("Airtable answers them, and the pages that follow")
    func asked() async throws {
        try await PassingServer.run { server in
            let target = server.path + "?pageSize=5&" + Self.formula
            let ids = server.ids()
            let offset = "itrAAAAAAAAAAAAAA/\(ids[4])"
            let pages = [
                #"{"records":[{"id":"\#(ids[4])","createdTime":"","fields":{}}],"offset":"\#(offset)"}"#,
                #"{"records":[{"id":"\#(ids[5])","createdTime":"","fields":{}}]}"#,
            ]
            for (number, page) in pages.enumerated() {
                server.transport.answer(
                    AirtableResponse(status: .ok, body: Array(page.utf8)))
                let rest = number == 0 ? "" : "&offset=\(QueryString.encode(offset))"
                let answer = try await server.send("GET", target + rest)
                #expect(answer.status == 200)
                #expect(answer.headers["x-aircache-source"] == "airtable")
                #expect(try answer.json() == JSONValue(parsing: Array(page.utf8)))
                let asked = try #require(server.transport.requests.last?.path)
                #expect(asked.contains("REPT") && asked.contains("offset=") == (number == 1))
            }
        }
    }

    @Test("where nothing is asked they are refused, as they are under /api")
    func refused() async throws {
        try await PassingServer.run {
            $0.forwardsQuestions = false
        } _: { server in
            server.transport.forget()
            let body = #"{"filterByFormula":"LEN(REPT({Name},1000000))>0"}"#
            let answers = [
                try await server.send("GET", server.path + "?" + Self.formula),
                try await server.send("POST", server.path + "/listRecords", body),
            ]
            for answer in answers {
                #expect(answer.status == 422)
                #expect(
                    try answer.json()["error"]?["type"]?.string == "INVALID_REQUEST_UNKNOWN")
            }
            let native = try await server.send(
                "GET", "/api/tables/\(server.table.id)?" + Self.formula)
            #expect(native.status == 400)
            #expect(native.text.contains("formula_too_costly"))
            #expect(server.transport.requests.isEmpty)
        }
    }
}
