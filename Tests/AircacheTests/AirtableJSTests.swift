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
    @Test("reads and writes as it does with Airtable", arguments: ["read.js", "write.js"])
    func run(script: String) async throws {
        let folder = try TemporaryFolder()
        try await ClientScene.run(takesWrites: true) { base, environment in
            let more = [
                "TABLE": base.schema.tables[0].id.rawValue, "NODE_MODULES": AirtableJS.modules,
            ]
            let path = "Tests/Clients/airtablejs/" + script
            let program = try Program(
                [AirtableJS.root.appendingPathComponent(path).path],
                environment: environment.merging(more) { $1 }, folder: folder.path,
                executable: AirtableJS.node)
            let ending = try #require(await program.end(within: 120), "it did not end")
            #expect(ending.code == 0, "\(script):\n\(ending.output)\n\(ending.errors)")
        }
    }
}
