import AirtableAPI
import Codegen
import Foundation
import HTTPTypes
import Testing

@testable import HTTPServer

/// Code for the base over HTTP, its description, and the page that shows it.
@Suite struct TypesTests {
    @Test("answers code in every language, with a tag", arguments: TypesLanguage.names)
    func languages(name: String) async throws {
        try await ServerFixture.run { server in
            let answer = try await server.get("/api/types?lang=\(name)")
            #expect(answer.status == 200)
            #expect(answer.text.contains("Projects"))
            #expect(answer.text.contains("aircache types --lang \(name)"))
            let tag = try #require(answer.headers["etag"])
            let again = try await server.get(
                "/api/types?lang=\(name)", ["If-None-Match: \(tag)"])
            #expect(again.status == 304)
            let named = try await server.get(
                "/api/bases/\(ServerFixture.base)/types?lang=\(name)")
            #expect(named.text == answer.text)
        }
    }

    @Test("answers TypeScript without parameters, and its types as JSON")
    func formats() async throws {
        try await ServerFixture.run { server in
            let plain = try await server.get("/api/types")
            #expect(plain.headers["content-type"] == "application/typescript; charset=utf-8")
            let json = try await server.get("/api/types?format=json").json()
            #expect(json["tableCount"]?.integer == 3)
            let table = try #require(json["tables"]?.array?.first)
            #expect(table["normalizedName"] == "projects")
            #expect(table["primaryFieldId"] == "fldName0000000001")
            #expect(table["fields"]?.array?[1]["tsType"] == "number")
            for bad in [
                "lang=cobol", "format=xml", "lang=swift&format=json", "x=1", "lang=a&lang=b",
            ] {
                #expect(try await server.get("/api/types?" + bad).status == 400)
            }
        }
    }

    @Test("mappings have the words of the system before this one")
    func mappings() async throws {
        try await ServerFixture.run { server in
            let all = try await server.get("/api/mappings").json()
            #expect(all["count"]?.integer == 3)
            let first = try #require(all["mappings"]?.array?.first)
            #expect(first["tableId"]?.string == ServerFixture.projects)
            #expect(first["fieldCount"]?.integer == 7)
            let one = try await server.get("/api/mappings/projects").json()
            #expect(one["primaryFieldId"] == "fldName0000000001")
            #expect(one["normalizedName"] == "projects")
        }
    }

    @Test("describes every route, and nothing without the token")
    func description() async throws {
        try await ServerFixture.run { server in
            #expect(try await server.client.send("GET", "/openapi.json").status == 401)
            let answer = try await server.get("/openapi.json")
            #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
            let document = try answer.json()
            let list = document["paths"]?["/api/bases/\(ServerFixture.base)/tables/projects"]
            let parameters = Set(
                list?["get"]?["parameters"]?.array?.compactMap { $0["name"]?.string } ?? [])
            #expect(parameters.isSuperset(of: ["filterByFormula", "view", "q", "expand", "page"]))
            for route in Routes.all where !route.pattern.hasPrefix("/docs/") {
                let segments = route.pattern.split(separator: "/").map { segment in
                    segment.hasPrefix(":") ? "{\(segment.dropFirst())}" : String(segment)
                }
                var path = "/" + segments.joined(separator: "/")
                if path.hasPrefix("/api/tables/") {
                    path = path.replacingOccurrences(of: "{table}", with: "projects")
                }
                if path.hasPrefix("/v0/") {
                    path = path.replacingOccurrences(
                        of: "{base}", with: ServerFixture.base.rawValue)
                    if segments.count < 4 || ["listRecords", "{record}"].contains(segments.last) {
                        path = path.replacingOccurrences(
                            of: "{table}", with: ServerFixture.projects)
                    }
                }
                if route.isPerBase {
                    path = "/api/bases/\(ServerFixture.base)" + path.dropFirst("/api".count)
                }
                let method = route.method.rawValue.lowercased()
                #expect(document["paths"]?[path]?[method] != nil, "\(method) \(path)")
            }
        }
    }

    @Test("the page is ours alone, and asks for nothing elsewhere")
    func page() async throws {
        try await ServerFixture.run { server in
            for (path, type) in [
                ("/docs", "text/html"), ("/docs/docs.js", "text/javascript"),
                ("/docs/docs.css", "text/css"),
            ] {
                let answer = try await server.client.send("GET", path)
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"]?.hasPrefix(type) == true)
                let policy = answer.headers["content-security-policy"] ?? ""
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self';"))
                #expect(!policy.contains("unsafe"))
                for word in ["http://", "https://", "innerHTML", "eval(", "style=", "onclick"] {
                    #expect(!answer.text.contains(word), "\(path) has \(word)")
                }
            }
        }
    }
}
