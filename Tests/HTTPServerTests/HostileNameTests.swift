import AirtableAPI
import Foundation
import Storage
import Sync
import Testing

@testable import HTTPServer

/// Names of tables, fields, views and files that would like to be something else: a way out of a
/// folder, a header, an end of a text. Each stands for all four at a time.
@Suite("Hostile names", .timeLimit(.minutes(2)))
struct HostileNameTests {
    private static let names: [String] = [
        "../../x", "..", ".", "...", "a\0b.txt", "\0", String(repeating: "ä", count: 300) + ".png",
        String(repeating: "🙂", count: 300), "\u{202E}gnp.exe", "a\u{200F}b\u{2066}c",
        "a\r\nSet-Cookie: x=y", "a\nb", "\"quoted\"; filename=\"evil.exe", "a;b=c", ";", "\\", "'",
        "👩‍👩‍👧.png", "%2e%2e%2f", "%00.txt", "%", "100%.txt", "CON", "nul.txt", "LPT1.", ".htaccess",
        " ", " a ", "a/b\\c", "C:\\x", "'; DROP TABLE records;--", "<script>alert(1)</script>.html",
        "a?b#c&d=e", "\u{FFFD}", "\t", "\u{7F}", "\u{85}x", "~", "$(id)`id`", "e\u{301}.txt", "-rf",
        "*", "{{x}}", "${x}", "=1+1", "a,b", "id", "url", "constructor", "__proto__", "rowid", "",
    ]

