import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

@Suite("Conformance") struct ConformanceTests {
    @Test("the simulator in process", arguments: Conformance.Check.allCases)
    func inProcess(check: Conformance.Check) async throws {
        let base = DemoBase.make()
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let conformance = Conformance(
            probe: AirtableProbe(transport: airtable), base: base.id,
            edit: { try Self.edit(base) })
        try await conformance.run(check)
    }

    @Test("the simulator on a port", .timeLimit(.minutes(10)))
    func onPort() async throws {
        let base = DemoBase.make()
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        try await withServer(airtable) { port in
            let transport = URLSessionTransport(
                endpoint: "http://127.0.0.1:\(port)", pause: .zero)
            let conformance = Conformance(
                probe: AirtableProbe(transport: transport), base: base.id,
                edit: { try Self.edit(base) })
            for check in Conformance.Check.allCases { try await conformance.run(check) }
        }
    }

    private static func edit(_ base: SimulatedBase) throws {
        let table = try #require(base.schema.tables.first)
        let primary = try #require(table.primaryField)
        let record = try #require(base.records(table.id).first)
        try base.updateRecord(record.id, in: table.id.rawValue, cells: [primary.name: "Edited"])
    }

    /// The real Airtable is asked only when somebody names a token and a base to read.
    private static let real: (token: String, base: BaseID)? = {
        let environment = ProcessInfo.processInfo.environment
        if let token = environment["AIRTABLE_PERSONAL_TOKEN"], !token.isEmpty,
            let base = environment["AIRTABLE_CONFORMANCE_BASE_ID"], !base.isEmpty
        {
            return (token, BaseID(base))
        }
        print(
            "skipped: conformance of the real Airtable, since AIRTABLE_PERSONAL_TOKEN and "
                + "AIRTABLE_CONFORMANCE_BASE_ID are not set")
        return nil
    }()

    @Test("the real Airtable", .enabled(if: real != nil), .timeLimit(.minutes(10)))
    func reality() async throws {
        let (token, base) = try #require(Self.real)
        let transport = URLSessionTransport(
            endpoint: "https://api.airtable.com", pause: .milliseconds(300))
        let conformance = Conformance(
            probe: AirtableProbe(transport: transport, token: token), base: base)
        for check in Conformance.Check.allCases { try await conformance.run(check) }
    }
}
