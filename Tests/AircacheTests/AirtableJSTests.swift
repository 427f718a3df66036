import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// Where Airtable's JavaScript client is.
private enum AirtableJS {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let node = "/usr/bin/node"

    static let modules =
        ProcessInfo.processInfo.environment["AIRCACHE_TEST_NODE_MODULES"]
        ?? root.appendingPathComponent("node_modules").path

    static let isInstalled: Bool = {
        let files = FileManager.default
        let bundle = modules + "/airtable/build/airtable.browser.js"
        if files.isExecutableFile(atPath: node), files.fileExists(atPath: bundle) { return true }
        print(
            "skipped: airtable.js is not installed; AIRCACHE_TEST_NODE_MODULES may name a",
            "node_modules that has it")
        return false
    }()
}

/// Airtable's own JavaScript client, unchanged, against an instance on a port and against the
/// simulator itself. Debian does not have it: see CONTRIBUTING.md.
@Suite("airtable.js", .serialized, .enabled(if: AirtableJS.isInstalled))
struct AirtableJSTests {
    private static let airtableToken = "patClients"
    private static let token = "token-of-clients"

    @Test("reads and writes as it does with Airtable", arguments: ["read.js", "write.js"])
    func run(script: String) async throws {
        let base = SyntheticBase.make(records: 240, tables: 2, seed: 11)
        let airtable = SimulatedAirtable(
            bases: [base], tokens: [Self.airtableToken], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            var settings = testSettings(
                endpoint: endpoint, token: Self.airtableToken, bases: [base.id], folder: folder)
            settings.server.bearerTokens = [Self.token]
            settings.passing.takesWrites = true
            try await withInstance(settings, airtableClock: JumpingClock()) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                let path = "Tests/Clients/airtablejs/" + script
                let program = try Program(
                    [AirtableJS.root.appendingPathComponent(path).path],
                    environment: [
                        "BASE": base.id.rawValue, "TABLE": base.schema.tables[0].id.rawValue,
                        "COPY": address, "COPY_TOKEN": Self.token, "TRUTH": endpoint,
                        "TRUTH_TOKEN": Self.airtableToken, "NODE_MODULES": AirtableJS.modules,
                    ], folder: folder.path, executable: AirtableJS.node)
                let ending = try #require(await program.end(within: 120), "it did not end")
                #expect(ending.code == 0, "\(script):\n\(ending.output)\n\(ending.errors)")
            }
        }
    }
}
