import Aircache
import AirtableAPI
import AirtableSimulator
import Testing

/// The simulator and an instance in front of it, each on a port, for clients that ask both.
enum ClientScene {
    private static let airtableToken = "patClients"
    private static let token = "token-of-clients"

    /// - Parameter body: gets the base, and what tells a client's script where everything is.
    static func run(
        takesWrites: Bool,
        _ body: (_ base: SimulatedBase, _ environment: [String: String]) async throws -> Void
    ) async throws {
        let base = SyntheticBase.make(records: 240, tables: 2, seed: 11)
        let airtable = SimulatedAirtable(bases: [base], tokens: [airtableToken], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            var settings = testSettings(
                endpoint: endpoint, token: airtableToken, bases: [base.id], folder: folder)
            settings.server.bearerTokens = [token]
            settings.passing.takesWrites = takesWrites
            try await withInstance(settings, airtableClock: JumpingClock()) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                try await body(
                    base,
                    [
                        "BASE": base.id.rawValue, "COPY": address, "COPY_TOKEN": token,
                        "TRUTH": endpoint, "TRUTH_TOKEN": airtableToken,
                    ])
            }
        }
    }
}
