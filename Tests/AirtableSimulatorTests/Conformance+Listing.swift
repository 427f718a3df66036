import AirtableAPI
import HTTPTypes
import Testing

extension Conformance {
    func paths() async throws {
        let table = try await table()
        let name = QueryString.encode(table.name)
        let expected = try await probe.page("/v0/\(base)/\(table.id)?pageSize=3").ids
        for path in ["/v0/\(base)/\(name)?pageSize=3", "/v0/\(base)/\(table.id)/?pageSize=3"] {
            #expect(try await probe.page(path).ids == expected)
        }
        #expect(try await probe.get("/v0/\(base)/\(table.id)?").status == .ok)
        #expect(try await probe.get("/v0/\(base)/\(table.id)/?").status == .ok)
    }

    func pages() async throws {
        let path = path(try await table()) + "?maxRecords=25&pageSize=10"
        let pages = try await probe.pages(path)
        let ids = pages.flatMap(\.ids)
        #expect(Set(ids).count == ids.count)
        #expect(ids == ids.sorted())
        #expect(pages.dropLast().allSatisfy { $0.records.count == 10 && $0.offset != nil })
        for page in pages.dropLast() {
            let parts = try #require(page.offset).split(separator: "/")
            #expect(parts.count == 2 && parts[0].hasPrefix("itr"))
            #expect(RecordID.isWellFormed(parts[1]))
        }
    }

    func maximum() async throws {
        let pages = try await probe.pages(path(try await table()) + "?maxRecords=3&pageSize=2")
        #expect(pages.map(\.records.count) == [2, 1])
    }

    func emptyOffset() async throws {
        let path = path(try await table()) + "?pageSize=2"
        let plain = try await probe.page(path).ids
        #expect(try await probe.page(path + "&offset=").ids == plain)
    }

    func post() async throws {
        let table = try await table()
        let path = path(table)
        let got = try await probe.page(path + "?pageSize=2").values()
        let body: JSONValue = [
            "pageSize": 2, "method": "post", "timeZone": "utc", "fields": [],
        ]
        let posted = try RecordPage(
            parsing: await probe.post(path + "/listRecords?timeZone=utc", body).body)
        #expect(try posted.values().map { $0["id"] } == got.map { $0["id"] })
        let next = try RecordPage(
            parsing: await probe.post(
                path + "/listRecords",
                ["pageSize": 2, "offset": .string(try #require(posted.offset))]
            ).body)
        #expect(next.records.count > 0 && next.ids.first != posted.ids.first)
    }

    func cells() async throws {
        for page in try await probe.pages(path(try await table()) + "?maxRecords=200") {
            for value in try page.values() {
                for (name, cell) in value["fields"]?.object?.members ?? [] {
                    let isEmpty = [.null, .string(""), .array([]), .bool(false)].contains(cell)
                    #expect(!isEmpty, "\(name)")
                }
            }
        }
    }

    func fields() async throws {
        let table = try await table()
        let primary = try #require(table.primaryField)
        let name = QueryString.encode(primary.name)
        for query in ["fields%5B%5D=\(name)", "fields[]=\(primary.id)", "fields%5B0%5D=\(name)"] {
            for value in try await probe.page(path(table) + "?pageSize=3&" + query).values() {
                let names = value["fields"]?.object?.names ?? []
                #expect(names.allSatisfy { $0 == primary.name })
            }
        }
        for flag in ["true", "1"] {
            let path = path(table) + "?pageSize=3&returnFieldsByFieldId=" + flag
            for value in try await probe.page(path).values() {
                let names = value["fields"]?.object?.names ?? []
                #expect(!names.isEmpty && names.allSatisfy { FieldID.isWellFormed($0) })
            }
        }
    }

    func sort() async throws {
        let table = try await table()
        let primary = try #require(table.primaryField)
        let field = QueryString.encode(primary.name)
        let path = path(table) + "?maxRecords=100&sort%5B0%5D%5Bfield%5D=\(field)"
        let up = try await probe.page(path).values()
        let down = try await probe.page(path + "&sort[0][direction]=desc").values()
        let (first, last) = (
            up.first?["fields"]?[primary.name], down.first?["fields"]?[primary.name]
        )
        if let low = first?.number?.double, let high = last?.number?.double {
            #expect(low <= high)
        } else if let low = first?.string, let high = last?.string {
            #expect(low.lowercased() <= high.lowercased())
        }
        #expect(up.count == down.count)
    }

    func view() async throws {
        let table = try await table()
        let view = try #require(table.views.first { $0.type == "grid" })
        let byID = try await probe.page(path(table) + "?pageSize=3&view=\(view.id)")
        let byName = try await probe.page(
            path(table) + "?pageSize=3&view=" + QueryString.encode(view.name))
        #expect(byID.ids == byName.ids)
    }

    func record() async throws {
        let table = try await table()
        let listed = try #require(try await probe.page(path(table) + "?pageSize=1").values().first)
        let id = try #require(listed["id"]?.string)
        let got = try await probe.get(path(table) + "/" + id)
        #expect(got.status == .ok && got.json["id"] == listed["id"])
        #expect(
            got.json["fields"]?.object?.names.sorted() == listed["fields"]?.object?.names.sorted())
        let schema = try await BaseSchema(
            parsing: probe.get("/v0/meta/bases/\(base)/tables").body)
        guard let other = schema.tables.first(where: { $0.id != table.id }) else { return }
        #expect(try await probe.get(path(other) + "/" + id).json["id"] == listed["id"])
        expect(
            try await probe.get(path(table) + "/" + id + "?fields[]=x"), .unprocessableContent,
            "INVALID_REQUEST_UNKNOWN")
    }
}
