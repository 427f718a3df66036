import AirtableAPI
import AirtableSimulator
import ArgumentParser

/// What the simulator holds and how it behaves.
struct SimulatorOptions: ParsableArguments {
    static let defaultToken = "patSimulatedToken0.simulated"

    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "A folder with a base, or with folders of bases, instead of the sample.",
            valueName: "folder"))
    var folder: String?

    @Option(
        help: ArgumentHelp(
            "So many synthetic records instead of the sample base.", valueName: "number"))
    var records: Int?

    @Option(
        help: ArgumentHelp("Over how many tables the records are spread.", valueName: "number"))
    var tables = 10

    @Option(help: ArgumentHelp("One seed, one base and one course of faults.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How long each answer takes.", valueName: "ms"))
    var latency = 0

    @Flag(
        inversion: .prefixedNo,
        help: "Refuse more than 5 calls a second, as Airtable does.")
    var rateLimit = true

    @Option(
        help: ArgumentHelp(
            "How likely each fault is for a call, such as serverError=0.05,truncated=0.01. "
                + "Faults: \(Fault.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "list"))
    var faults: FaultList = FaultList()

    func validate() throws {
        if folder != nil, records != nil {
            throw ValidationError("--data and --records exclude each other.")
        }
        if let records, records < 0 || records > 50_000_000 {
            throw ValidationError("--records is \(records); expected 0 to 50000000.")
        }
        guard (1...AirtableLimits.tablesPerBase).contains(tables) else {
            throw ValidationError(
                "--tables is \(tables); expected 1 to \(AirtableLimits.tablesPerBase).")
        }
        guard (0...600_000).contains(latency) else {
            throw ValidationError("--latency is \(latency); expected 0 to 600000 milliseconds.")
        }
    }

    /// - Throws: `SimulatorError` for a folder that holds no base.
    func airtable(tokens: Set<String>) throws -> SimulatedAirtable {
        let airtable = SimulatedAirtable(
            bases: try bases(), tokens: tokens, seed: seed, limits: rateLimit ? .airtable : .none,
            latency: Latency(fixed: .milliseconds(latency)),
            faults: FaultPlan(seed: seed, probabilities: faults.probabilities))
        airtable.files.settings = SimulatedFiles.Settings()
        return airtable
    }

    private func bases() throws -> [SimulatedBase] {
        if let folder { return try BaseFolder.load(folder) }
        if let records {
            return [SyntheticBase.make(records: records, tables: tables, seed: seed)]
        }
        return [DemoBase.make(seed: seed)]
    }
}
