import AirtableAPI
import Foundation
import Storage
import Testing

@testable import HTTPServer

/// What Airtable answers to requests that it refuses.
@Suite struct AirtableErrorTests {
    struct Refused: Sendable {
        var method = "GET"
        let target: String
        var headers = [ServerFixture.authorization]
        var body: String?
        let status: Int
        let error: AirtableErrorBody
    }

    static let base = "/v0/\(ServerFixture.base)"
    static let table = base + "/Projects"
    static let post = base + "/Projects/listRecords"
    static let other = "appNotConfigured1"
    static let noModel = AirtableErrorBody.invalidPermissionsOrModelNotFound

    static let refused: [Refused] =
        [
            Refused(target: table, headers: [], status: 401, error: .authenticationRequired),
            Refused(
                target: "/v0/meta/whoami", headers: [], status: 401,
                error: .authenticationRequired),
            Refused(
                target: table, headers: ["Authorization: Basic eDp5"], status: 401,
                error: .authenticationRequired),
            Refused(
                target: table, headers: ["Authorization: Bearer wrong"], status: 401,
                error: .unauthorized),
            Refused(
                target: table + "?api_key=x", headers: [], status: 401,
                error: .authenticationRequired),
            Refused(target: "/v0/\(other)/Projects", status: 403, error: noModel),
            Refused(target: "/v0/meta/bases/\(other)/tables", status: 403, error: noModel),
            Refused(target: base + "/Nothing", status: 403, error: noModel),
            // The key is ours alone.
            Refused(target: base + "/projects", status: 403, error: noModel),
            Refused(target: base + "/Nothing/rec00000000000001", status: 403, error: noModel),
            Refused(target: base, status: 404, error: .notFound),
            Refused(target: "/v0", status: 404, error: .notFound),
            Refused(target: "/v0/", status: 404, error: .notFound),
            Refused(target: "/v0/meta/other", status: 404, error: .notFound),
            Refused(
                target: "/v0/bases/\(ServerFixture.base)/other", status: 404,
                error: .notFound),
            Refused(method: "POST", target: "/v0/meta/bases", status: 404, error: .notFound),
            Refused(method: "PUT", target: post, status: 403, error: .notPermitted),
            Refused(
                method: "POST", target: table, body: "{}", status: 403, error: .notPermitted),
            Refused(
                method: "DELETE", target: table + "?records[]=rec00000000000001", status: 403,
                error: .notPermitted),
            Refused(method: "POST", target: "/v0/\(other)/Projects", status: 403, error: noModel),
            Refused(
                target: "/v0/\(other)/Projects/rec00000000000001/comments", status: 403,
                error: noModel),
            Refused(target: "/v0/bases/\(other)/webhooks", status: 403, error: noModel),
            Refused(target: table + "/a/b/c", status: 404, error: .notFound),
            Refused(target: base + "/%ZZ", status: 404, error: .notFound),
            Refused(target: table + "/recNo", status: 404, error: .notFound),
            Refused(target: post, status: 404, error: .notFound),
            Refused(target: table + "/rec99999999999999", status: 404, error: .recordNotFound),
        ] + parameters + bodies

    private static let badQueries = [
        "pageSize=0", "pageSize=101", "pageSize=ten", "maxRecords=0", "maxRecords=-1",
        "unknown=1", "cellFormat=html", "cellFormat=string",
        "cellFormat=string&timeZone=Europe/Berlin", "recordMetadata[]=other",
        "sort[0][direction]=desc", "sort[0][field]=Name&sort[0][direction]=up",
        "returnFieldsByFieldId=maybe", "a=%ZZ", "sort=Name", "sort[i][field]=Name", "view[]=A",
        "view[0]=A", "maxRecords[0]=5", "pageSize[]=5", "limit[]=5", "filterByFormula[]=1",
        "offset[]=", "cellFormat[]=json", "timeZone[0]=utc", "userLocale[]=de",
        "returnFieldsByFieldId[]=1", "fields[a]=Name", "fields[0][1]=Name", "fields[][]=Name",
        "recordMetadata[x]=commentCount",
    ]

