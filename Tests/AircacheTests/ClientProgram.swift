import Foundation
import Testing

/// A script of `Tests/Clients`, run by the interpreter that `make setup` put into `.build`.
struct ClientProgram: Sendable {
    let script: String
    let environment: [String: String]

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let python = root.appendingPathComponent(".build/tools/bin/python").path

    /// Whether pyairtable can be run; where not, a line says why.
    static let isInstalled: Bool = {
        let marker = root.appendingPathComponent(".build/tools/requirements.txt").path
        if FileManager.default.fileExists(atPath: marker) { return true }
        print("skipped: pyairtable is not installed; 'make setup' does that")
        return false
    }()

    /// Runs to the end, and records an issue with the output where the script fails.
    func run() async throws {
        let scripts = Self.root.appendingPathComponent("Tests/Clients/pyairtable")
        let program = try Program(
            ["-B", "-u", scripts.appendingPathComponent(script).path],
            environment: environment.merging(["NO_PROXY": "127.0.0.1"]) { first, _ in first },
            folder: NSTemporaryDirectory(), executable: Self.python)
        let ending = try #require(await program.end(within: 240), "\(script) did not end")
        #expect(ending.code == 0, "\(script):\n\(ending.output)\n\(ending.errors)")
    }
}
