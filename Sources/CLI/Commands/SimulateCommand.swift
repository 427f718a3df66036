import AirtableAPI
import AirtableSimulator
import ArgumentParser
import FoundationEssentials
import Logging

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run only the Airtable simulator, for tests and development.",
        discussion: """
            It answers as https://api.airtable.com does, with its paging, rate limit and error \
            shapes. Point clients at it, or Aircache with --endpoint. It listens on 127.0.0.1 alone; \
            /_simulator edits its records without a token.

            A sample base:        aircache simulate
            A folder of data:     aircache simulate --data FOLDER   (base.json, schema.json, records/)
            A base of any size:   aircache simulate --records 500000 --tables 10
            """)

    @OptionGroup var source: SimulatorOptions

    @Option(help: ArgumentHelp("The port to listen on; 0 for any free one.", valueName: "port"))
    var port = 8_090

    @Option(
        help: ArgumentHelp(
            "A token that the simulator accepts; several times for several.", valueName: "token"))
    var token: [String] = []

    @Flag(help: "Print the address, the tokens and the bases as JSON.")
    var json = false

    struct Report: Encodable, Sendable {
        let endpoint: String
        let tokens: [String]
        let bases: [String]
    }

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port is \(port); expected 0 to 65535.")
        }
    }

    func run() async throws {
        let tokens = token.isEmpty ? [SimulatorOptions.defaultToken] : token
        let airtable = try source.airtable(tokens: Set(tokens))
        let bases = airtable.bases.map(\.id.rawValue)
        let isJSON = json
        var logger = Logger(label: "simulator")
        logger.logLevel = .warning
        let server = SimulatorServer(airtable, port: port, logger: logger) { port in
            let report = Report(
                endpoint: "http://127.0.0.1:\(port)", tokens: tokens, bases: bases)
            if isJSON {
                try? Terminal.json(report)
            } else {
                Terminal.out(Self.text(report))
            }
        }
        try await server.run()
    }

    private static func text(_ report: Report) -> String {
        """
        Airtable, simulated, on \(report.endpoint)
        token  \(report.tokens.joined(separator: ", "))
        base   \(report.bases.joined(separator: ", "))

          export AIRTABLE_ENDPOINT_URL=\(report.endpoint)
          export AIRTABLE_PERSONAL_TOKEN=\(report.tokens[0])
          export AIRTABLE_BASE_ID=\(report.bases.joined(separator: ","))
        """
    }
}
