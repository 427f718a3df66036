import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync
import Testing

@testable import HTTPServer

/// Swift Testing has a type of that name too.
typealias Attachment = AirtableAPI.Attachment

/// Attachments over HTTP: addresses in records, whole files and parts, who may have them.
@Suite struct AttachmentTests {
    static let table = "tblFiles000000001"
    static let record = "recFiles000000001"
    /// More than the system keeps for a client that takes nothing: 4 MB, as it is set up usually.
    static let large = 6_000_000

    static let schema = """
        {"tables":[{"id":"\(table)","name":"Files","primaryFieldId":"fldName0000000001","fields":[
        {"id":"fldName0000000001","name":"Name","type":"singleLineText"},
        {"id":"fldFiles000000001","name":"../ Bilder","type":"multipleAttachments"}],"views":[]}]}
        """

    /// id, file name, type, contents.
    static let files: [(id: String, name: String, type: String?, bytes: [UInt8])] = [
        ("attTEXT", "a b.txt", "text/plain", Array("0123456789".utf8)),
        ("attTWIN", "a b.txt", nil, Array("twin".utf8)),
        ("attSVG", "evil.svg", "image/svg+xml", Array("<svg onload=alert(1)/>".utf8)),
        ("attHTML", "x.html", nil, Array("<script>".utf8)),
        ("attNAME", "../../x\r\nSet-Cookie: a=b\u{202E}\"é.png", "image/png", [0x89]),
        ("attTYPE", "y.bin", "text/html\r\nX: y", Array("<b>".utf8)),
        ("attEMPTY", "", "application/pdf", []),
        (
            "attLARGE", "large.mp4", "video/mp4",
            (0..<large).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        ),
    ]

    /// A record with all files, and each of them on disk.
    static func fill(_ store: Store, storing isStored: Bool = true) throws {
        try rebuild(store, naming: files.map(\.id))
        let index = store.attachments
        for file in files where isStored {
            let key = AttachmentKey(AttachmentID(file.id))
            let pending = try #require(try index.begin(key))
            try file.bytes.withUnsafeBytes { try pending.write($0) }
            _ = try index.store(pending, as: key, at: ServerFixture.now)
        }
    }

    /// A new copy whose record has these files, and the index that goes with it.
    static func rebuild(_ store: Store, naming ids: [String]) throws {
        let rebuild = try store.base(ServerFixture.base).beginRebuild(
            schema: BaseSchema(parsing: Array(schema.utf8)), name: "Files", at: ServerFixture.now)
        let cell = JSONValue.array(
            files.filter { ids.contains($0.id) }.map { file in
                [
                    "id": .string(file.id), "url": .string("https://dl.airtable.com/\(file.id)"),
                    "filename": .string(file.name), "size": .number(JSONNumber(file.bytes.count)),
                    "type": file.type.map { .string($0) } ?? .null,
                    "thumbnails": ["small": ["url": "https://dl.airtable.com/t", "width": 1]],
                ]
            })
        let body = """
            {"records":[{"id":"\(record)","createdTime":"2026-01-01T00:00:00.000Z",\
            "fields":{"Name":"x","../ Bilder":\(cell.text)}}]}
            """
        try rebuild.insert(RecordPage(parsing: Array(body.utf8)), table: TableID(table))
        let generation = try rebuild.finish(at: ServerFixture.now)
        var named: [AttachmentID: NamedAttachment] = [:]
        try generation.read { session in
            try session.attachments(of: session.contents.tables[0]) {
                named[$0.attachment.id] = $0
            }
        }
        _ = try store.attachments.adopt(named, of: ServerFixture.base, at: ServerFixture.now)
    }

