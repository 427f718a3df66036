import Aircache
import AirtableAPI
import AirtableSimulator
import ArgumentParser
import Foundation
import Logging

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Serve a sample base from the built-in Airtable simulator; no account needed.",
        discussion: """
            Starts the simulator and a server against it, syncs, and prints requests to paste. The \
            copy is in a temporary folder that goes with Ctrl-C.

            A larger base:  aircache demo --records 500000 --tables 10
            """)

    @Option(
        help: ArgumentHelp(
            "The port of the server. (default: 3000, or a free one if that is taken)",
            valueName: "port"))
    var port: Int?

    @Option(
        help: ArgumentHelp(
            "So many synthetic records instead of the sample base, without a rate limit.",
            valueName: "number"))
    var records: Int?

    @Option(help: ArgumentHelp("Over how many tables they are spread.", valueName: "number"))
    var tables = 10

    @Option(help: ArgumentHelp("Of the sample base's contents.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        name: .customLong("data-dir"),
        help: ArgumentHelp(
            "A folder for the copy, which is kept, instead of a temporary one.",
            valueName: "folder"))
    var dataFolder: String?

    @Flag(help: "Stop after the first sync.")
    var exitAfterSync = false

    @Flag(help: "Print the address, the token and the base as JSON, once synced.")
    var json = false

    func validate() throws {
        if let port, !(0...65_535).contains(port) {
            throw ValidationError("--port is \(port); expected 0 to 65535.")
        }
        if let records, !(0...50_000_000).contains(records) {
            throw ValidationError("--records is \(records); expected 0 to 50000000.")
        }
        guard (1...AirtableLimits.tablesPerBase).contains(tables) else {
            throw ValidationError(
                "--tables is \(tables); expected 1 to \(AirtableLimits.tablesPerBase).")
        }
    }

    func run() async throws {
        let base =
            records.map { SyntheticBase.make(records: $0, tables: tables, seed: seed) }
            ?? DemoBase.make(seed: seed)
        let airtable = SimulatedAirtable(
            bases: [base], tokens: [SimulatorOptions.defaultToken], seed: seed,
            limits: records == nil ? .airtable : .none)
        airtable.files.settings = SimulatedFiles.Settings()
        let temporary = NSTemporaryDirectory() + "/aircache-demo-\(UUID().uuidString)"
        defer {
            if dataFolder == nil { try? FileManager.default.removeItem(atPath: temporary) }
        }
        var settings = Settings()
        settings.airtable.token = SimulatorOptions.defaultToken
        settings.airtable.bases = [base.id]
        settings.dataFolder = dataFolder ?? temporary
        settings.server.bearerTokens = ["demo"]
        // Nobody waits for a gigabyte of invented files.
        settings.attachments.mode = .lazy
        settings.server.port = port ?? FreePort.preferring(settings.server.port)
        settings.log.level = .warning
        Terminal.error(
            "\(base.name): \(base.recordCount) records, \(base.schema.tables.count) tables")
        try await DemoRun(
            airtable: airtable, base: base, settings: settings, exitsAfterSync: exitAfterSync,
            isJSON: json
        ).run()
    }
}
