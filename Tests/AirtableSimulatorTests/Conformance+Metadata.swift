import AirtableAPI
import HTTPTypes
import Testing

extension Conformance {
    func whoAmI() async throws {
        let user = try await WhoAmI(parsing: probe.get("/v0/meta/whoami").body)
        #expect(UserID.isWellFormed(user.id.rawValue))
        #expect(user.scopes == nil)
    }

    func bases() async throws {
        let list = try await BaseList(parsing: probe.get("/v0/meta/bases").body)
        let found = list.bases.first { $0.id == base }
        let levels = ["read", "comment", "edit", "create"]
        #expect(levels.contains(found?.permissionLevel ?? "not listed"))
    }

    func schema() async throws {
        let path = "/v0/meta/bases/\(base)/tables"
        let plain = try await BaseSchema(parsing: probe.get(path).body)
        #expect(!plain.tables.isEmpty)
        #expect(plain.tables.allSatisfy { $0.primaryField != nil })
        #expect(plain.tables.flatMap(\.views).allSatisfy { $0.visibleFieldIDs == nil })
        for query in ["include=visibleFieldIds", "include[]=visibleFieldIds"] {
            let full = try await BaseSchema(parsing: probe.get(path + "?" + query).body)
            let grids = full.tables.flatMap(\.views).filter { $0.type == "grid" }
            #expect(grids.contains { $0.visibleFieldIDs != nil })
        }
    }

    func tokens() async throws {
        var stranger = probe
        stranger.token = nil
        expect(
            try await stranger.get("/v0/meta/whoami"), .unauthorized, "AUTHENTICATION_REQUIRED")
        stranger.token = "patUnknown0000000.0000"
        expect(try await stranger.get("/v0/meta/whoami"), .unauthorized, "UNAUTHORIZED")
    }

    func unknownModels() async throws {
        let forbidden = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"
        let table = try await table()
        expect(
            try await probe.get("/v0/appDoesNotExist00/\(table.id)"), .forbidden, forbidden)
        expect(
            try await probe.get("/v0/meta/bases/appDoesNotExist00/tables"), .forbidden, forbidden)
        expect(try await probe.get("/v0/\(base)/No%20such%20table"), .forbidden, forbidden)
        expect(
            try await probe.get(path(table) + "/recDoesNotExist00"), .notFound,
            "MODEL_ID_NOT_FOUND", "NOT_FOUND")
        expect(try await probe.get(path(table) + "/nonsense"), .notFound, "NOT_FOUND")
        expect(try await probe.get("/v0/nonsense"), .notFound, "NOT_FOUND")
    }

    func badParameters() async throws {
        let path = path(try await table())
        let invalid = "INVALID_REQUEST_UNKNOWN"
        for (query, type) in [
            ("pageSize=0", invalid), ("pageSize=101", invalid), ("pageSize=ten", invalid),
            ("maxRecords=0", invalid), ("cellFormat=xml", invalid),
            ("fields[]=No+such+field", "UNKNOWN_FIELD_NAME"),
            ("sort[0][field]=No+such+field", "UNKNOWN_FIELD_NAME"),
            ("view=No+such+view", "VIEW_NAME_NOT_FOUND"),
            ("view=viwDoesNotExist00", "VIEW_ID_NOT_FOUND"),
            ("offset=nonsense", "INVALID_OFFSET_VALUE"),
            ("offset=itrDoesNotExist00/recDoesNotExist00", "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"),
        ] {
            expect(try await probe.get("\(path)?\(query)"), .unprocessableContent, type)
        }
    }

    func badBody() async throws {
        let path = path(try await table()) + "/listRecords"
        let broken = AirtableRequest(method: .post, path: path, body: Array("{".utf8))
        let answer = try await probe.send(broken)
        #expect(answer.status == .badRequest && answer.error != nil)
        #expect(try await probe.post(path, []).status == .unprocessableContent)
        #expect(try await probe.post(path, ["offset": nil]).status == .unprocessableContent)
    }
}