    private static func id(_ prefix: String, _ number: Int) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: 14 - digits.count) + digits
    }

    private static func contents(_ number: Int) -> [UInt8] { Array("contents \(number)".utf8) }

    private static func fill(_ store: Store) throws {
        let tables = names.enumerated().map { number, name -> JSONValue in
            [
                "id": .string(id("tbl", number)), "name": .string(name),
                "primaryFieldId": .string(id("fld", number)),
                "fields": [
                    [
                        "id": .string(id("fld", number)), "name": .string("p" + name),
                        "type": "singleLineText",
                    ],
                    [
                        "id": .string(id("fld", 1_000 + number)), "name": .string(name),
                        "type": "multipleAttachments",
                    ],
                ],
                "views": [
                    ["id": .string(id("viw", number)), "name": .string(name), "type": "grid"]
                ],
            ]
        }
        let schema = JSONValue.object(["tables": .array(tables)])
        let rebuild = try store.base(ServerFixture.base).beginRebuild(
            schema: BaseSchema(parsing: schema.bytes), name: "../\r\n\"", at: ServerFixture.now)
        for (number, name) in names.enumerated() {
            let fields: JSONObject = [
                "p" + name: .string(name),
                name: [
                    [
                        "id": .string("att\(number)"), "filename": .string(name),
                        "url": "https://dl.airtable.com/x", "type": .string("text/plain" + name),
                        "size": .number(JSONNumber(contents(number).count)),
                    ]
                ],
            ]
            let record: JSONValue = [
                "id": .string(id("rec", number)), "createdTime": "2026-01-01T00:00:00.000Z",
                "fields": .object(fields),
            ]
            try rebuild.insert(
                RecordPage(parsing: JSONValue.object(["records": [record]]).bytes),
                table: TableID(id("tbl", number)))
        }
        let generation = try rebuild.finish(at: ServerFixture.now)
        var named: [AttachmentID: NamedAttachment] = [:]
        try generation.read { session in
            for table in session.contents.tables {
                try session.attachments(of: table) { named[$0.attachment.id] = $0 }
            }
        }
        let index = store.attachments
        _ = try index.adopt(named, of: ServerFixture.base, at: ServerFixture.now)
        for number in names.indices {
            let key = AttachmentKey(AttachmentID("att\(number)"))
            let pending = try #require(try index.begin(key))
            try contents(number).withUnsafeBytes { try pending.write($0) }
            _ = try index.store(pending, as: key, at: ServerFixture.now)
        }
    }

    private static func run(
        _ body: @escaping @Sendable (ServerFixture) async throws -> Void
    ) async throws {
        try await ServerFixture.run(
            settings: HTTPServerSettings(bearerTokens: [ServerFixture.token]),
            attachments: AttachmentSettings(mode: .lazy), fill: fill, body)
    }

    /// The answer's head as it came, checked: lines of visible ASCII, each a field or the status.
    private static func head(
        _ server: ServerFixture, _ target: String, isTrusted: Bool = true
    ) async throws -> (fields: [String: String], body: [UInt8]) {
        let authorization = isTrusted ? ServerFixture.authorization + "\r\n" : ""
        let request =
            "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\(authorization)Connection: close\r\n\r\n"
        let bytes = try await server.client.exchange([Array(request.utf8)])
        let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)), "\(target)")
        let text = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        #expect(
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0D || $0 == 0x0A },
            "\(target): \(text)")
        var fields: [String: String] = [:]
        for line in text.components(separatedBy: "\r\n").dropFirst() {
            #expect(!line.contains("\r") && !line.contains("\n"), "\(target)")
            let colon = try #require(line.firstIndex(of: ":"), "\(target): \(line)")
            let name = line[..<colon].lowercased()
            #expect(fields[name] == nil, "\(target): \(name) twice")
            fields[name] = String(line[colon...].dropFirst(2))
        }
        #expect(fields["set-cookie"] == nil)
        fields[":status"] = text.split(separator: " ").dropFirst().first.map(String.init)
        return (fields, Array(bytes[end.upperBound...]))
    }

    @Test("every file is reachable by both addresses, and its name stays in its header")
    func files() async throws {
        try await Self.run { server in
            for (number, name) in Self.names.enumerated() {
                let record = Self.id("rec", number)
                let answer = try await server.get("/api/tables/\(Self.id("tbl", number))/\(record)")
                let cell = try answer.json()["fields"]?[name]
                let url = try #require(Attachment.all(in: cell).first?.urls[.original], "\(name)")
                #expect(url.utf8.count < 1_000, "\(name)")
                #expect(url.split(separator: "/").count == 5, "\(url)")
                let path = try #require(URLComponents(string: url)?.percentEncodedPath, "\(url)")
                #expect(!["", ".", ".."].contains(path.split(separator: "/")[2]))
                let signed = String(url.dropFirst("http://localhost".count))
                let plain = try await Self.head(server, signed, isTrusted: false)
                #expect(plain.body == Self.contents(number), "\(name)")
                try Self.check(plain.fields["content-disposition"], of: name)
                // By ids, whatever the names.
                let ids = "\(Self.id("tbl", number))/\(record)/\(Self.id("fld", 1_000 + number))"
                let byID = try await Self.head(server, "/api/attachments/\(ids)/att\(number)")
                #expect(byID.body == Self.contents(number), "\(name)")
                // By names, but for those that no path has, or that would be steps in it.
                guard Self.mayStandInPath(name) else { continue }
                let encoded = QueryString.encode(name)
                let byName = try await Self.head(
                    server, "/api/attachments/\(encoded)/\(record)/\(encoded)/\(encoded)")
                #expect(byName.body == Self.contents(number), "\(name)")
            }
            try Self.checkFolder(server)
        }
    }

    @Test("tables, fields and views: lists, exports, errors, descriptions and code")
    func tables() async throws {
        try await Self.run { server in
            for (number, name) in Self.names.enumerated() {
                let table = Self.id("tbl", number)
                let encoded = QueryString.encode(name)
                let isPath = Self.mayStandInPath(name)
                var targets = [
                    "/api/tables/\(table)", "/api/tables/\(table)?format=ndjson",
                    "/api/tables/\(table)?format=csv", "/api/mappings/\(table)",
                    "/api/tables/\(table)?sort=\(Self.id("fld", number))",
                    "/v0/\(ServerFixture.base)/\(table)?returnFieldsByFieldId=true",
                ]
                if isPath {
                    targets += [
                        "/api/tables/\(encoded)", "/v0/\(ServerFixture.base)/\(encoded)",
                        "/api/attachments/\(encoded)",
                    ]
                }
                for target in targets {
                    let answer = try await Self.head(server, target)
                    #expect(answer.fields[":status"] == "200", "\(target)")
                    let text = String(decoding: answer.body, as: UTF8.self)
                    #expect(text.contains("rec") || target.contains("mappings"), "\(target)")
                }
                // What is not there is named in the error, and nowhere else.
                for target in [
                    "/api/tables/x\(encoded)", "/api/tables/\(table)?sort=x\(encoded)",
                    "/api/tables/\(table)?view=x\(encoded)", "/api/tables/\(table)?x\(encoded)=1",
                    "/api/attachments/\(table)/\(Self.id("rec", number))/x\(encoded)",
                    "/api/attachments/x\(encoded)/y", "/v0/\(ServerFixture.base)/x\(encoded)",
                    "/v0/\(encoded)/x", "/attachments/\(encoded)/x", "/attachments/\(encoded)",
                ] {
                    let answer = try await Self.head(server, target)
                    // Airtable, which is asked about views, is not there.
                    let status = answer.fields[":status"] ?? ""
                    #expect(status.hasPrefix("4") || status == "503", "\(target)")
                    #expect((try? JSONValue(parsing: answer.body)) != nil, "\(target)")
                }
            }
            for target in ["/api/tables", "/api/mappings", "/api/stats", "/openapi.json"] {
                let answer = try await Self.head(server, target)
                #expect((try? JSONValue(parsing: answer.body)) != nil, "\(target)")
            }
            for language in TypesLanguage.names {
                let answer = try await Self.head(server, "/api/types?lang=\(language)")
                #expect(answer.fields[":status"] == "200")
            }
            try Self.checkFolder(server)
        }
    }

    /// NUL and what stands for broken text are in no path; a step would be taken by clients.
    private static func mayStandInPath(_ name: String) -> Bool {
        !["", ".", ".."].contains(name) && !name.contains("\0") && !name.contains("\u{FFFD}")
    }

    /// `Content-Disposition` by the grammar of RFC 6266 and RFC 8187.
    private static func check(_ header: String?, of name: String) throws {
        let header = try #require(header, "\(name)")
        let pattern =
            #/(inline|attachment); filename="([ !#-$&-\[\]-~]+)"; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})+)/#
        let match = try #require(try pattern.wholeMatch(in: header), "\(header)")
        let plain = String(match.2)
        let full = try #require(String(match.3).removingPercentEncoding, "\(header)")
        for shown in [plain, full] {
            #expect(shown.utf8.count <= 255, "\(shown)")
            #expect(!shown.contains("/") && !shown.contains("\\"), "\(shown)")
            #expect(shown.contains { $0 != "." && $0 != " " }, "\(header)")
            #expect(
                shown.unicodeScalars.allSatisfy {
                    ![.control, .format].contains($0.properties.generalCategory)
                }, "\(header)")
        }
        // An ending says what a file is: a long name keeps it.
        if name.hasSuffix("ä.png") { #expect(full.hasSuffix("ä.png") && plain.hasSuffix(".png")) }
    }

    /// Nothing lies in the data folder but what the store puts there, under names of its own, and
    /// nothing beside it.
    private static func checkFolder(_ server: ServerFixture) throws {
        let folder = server.store.folder.path
        let pattern =
            #/metadata\.sqlite(\.lock|-journal)?|writer\.lock|bases(/app\w+(/\d+\.sqlite(-wal|-shm)?)?)?|blobs(/incoming|/[0-9a-f]{2}(/[0-9a-f]{62})?)?|app\w+\.calls/#
        let files = FileManager.default.enumerator(atPath: folder)
        for case let path as String in try #require(files) {
            #expect(path.wholeMatch(of: pattern) != nil, "\(path)")
        }
        let beside = try FileManager.default.contentsOfDirectory(
            atPath: (folder as NSString).deletingLastPathComponent)
        #expect(beside == ["data"])
    }
}
