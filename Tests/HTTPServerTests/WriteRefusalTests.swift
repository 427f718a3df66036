import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPServer
import HTTPTypes
import Testing

/// Writes that Airtable refuses or does not answer: statuses and bodies as it has them.
@Suite("Refused writes over HTTP", .serialized) struct WriteRefusalTests {
    private struct Refused {
        let method: String
        var path = ""
        let body: String?
        let status: Int
        let type: String
        var message: String?
    }

    private static let records = (0..<11).map { _ in #"{"fields":{"Name":"x"}}"# }
        .joined(separator: ",")

    private static func refused(_ record: String) -> [Refused] {
        let deleted = (0..<11).map { _ in "records[]=\(record)" }.joined(separator: "&")
        let eleven = (0..<11).map { _ in #"{"id":"\#(record)","fields":{}}"# }
            .joined(separator: ",")
        let invalid = "INVALID_REQUEST_UNKNOWN"
        return [
            Refused(
                method: "POST", body: #"{"records":[\#(records)]}"#, status: 422,
                type: "INVALID_RECORDS",
                message:
                    "A maximum of 10 records can be created per request but you have provided 11."
            ),
            Refused(
                method: "PATCH", body: #"{"records":[\#(eleven)]}"#, status: 422,
                type: "INVALID_RECORDS"),
            Refused(
                method: "DELETE", path: "?" + deleted, body: nil, status: 422,
                type: "INVALID_RECORDS"),
            Refused(method: "DELETE", body: nil, status: 422, type: invalid),
            Refused(
                method: "POST", body: #"{"fields":"#, status: 400, type: "INVALID_REQUEST_BODY"),
            Refused(method: "POST", body: "", status: 400, type: "INVALID_REQUEST_BODY"),
            Refused(method: "POST", body: "[]", status: 422, type: "INVALID_REQUEST_BODY"),
            Refused(
                method: "POST", body: "{}", status: 422, type: "INVALID_REQUEST_MISSING_FIELDS"),
            Refused(method: "POST", body: #"{"fields":[]}"#, status: 422, type: invalid),
            Refused(
                method: "POST", body: #"{"fields":{"Name":"x"},"typecast":"yes"}"#, status: 422,
                type: invalid),
            Refused(
                method: "POST", body: #"{"fields":{"Amount":"much"}}"#, status: 422,
                type: "INVALID_VALUE_FOR_COLUMN",
                message: "Field \"Amount\" cannot accept the provided value"),
            Refused(
                method: "PATCH", path: "/" + record, body: #"{"fields":{"Label":"x"}}"#,
                status: 422, type: "INVALID_VALUE_FOR_COLUMN",
                message:
                    "Field \"Label\" cannot accept a value because the field is computed"),
            Refused(
                method: "PATCH", path: "/" + record, body: #"{"fields":{"No such":1}}"#,
                status: 422, type: "UNKNOWN_FIELD_NAME",
                message: "Unknown field name: \"No such\""),
            Refused(
                method: "PATCH", path: "/" + record, body: #"{"fields":{"Status":"Nothing"}}"#,
                status: 422, type: "INVALID_MULTIPLE_CHOICE_OPTIONS"),
            Refused(
                method: "PATCH",
                body: #"{"records":[{"id":"recAAAAAAAAAAAAAA","fields":{}}]}"#, status: 422,
                type: "ROW_DOES_NOT_EXIST",
                message: "Record ID recAAAAAAAAAAAAAA does not exist in this table"),
            Refused(
                method: "PATCH", path: "/recAAAAAAAAAAAAAA", body: #"{"fields":{}}"#,
                status: 404, type: "MODEL_ID_NOT_FOUND"),
            Refused(
                method: "DELETE", path: "/recAAAAAAAAAAAAAA", body: nil, status: 404,
                type: "MODEL_ID_NOT_FOUND"),
            Refused(
                method: "PATCH",
                body:
                    #"{"performUpsert":{"fieldsToMergeOn":["Number"]},"records":[{"fields":{"Number":1}}]}"#,
                status: 422, type: invalid),
        ]
    }

    @Test("what Airtable refuses is refused in its words, and changes nothing")
    func refusals() async throws {
        try await PassingServer.run { server in
            let revision = server.base.revision
            for refused in Self.refused(server.ids()[0]) {
                let answer = try await server.send(
                    refused.method, server.path + refused.path, refused.body)
                let which = Comment(rawValue: "\(refused.method) \(refused.body ?? refused.path)")
                #expect(answer.status == refused.status, which)
                let error = try answer.json()["error"]
                #expect(error?["type"]?.string == refused.type, which)
                if let message = refused.message {
                    #expect(error?["message"]?.string == message, which)
                }
                #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
            }
            #expect(server.base.revision == revision)
            let unknown = try await server.send(
                "POST", "/v0/\(server.base.id)/Nothing", #"{"fields":{}}"#)
            #expect(unknown.status == 403)
            #expect(
                try unknown.json() == AirtableErrorBody.invalidPermissionsOrModelNotFound.json)
        }
    }

    @Test("a body that is too large is refused before anything is sent")
    func tooLarge() async throws {
        var limits = HTTPLimits()
        limits.passedBodyBytes = 100_000
        try await PassingServer.run(limits: limits) { server in
            server.transport.forget()
            let body = #"{"fields":{"Name":"\#(String(repeating: "x", count: 100_000))"}}"#
            let answer = try await server.send("POST", server.path, body)
            #expect(answer.status == 413)
            #expect(try answer.json()["error"]?["type"] == "REQUEST_TOO_LARGE")
            #expect(server.transport.requests.isEmpty)
            let fits = #"{"fields":{"Name":"\#(String(repeating: "x", count: 90_000))"}}"#
            #expect(try await server.send("POST", server.path, fits).status == 200)
        }
    }

    @Test("a 429 and a 503 of Airtable come through, with Retry-After; a write is sent once")
    func busy() async throws {
        try await PassingServer.run { server in
            let body = #"{"fields":{"Name":"busy"}}"#
            let limited = AirtableResponse(
                status: .tooManyRequests,
                headerFields: [.contentType: "application/json", .retryAfter: "30"],
                body: Array(#"{"errors":[{"error":"RATE_LIMIT_REACHED"}]}"#.utf8))
            var unavailable = limited
            unavailable.status = .serviceUnavailable
            unavailable.body = AirtableErrorBody.retriable.json.bytes
            for response in [limited, unavailable] {
                server.transport.forget()
                server.transport.answer(response)
                let answer = try await server.send("POST", server.path, body)
                #expect(answer.status == response.status.code)
                #expect(answer.body == response.body)
                #expect(answer.headers["retry-after"] == "30")
                let sent = server.transport.requests.count { $0.method == .post }
                #expect(sent == 1)
            }
            #expect(try server.count(named: "busy") == 0)
            #expect(try await server.send("POST", server.path, body).status == 200)
            #expect(try server.count(named: "busy") == 1)
        }
    }

    @Test("an HTML error of a gateway is passed on as it came, and the copy is looked after")
    func gateway() async throws {
        try await PassingServer.run { server in
            server.airtable.faults = FaultPlan(script: [.badGateway])
            let record = server.ids()[3]
            let answer = try await server.send(
                "PATCH", server.path + "/\(record)", #"{"fields":{"Name":"lost"}}"#)
            #expect(answer.status == 502)
            #expect(answer.headers["content-type"]?.hasPrefix("text/html") == true)
            #expect(try server.count(named: "lost") == 0)
        }
    }

    /// Each with a server of its own: what settles the one would take the fault of the other.
    @Test(
        "a lost answer is a 504, and the copy shows what came of it",
        arguments: [Fault.answerLost, .truncated])
    func lost(fault: Fault) async throws {
        try await PassingServer.run { server in
            let record = server.ids()[1]
            let name = "lost \(fault)"
            server.airtable.faults = FaultPlan(script: [fault])
            server.transport.forget()
            let answer = try await server.send(
                "PATCH", server.path + "/\(record)", #"{"fields":{"Name":"\#(name)"}}"#)
            #expect(answer.status == 504)
            #expect(try answer.json()["error"]?["type"] == "OUTCOME_UNKNOWN")
            #expect(server.transport.requests.count { $0.method == .patch } == 1)
            let deadline = ContinuousClock.now + .seconds(20)
            var read = JSONValue.null
            while read["fields"]?["Name"]?.string != name, ContinuousClock.now < deadline {
                read = try await server.send("GET", server.path + "/\(record)").json()
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(read["fields"]?["Name"]?.string == name, "\(fault)")
        }
    }
}