    static func run(
        _ serving: AttachmentServing = AttachmentServing(),
        settings attachments: AttachmentSettings = AttachmentSettings(mode: .lazy),
        simulator: SimulatedAirtable = SimulatedAirtable(bases: [], tokens: []),
        storing isStored: Bool = true,
        _ body: @escaping @Sendable (ServerFixture) async throws -> Void
    ) async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.attachments = serving
        try await ServerFixture.run(
            settings: settings, attachments: attachments, simulator: simulator,
            fill: { try fill($0, storing: isStored) }, body)
    }

    /// An Airtable that has the record and its files.
    static func simulator() throws -> SimulatedAirtable {
        let now = ServerFixture.now
        let base = SimulatedBase(
            id: ServerFixture.base, name: "Files",
            schema: try BaseSchema(parsing: Array(Self.schema.utf8)))
        let simulator = SimulatedAirtable(bases: [base], tokens: ["none"], wallNow: { now })
        simulator.files.settings = SimulatedFiles.Settings()
        let cell = JSONValue.array(
            Self.files.map { file in
                [
                    "id": .string(file.id), "url": "x", "filename": .string(file.name),
                    "size": .number(JSONNumber(file.bytes.count)),
                ]
            })
        try base.createRecord(
            in: Self.table, id: RecordID(Self.record), cells: ["../ Bilder": cell], at: now)
        for file in Self.files {
            simulator.files.setContents(file.bytes, of: AttachmentID(file.id))
        }
        return simulator
    }

    @Test("whole files and parts of them, by the rules of ranges and conditions")
    func ranges() async throws {
        try await Self.run { server in
            let bytes = Self.files[0].bytes
            let whole = try await server.get("/attachments/attTEXT/a%20b.txt")
            #expect(whole.status == 200 && whole.body == bytes)
            let tag = try #require(whole.headers["etag"])
            #expect(tag == "\"84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882\"")
            #expect(whole.headers["accept-ranges"] == "bytes")
            #expect(whole.headers["cache-control"] == "private, max-age=31536000, immutable")
            let cases: [(headers: [String], status: Int, body: String, range: String?)] = [
                (["Range: bytes=2-4"], 206, "234", "bytes 2-4/10"),
                (["Range: bytes=7-"], 206, "789", "bytes 7-9/10"),
                (["Range: bytes=-2"], 206, "89", "bytes 8-9/10"),
                (["Range: bytes=-99"], 206, "0123456789", "bytes 0-9/10"),
                (["Range: bytes=8-99999999999999999999"], 206, "89", "bytes 8-9/10"),
                (["Range: bytes=0-1,2-3"], 206, "0123", "bytes 0-3/10"),
                (["Range: bytes=4-6, 1-5"], 206, "123456", "bytes 1-6/10"),
                (["Range: bytes=0-0,9-9"], 200, "0123456789", nil),
                (
                    ["Range: bytes=" + (0..<40).map { "\($0)-\($0)" }.joined(separator: ",")], 200,
                    "0123456789", nil
                ),
                (["Range: bytes=10-"], 416, "", "bytes */10"),
                (["Range: bytes=-0"], 416, "", "bytes */10"),
                (["Range: bytes=4-2"], 200, "0123456789", nil),
                (["Range: lines=1-2"], 200, "0123456789", nil),
                (["Range: bytes=a-b"], 200, "0123456789", nil),
                (["Range: bytes=2-4", "If-Range: \(tag)"], 206, "234", "bytes 2-4/10"),
                (["Range: bytes=2-4", "If-Range: \"other\""], 200, "0123456789", nil),
                (["Range: bytes=2-4", "If-Range: W/\(tag)"], 200, "0123456789", nil),
                (["If-None-Match: \"x\", W/\(tag)"], 304, "", nil),
                (["If-None-Match: \(tag)", "Range: bytes=2-4"], 304, "", nil),
                (["If-None-Match: \"x\""], 200, "0123456789", nil),
                (["Accept-Encoding: gzip"], 200, "0123456789", nil),
            ]
            for item in cases {
                let answer = try await server.get("/attachments/attTEXT/x", item.headers)
                #expect(answer.status == item.status, "\(item.headers)")
                #expect(answer.text == item.body, "\(item.headers)")
                #expect(answer.headers["content-range"] == item.range, "\(item.headers)")
                #expect(answer.headers["content-encoding"] == nil)
            }
            let head = try await server.client.send(
                "HEAD", "/attachments/attLARGE/x", headers: [ServerFixture.authorization])
            #expect(head.status == 200 && head.headers["content-length"] == "\(Self.large)")
        }
    }

    @Test("large files come from disk, whole and in parts, one after the other on a connection")
    func large() async throws {
        try await Self.run { server in
            let bytes = try #require(Self.files.last).bytes
            let whole = try await server.get("/attachments/attLARGE/x")
            #expect(whole.status == 200 && whole.body == bytes)
            let part = try await server.get(
                "/attachments/attLARGE/x", ["Range: bytes=1000000-2999998"])
            #expect(part.status == 206 && part.body == Array(bytes[1_000_000..<2_999_999]))
            var request = ""
            for (target, extra) in [
                ("/attachments/attLARGE/x", ""), ("/livez", ""), ("/attachments/attTEXT/x", ""),
                ("/attachments/attLARGE/x", "Range: bytes=5-6\r\n"),
                ("/attachments/attEMPTY/x", ""), ("/livez", "Connection: close\r\n"),
            ] {
                request +=
                    "GET \(target) HTTP/1.1\r\nHost: x\r\n\(ServerFixture.authorization)\r\n\(extra)\r\n"
            }
            var rest = try await server.client.exchange([Array(request.utf8)])[...]
            let bodies = [bytes.count, nil, 10, 2, 0, nil] as [Int?]
            for (index, count) in bodies.enumerated() {
                let answer = try #require(RawAnswer.parse(&rest), "answer \(index)")
                #expect(answer.status == (index == 3 ? 206 : 200))
                if let count { #expect(answer.body.count == count, "answer \(index)") }
            }
            #expect(rest.isEmpty)
        }
    }

    @Test("what a browser would run is saved and sandboxed; no name leaves its header")
    func harmless() async throws {
        try await Self.run { server in
            let cases: [(id: String, type: String, start: String, isShown: Bool)] = [
                ("attTEXT", "text/plain; charset=utf-8", "inline; filename=\"a b.txt\"", true),
                ("attSVG", "image/svg+xml", "attachment; filename=\"evil.svg\"", false),
                ("attHTML", "text/html; charset=utf-8", "attachment; filename=\"x.html\"", false),
                ("attTYPE", "application/octet-stream", "attachment; filename=\"y.bin\"", false),
                ("attEMPTY", "application/pdf", "inline; filename=\"file\"", true),
                (
                    "attNAME", "image/png",
                    "inline; filename=\"....xSet-Cookie: a=b__.png\"; "
                        + "filename*=UTF-8''....xSet-Cookie%3A%20a%3Db%22%C3%A9.png",
                    true
                ),
            ]
            for item in cases {
                let answer = try await server.get("/attachments/\(item.id)/x")
                #expect(answer.status == 200, "\(item.id)")
                #expect(answer.headers["content-type"] == item.type, "\(item.id)")
                let disposition = answer.headers["content-disposition"] ?? ""
                #expect(disposition.hasPrefix(item.start), "\(disposition)")
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(
                    (answer.headers["content-security-policy"] != nil) == !item.isShown,
                    "\(item.id)")
                #expect(answer.headers["set-cookie"] == nil)
            }
            for target in [
                "/attachments/attNONE/x", "/attachments/..%2f..%2fetc/passwd",
                "/attachments/attTEXT/huge/x", "/attachments/attTEXT%00/x", "/attachments/att/x",
                "/attachments/attTEXT/large/x",
            ] {
                let answer = try await server.get(target)
                #expect(answer.status == 404 || answer.status == 400, "\(target)")
            }
        }
    }

    @Test("records carry our addresses, and those lead to the files")
    func addresses() async throws {
        try await Self.run { server in
            let answer = try await server.get("/api/tables/Files/\(Self.record)")
            let cell = try answer.json()["fields"]?["../ Bilder"]
            let served = Attachment.all(in: cell)
            #expect(served.count == Self.files.count && !answer.text.contains("airtable.com"))
            for (attachment, file) in zip(served, Self.files) {
                let url = try #require(attachment.urls[.original])
                #expect(url.hasPrefix("http://localhost/attachments/\(file.id)/"))
                // No token: the signature opens it.
                let target = String(url.dropFirst("http://localhost".count))
                let there = try await server.client.send("GET", target)
                #expect(there.status == 200 && there.body == file.bytes, "\(url)")
                #expect(
                    attachment.urls[.small]?.contains("/attachments/\(file.id)/small/") == true)
            }
            let list = try await server.get("/api/tables/Files")
            #expect(list.text.contains(String(answer.text.dropFirst().dropLast())))
            // Another host is another answer.
            let tag = try #require(answer.headers["etag"])
            let other = try await server.client.exchange([
                Array(
                    """
                    GET /api/tables/Files/\(Self.record) HTTP/1.1\r\nHost: other.example\r\n\
                    \(ServerFixture.authorization)\r\nIf-None-Match: \(tag)\r\n\
                    Connection: close\r\n\r\n
                    """.utf8)
            ])
            #expect(String(decoding: other, as: UTF8.self).contains("http://other.example/att"))
        }
        var serving = AttachmentServing()
        serving.rewritesAddresses = false
        try await Self.run(serving) { server in
            let answer = try await server.get("/api/tables/Files")
            #expect(answer.text.contains("https://dl.airtable.com/attTEXT"))
        }
    }

    @Test("a token, a good signature, or everybody: as the setting says")
    func access() async throws {
        let signer = AddressSigner(key: [1, 2, 3])
        let id = AttachmentID("attTEXT")
        let now = ServerFixture.now
        let end = Int(now.timeIntervalSince1970) + 10
        let good = signer.signature(of: id, until: end)
        #expect(signer.end(of: good, for: id, at: now) != nil)
        #expect(signer.end(of: good, for: AttachmentID("attTWIN"), at: now) == nil)
        #expect(signer.end(of: good, for: id, at: now.addingTimeInterval(10)) == nil)
        for bad in ["", ".", "\(end + 1).\(good.split(separator: ".")[1])", good + "0", "x" + good]
        {
            #expect(signer.end(of: bad, for: id, at: now) == nil, "\(bad)")
        }
        for access in AttachmentServing.Access.allCases {
            var serving = AttachmentServing()
            serving.access = access
            try await Self.run(serving) { server in
                let key = try server.store.attachments.signingKey()
                let until = Int(now.timeIntervalSince1970) + 3_600
                let signature = AddressSigner(key: key).signature(of: id, until: until)
                let target = "/attachments/attTEXT/x"
                let cell = "/api/attachments/Files/\(Self.record)/..%2F%20Bilder/a%20b.txt"
                for path in [target, cell] {
                    #expect(try await server.get(path).status == 200, "\(path)")
                    let bare = try await server.client.send("GET", path)
                    #expect(bare.status == (access == .public ? 200 : 401), "\(access) \(path)")
                    let signed = try await server.client.send(
                        "GET", path + "?signature=\(signature)")
                    #expect(signed.status == (access == .token ? 401 : 200), "\(access) \(path)")
                }
                let other = try await server.client.send(
                    "GET", "/attachments/attTWIN/x?signature=\(signature)")
                #expect(other.status == (access == .public ? 200 : 401))
                let hidden = try await server.client.send(
                    "GET", "/api/attachments/Nothing/recX/y/z?signature=1.2")
                #expect(hidden.status == (access == .public ? 404 : 401))
                #expect(try await server.client.send("GET", "/api/attachments/Files").status == 401)
            }
        }
    }

    @Test("two files of one name in a cell are both reachable; a cell tells what it has")
    func cells() async throws {
        try await Self.run { server in
            let cell = "/api/attachments/Files/\(Self.record)/fldFiles000000001"
            #expect(try await server.get(cell + "/a%20b.txt").text == "0123456789")
            #expect(try await server.get(cell + "/a%20b.txt?id=attTWIN").text == "twin")
            #expect(try await server.get(cell + "/attTWIN").text == "twin")
            for path in [cell, "/api/attachments/Files/\(Self.record)", "/api/attachments/files"] {
                let list = try await server.get(path).json()["attachments"]?.array ?? []
                #expect(list.count == Self.files.count, "\(path)")
                #expect(list[0]["id"] == "attTEXT" && list[0]["isStored"] == true)
                #expect(list[0]["field"]?["name"] == "../ Bilder")
            }
            let page = try await server.get("/api/attachments/Files?pageSize=3&page=3").json()
            #expect(page["attachments"]?.array?.count == 2)
            #expect(page["pagination"]?["total"]?.integer == Self.files.count)
            let stats = try await server.get("/api/stats").json()["bases"]?.array?.first
            #expect(stats?["attachments"]?["storedFiles"]?.integer == Self.files.count)
            for path in ["/api/attachments/No", cell + "x", cell + "/no.txt"] {
                #expect(try await server.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test("a file that is not there is fetched when it is asked for, or said to be out of reach")
    func onDemand() async throws {
        let simulator = try Self.simulator()
        simulator.files.remove(AttachmentID("attHTML"))
        try await Self.run(simulator: simulator, storing: false) { server in
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<50 {
                    group.addTask { try await server.get("/attachments/attLARGE/x").body }
                }
                for try await body in group { #expect(body.count == Self.large) }
            }
            #expect(simulator.files.counts.downloads == ["attLARGE/original": 1])
            let gone = try await server.get("/attachments/attHTML/x")
            #expect(gone.status == 503 && gone.headers["retry-after"] == "30")
            #expect(try gone.json()["code"] == "attachment_unavailable")
            #expect(try await server.get("/attachments/attHTML/x").status == 503)
            // Somebody removes a blob by hand: it is fetched again.
            let entry = try server.store.attachments.entry(AttachmentKey(AttachmentID("attLARGE")))
            try FileManager.default.removeItem(atPath: #require(entry?.blob).path)
            #expect(try await server.get("/attachments/attLARGE/x").body.count == Self.large)
            #expect(simulator.files.counts.downloads == ["attLARGE/original": 2])
        }
    }

    @Test("a file that is larger than the bound is served, and empties nothing")
    func largerThanBound() async throws {
        let simulator = try Self.simulator()
        let settings = AttachmentSettings(mode: .lazy, maximumBytes: 100)
        try await Self.run(settings: settings, simulator: simulator, storing: false) { server in
            func isStored(_ id: String) throws -> Bool {
                try server.store.attachments.entry(AttachmentKey(AttachmentID(id)))?.blob != nil
            }
            #expect(try await server.get("/attachments/attTEXT/x").status == 200)
            for _ in 0..<2 {
                let large = try await server.get("/attachments/attLARGE/x")
                #expect(large.status == 200 && large.body.count == Self.large)
            }
            #expect(simulator.files.counts.downloads["attLARGE/original"] == 1)
            #expect(try isStored("attTEXT") && isStored("attLARGE"))
            // It goes when the next one comes.
            #expect(try await server.get("/attachments/attSVG/x").status == 200)
            #expect(try isStored("attTEXT") && isStored("attSVG") && !isStored("attLARGE"))
        }
    }
}
