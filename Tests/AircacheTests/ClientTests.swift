import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// A real client, unchanged, against an instance on a port and against the simulator itself.
@Suite("pyairtable", .serialized, .enabled(if: ClientProgram.isInstalled))
struct ClientTests {
    private static let airtableToken = "patClients"
    private static let token = "token-of-clients"

    @Test("reads what it would read from Airtable")
    func read() async throws {
        try await run("read.py", takesWrites: false)
    }

    @Test("writes to Airtable, and reads it back from the copy")
    func write() async throws {
        try await run("write.py", takesWrites: true)
    }

    @Test("uploads, follows webhooks, and keeps models linked")
    func services() async throws {
        try await run("services.py", takesWrites: true)
    }

    @Test("is refused where writes are off, and nothing reaches Airtable")
    func refused() async throws {
        try await run("refused.py", takesWrites: false)
    }

    private func run(_ script: String, takesWrites: Bool) async throws {
        let base = SyntheticBase.make(records: 240, tables: 2, seed: 11)
        let airtable = SimulatedAirtable(
            bases: [base], tokens: [Self.airtableToken], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            var settings = testSettings(
                endpoint: endpoint, token: Self.airtableToken, bases: [base.id], folder: folder)
            settings.server.bearerTokens = [Self.token]
            settings.passing.takesWrites = takesWrites
            try await withInstance(settings, airtableClock: JumpingClock()) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                try await ClientProgram(
                    script: script,
                    environment: [
                        "BASE": base.id.rawValue, "COPY": address, "COPY_TOKEN": Self.token,
                        "TRUTH": endpoint, "TRUTH_TOKEN": Self.airtableToken,
                    ]
                ).run()
            }
        }
    }
}
