import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// What a browser makes of files and pages: the last word on what is shown, and what runs.
@Suite(
    "In a browser", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Browser.isInstalled, "there is no browser"))
struct BrowserTests {
    private static let token = "token-of-browsers"
    private static let base = "appBrowser0000001"
    private static let otherBase = "appBrowser0000002"
    private static let size = 2_000

    @Test(
        "an <img> at our address shows its picture when Airtable's own address is dead",
        arguments: [Settings.AttachmentAccess.signed, .public])
    func pictures(access: Settings.AttachmentAccess) async throws {
        try await run(access) { scene, browser in
            let cell = try await scene.files()
            let address = try #require(cell["attPicture"]?.string)
            let small = try #require(cell["attPicture/small"]?.string)
            #expect(address.contains("?signature=") == (access == .signed))
            let atAirtable = try await scene.filesAtAirtable()
            let dead = try #require(atAirtable["attPicture"]?.string)
            scene.simulator.files.remove(AttachmentID("attPicture"))
            let tampered = address.replacing("signature=1", with: "signature=2")
            let pictures = [address, small, cell["attDrawing"]?.string ?? "", dead, tampered]
            let tags = pictures.map { "<img src=\"\($0)\">" }.joined()
            try await browser.open(browser.page("<!doctype html><title>x</title>" + tags))
            let widths = try await browser.run(
                "return [...document.images].map(image => image.naturalWidth)")
            // The simulator's pictures are 16 pixels wide, the drawing says 40.
            let last = access == .public ? 16 : 0
            #expect(widths.array?.compactMap(\.integer) == [16, 16, 40, 0, last])
        }
    }

    @Test("a script in a file does not run, opened, framed or embedded; it would in a page")
    func scripts() async throws {
        try await run(.signed) { scene, browser in
            let cell = try await scene.files()
            for id in ["attDrawing", "attPage"] {
                let address = try #require(cell[id]?.string)
                let name = id == "attPage" ? "page.html" : "drawing.svg"
                let ran = scene.address + "/livez?ran=\(name)"
                // That the script does what it is here for shows where nobody stops it.
                let loose = try browser.page(scene.hostile(name), "loose-" + name)
                for way in Self.ways {
                    try await browser.open(
                        way.isEmpty ? loose : browser.page(way.replacing("ADDRESS", with: loose)))
                    let ranLoose = try await Self.saw(ran, browser)
                    #expect(ranLoose, "\(name) \(way)")
                    try await browser.open(browser.page("<!doctype html>"))
                    try await browser.open(
                        way.isEmpty
                            ? address : browser.page(way.replacing("ADDRESS", with: address)))
                    let ranHere = try await Self.saw(ran, browser)
                    #expect(!ranHere, "\(name) \(way)")
                }
            }
        }
    }

    /// Nothing: opened by itself.
    private static let ways = [
        "", "<!doctype html><iframe src=\"ADDRESS\"></iframe>",
        "<!doctype html><object data=\"ADDRESS\"></object>",
        "<!doctype html><embed src=\"ADDRESS\">",
    ]

    /// Whether a page asked for an address. What a page asks for, it asks for within moments of its
    /// load: another request, answered, comes later.
    private static func saw(_ address: String, _ browser: Browser) async throws -> Bool {
        _ = try await browser.run(
            "return new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))")
        return try await browser.requests().contains(address)
    }

    @Test("/docs loads without complaint or foreign request, and sends bodies to each base")
    func docs() async throws {
        try await run(.signed) { scene, browser in
            try await browser.open(scene.address + "/docs")
            // Wants a token first: the browser tells of the 401.
            _ = try await browser.complaints()
            let status = try await browser.run(
                """
                document.getElementById("token").value = "\(Self.token)";
                document.querySelector("#access button").click();
                return new Promise(done => {
                  const look = () => document.querySelector("details")
                    ? done(document.getElementById("status").textContent) : setTimeout(look, 20);
                  look();
                })
                """)
            #expect(status == "")
            let answer = try await browser.run(
                """
                const route = [...document.querySelectorAll("details")].find(route =>
                  route.querySelector("code").textContent.endsWith("/\(Self.base)/tables"));
                route.open = true;
                return new Promise(done => {
                  const send = () => {
                    const button = route.querySelector("button");
                    if (!button) return setTimeout(send, 20);
                    button.click();
                    const look = () => route.querySelector("pre + button + p").textContent
                      ? done([...route.querySelectorAll("pre, p")].map(part => part.textContent))
                      : setTimeout(look, 20);
                    look();
                  };
                  send();
                })
                """)
            let texts = (answer.array ?? []).compactMap { $0.string }
            #expect(texts.contains { $0.hasPrefix("200 ") }, "\(texts)")
            #expect(texts.contains { $0.contains("\"Files\"") }, "\(texts)")
            let other = try await browser.run(
                """
                const wait = (look) => new Promise(done => {
                  const step = () => { const seen = look(); seen ? done(seen) : setTimeout(step, 20); };
                  step();
                });
                return (async () => {
                  const select = document.getElementById("base");
                  const names = [...select.options].map(option => option.textContent);
                  select.value = "\(Self.otherBase)";
                  select.dispatchEvent(new Event("change"));
                  await wait(() => document.getElementById("title").textContent === "Other");
                  const route = [...document.querySelectorAll("details")].find(route =>
                    route.querySelector("code").textContent.endsWith("/listRecords"));
                  route.open = true;
                  const body = await wait(() => route.querySelector("textarea"));
                  body.value = JSON.stringify({ filterByFormula: "Name = 'two'" });
                  route.querySelector("button").click();
                  const outcome = route.querySelector("button + p");
                  await wait(() => outcome.textContent);
                  const count = JSON.parse(outcome.nextElementSibling.textContent).records.length;
                  return [...names, select.hidden, outcome.textContent.slice(0, 3), count];
                })()
                """)
            #expect(other == ["Files", "Other", false, "200", 1])
            #expect(try await browser.complaints() == [])
            let asked = try await browser.requests()
            #expect(asked.contains(scene.address + "/api/bases/\(Self.base)/tables"))
            #expect(asked.allSatisfy { $0.hasPrefix(scene.address + "/") }, "\(asked)")
        }
    }

