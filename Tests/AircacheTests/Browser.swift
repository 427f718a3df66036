import AirtableAPI
import Foundation
import Testing

/// Chromium without a window, driven by the WebDriver protocol of the W3C.
///
/// Debian's `chromium` and `chromium-driver` are 440 MB: `make setup` does not install them.
struct Browser {
    private let session: String
    private let folder: TemporaryFolder

    private static let chromium = "/usr/bin/chromium"
    private static let driver = "/usr/bin/chromedriver"

    /// Whether there is a browser; where not, a line says why tests are skipped.
    static let isInstalled: Bool = {
        let isThere = [chromium, driver].allSatisfy(FileManager.default.isExecutableFile)
        if !isThere {
            print(
                "skipped: there is no browser; 'apt-get install chromium chromium-driver' does that"
            )
        }
        return isThere
    }()

    /// A browser for the length of a body, with a profile of its own.
    static func run(_ body: (Browser) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let port = try ServingProgram.freePort()
        let program = try Program(
            ["--port=\(port)", "--log-level=OFF"], folder: folder.path,
            // What Chromium leaves behind for a while would hold our pipes.
            wrapper: ["/bin/sh", "-c", "exec \"$0\" \"$@\" >/dev/null 2>&1"], executable: driver)
        let address = "http://127.0.0.1:\(port)"
        try await TestClient.wait(for: address + "/status") {
            $0.json["value"]?["ready"]?.bool == true
        }
        let made = try await TestClient.send(
            "POST", address + "/session", capabilities(folder.path))
        let id = try #require(made.json["value"]?["sessionId"]?.string, "\(made.json)")
        let browser = Browser(session: address + "/session/" + id, folder: folder)
        do {
            try await browser.open("about:blank")
            // Of the page that it starts with.
            _ = try await (browser.requests(), browser.complaints())
            try await body(browser)
        } catch {
            try await browser.end(program)
            throw error
        }
        try await browser.end(program)
    }

    private static func capabilities(_ folder: String) -> JSONValue {
        [
            "capabilities": [
                "alwaysMatch": [
                    "browserName": "chrome",
                    "goog:chromeOptions": [
                        "binary": .string(chromium),
                        // Root, as which tests run in containers, has no sandbox.
                        "args": [
                            "--headless=new", "--no-sandbox", "--disable-gpu",
                            "--disable-dev-shm-usage", .string("--user-data-dir=\(folder)/profile"),
                        ],
                        "prefs": ["download.default_directory": .string(folder)],
                    ],
                    "goog:loggingPrefs": ["browser": "ALL", "performance": "ALL"],
                ]
            ]
        ]
    }

    private func end(_ program: Program) async throws {
        _ = try await TestClient.send("DELETE", session, [:])
        // It would have ended by itself, were SIGTERM not blocked in what a test starts.
        program.kill()
        _ = try await program.end()
    }

    // MARK: Pages

    /// Writes a page that is of no host's.
    func page(_ text: String, _ name: String = "page.html") throws -> String {
        try folder.write(text, to: name)
        return "file://\(folder.path)/\(name)"
    }

    /// Opens an address and waits until it is loaded. What is saved in place of being shown leaves
    /// the page that was there.
    func open(_ address: String) async throws {
        _ = try await TestClient.send("POST", session + "/url", ["url": .string(address)])
    }

    /// Runs a script in the page.
    ///
    /// - Returns: what it returned, or what the promise came to that it returned.
    func run(_ script: String) async throws -> JSONValue {
        let answer = try await TestClient.send(
            "POST", session + "/execute/sync", ["script": .string(script), "args": []])
        #expect(answer.status == 200, "\(answer.json)")
        return answer.json["value"] ?? .null
    }

    // MARK: What happened

    /// Errors and warnings of the page since the last look.
    func complaints() async throws -> [String] {
        try await log("browser").compactMap { entry in
            guard ["SEVERE", "WARNING"].contains(entry["level"]?.string) else { return nil }
            return entry["message"]?.string
        }
    }

    /// Addresses that were asked for since the last look.
    func requests() async throws -> [String] {
        try await log("performance").compactMap { entry in
            let text = entry["message"]?.string ?? ""
            let message = try JSONValue(parsing: Array(text.utf8))["message"]
            guard message?["method"] == "Network.requestWillBeSent" else { return nil }
            return message?["params"]?["request"]?["url"]?.string
        }
    }

    private func log(_ type: String) async throws -> [JSONValue] {
        let answer = try await TestClient.send(
            "POST", session + "/se/log", ["type": .string(type)])
        return try #require(answer.json["value"]?.array, "\(answer.json)")
    }
}