    static let parameters: [Refused] =
        badQueries.map { Refused(target: table + "?" + $0, status: 422, error: .invalidRequest) }
        + [
            Refused(
                target: table + "?fields[]=No+%22such%22", status: 422,
                error: .unknownFieldName("No \"such\"")),
            Refused(
                target: table + "?fields[]=name", status: 422, error: .unknownFieldName("name")),
            Refused(
                target: table + "?sort[0][field]=Nothing", status: 422,
                error: .unknownFieldName("Nothing")),
            Refused(target: table + "?offset=x", status: 422, error: .invalidOffset("x")),
            Refused(
                target: table + "?offset=itrAAAAAAAAAAAAAA/recAAAAAAAAAAAAAA", status: 422,
                error: .iteratorNotAvailable),
            Refused(
                target: table + "?offset=itr99999999999999999999.x/rec", status: 422,
                error: .iteratorNotAvailable),
            Refused(
                target: table + "/rec00000000000001?fields[]=Name", status: 422,
                error: .invalidRequest),
            Refused(
                target: table + "?view=" + String(repeating: "a", count: 15_980), status: 422,
                error: .invalidRequest),
            Refused(
                target: "/v0/meta/bases/\(ServerFixture.base)/tables?include=x", status: 422,
                error: .invalidRequest),
        ]

    private static let badBodies: [(String, Int, AirtableErrorBody)] = [
        ("{", 400, .invalidRequestBody), ("", 400, .invalidRequestBody),
        ("[]", 422, .invalidRequestBody), (#"{"pageSize":101}"#, 422, .invalidRequest),
        (#"{"pageSize":"1"}"#, 422, .invalidRequest), (#"{"offset":null}"#, 422, .invalidRequest),
        (#"{"fields":"Name"}"#, 422, .invalidRequest),
        (#"{"fields":["No"]}"#, 422, .unknownFieldName("No")),
        (#"{"cellFormat":"string","timeZone":"utc","userLocale":"en"}"#, 422, .invalidRequest),
        (#"{"sort":[{"direction":"asc"}]}"#, 422, .invalidRequest),
        (#"{"sort":[{"field":"Name","direction":["desc"]}]}"#, 422, .invalidRequest),
        (#"{"sort":[{"field":"Name","direction":1}]}"#, 422, .invalidRequest),
        (#"{"sort":[{"field":"Name","direction":null}]}"#, 422, .invalidRequest),
        (#"{"sort":["Name"]}"#, 422, .invalidRequest), (#"{"sort":null}"#, 422, .invalidRequest),
        (#"{"fields":[1]}"#, 422, .invalidRequest), (#"{"fields":{}}"#, 422, .invalidRequest),
        (#"{"filterByFormula":1}"#, 422, .invalidRequest), (#"{"view":[]}"#, 422, .invalidRequest),
        (#"{"cellFormat":true}"#, 422, .invalidRequest),
        (#"{"pageSize":1.5}"#, 422, .invalidRequest),
        (#"{"maxRecords":true}"#, 422, .invalidRequest), (#"{"offset":1}"#, 422, .invalidRequest),
        (#"{"recordMetadata":"commentCount"}"#, 422, .invalidRequest),
        (#"{"returnFieldsByFieldId":1}"#, 422, .invalidRequest),
        ("{\"x\":\"" + String(repeating: "x", count: 1 << 20) + "\"}", 413, .requestTooLarge),
    ]

    static let bodies = badBodies.map { body, status, error in
        Refused(method: "POST", target: post, body: body, status: status, error: error)
    }

    @Test("each refusal has Airtable's status and body")
    func refusals() async throws {
        try await ServerFixture.run { server in
            for refused in Self.refused {
                let answer = try await server.client.send(
                    refused.method, refused.target, headers: refused.headers, body: refused.body)
                let which = Comment(rawValue: "\(refused.method) \(refused.target.prefix(200))")
                #expect(answer.status == refused.status, which)
                #expect(try answer.json() == refused.error.json, which)
                #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
                #expect(answer.headers["x-request-id"] != nil)
                #expect((answer.headers["www-authenticate"] != nil) == (refused.status == 401))
            }
        }
    }

    @Test("a base without data is a 503 that says when to come again")
    func notSynced() async throws {
        try await ServerFixture.run(fill: ServerFixture.fillNothing) { server in
            let answer = try await server.get(Self.table)
            #expect(answer.status == 503)
            #expect(try answer.json() == AirtableErrorBody.retriable.json)
            #expect(answer.headers["retry-after"] == "5")
            let bases = try await server.get("/v0/meta/bases")
            #expect(bases.text == #"{"bases":[]}"#)
        }
    }

    @Test("an offset of another query says to begin anew")
    func foreignOffset() async throws {
        try await ServerFixture.run { server in
            let first = try await server.get(Self.table + "?pageSize=10").json()
            let offset = QueryString.encode(try #require(first["offset"]?.string))
            let same = try await server.get(Self.table + "?pageSize=20&offset=\(offset)").json()
            #expect(same["records"]?.array?.first?["id"]?.string == ServerFixture.id(11))
            let other = try await server.get(
                Self.table + "?sort[0][field]=Price&offset=\(offset)")
            #expect(other.status == 422)
            #expect(try other.json() == AirtableErrorBody.iteratorNotAvailable.json)
        }
    }
}