    // MARK: The scene

    private struct Scene: Sendable {
        let simulator: SimulatedAirtable
        let endpoint: String
        let address: String

        /// A file with a script that asks for something when it runs.
        func hostile(_ name: String) -> String {
            let script = "new Image().src = '\(address)/livez?ran=\(name)'"
            return name.hasSuffix(".svg")
                ? "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\">"
                    + "<script>\(script)</script></svg>"
                : "<!doctype html><script>\(script)</script>"
        }

        /// Our addresses by the ids of attachments.
        func files() async throws -> JSONObject {
            let answer = try await TestClient.get(
                address + "/api/tables/Files", token: BrowserTests.token)
            return Self.addresses(answer.json["records"]?.array?.first)
        }

        func filesAtAirtable() async throws -> JSONObject {
            let list = "\(endpoint)/v0/\(simulator.bases[0].id)/Files"
            let answer = try await TestClient.get(list, token: "patTest")
            return Self.addresses(answer.json["records"]?.array?.first)
        }

        private static func addresses(_ record: JSONValue?) -> JSONObject {
            var addresses = JSONObject()
            for file in record?["fields"]?["Files"]?.array ?? [] {
                guard let id = file["id"]?.string else { continue }
                addresses[id] = file["url"]
                addresses[id + "/small"] = file["thumbnails"]?["small"]?["url"]
            }
            return addresses
        }
    }

    private func run(
        _ access: Settings.AttachmentAccess, _ body: (Scene, Browser) async throws -> Void
    ) async throws {
        let base = SimulatedBase(
            id: BaseID(Self.base), name: "Files", schema: FilesTable.schema)
        let other = SimulatedBase(
            id: BaseID(Self.otherBase), name: "Other", schema: FilesTable.schema)
        for name in ["one", "two"] {
            try other.createRecord(in: "Files", cells: ["Name": .string(name)], at: Date())
        }
        let simulator = SimulatedAirtable(
            bases: [base, other], tokens: ["patTest"], limits: .none)
        simulator.files.settings = SimulatedFiles.Settings()
        let folder = try TemporaryFolder()
        try await withSimulator(simulator) { endpoint in
            var settings = testSettings(
                endpoint: endpoint, token: "patTest", bases: [base.id, other.id], folder: folder)
            settings.server.bearerTokens = [Self.token]
            settings.attachments.addresses = .ours
            settings.attachments.access = access
            try await withInstance(settings) { address in
                let scene = Scene(simulator: simulator, endpoint: endpoint, address: address)
                try Self.fill(base, scene)
                _ = try await TestClient.post(address + "/api/refresh", token: Self.token)
                try await TestClient.wait(for: address + "/api/stats", token: Self.token) {
                    let files = $0.json["bases"]?.array?.first?["attachments"]
                    return files?["storedFiles"]?.integer == 4
                }
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                try await Browser.run { try await body(scene, $0) }
            }
        }
    }

    /// A picture with a thumbnail, a drawing and a page with scripts.
    private static func fill(_ base: SimulatedBase, _ scene: Scene) throws {
        var files: [JSONValue] = [
            [
                "id": "attPicture", "filename": "a picture.png", "type": "image/png",
                "size": .number(JSONNumber(size)), "url": "https://dl.airtable.com/1",
                "thumbnails": ["small": ["url": "https://dl.airtable.com/2"]],
            ]
        ]
        for (id, name, type) in [
            ("attDrawing", "drawing.svg", "image/svg+xml"), ("attPage", "page.html", "text/html"),
        ] {
            let contents = Array(scene.hostile(name).utf8)
            scene.simulator.files.setContents(contents, of: AttachmentID(id))
            files.append([
                "id": .string(id), "filename": .string(name), "type": .string(type),
                "size": .number(JSONNumber(contents.count)), "url": "https://dl.airtable.com/3",
            ])
        }
        try base.createRecord(
            in: "Files", cells: ["Name": "x", "Files": .array(files)], at: Date())
    }
}
