import Aircache
import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure a running Aircache, and Airtable itself, with reads of your base.",
        discussion: """
            Asks for single records and pages of 100, one call after the other, and prints medians, \
            99th percentiles and the ratio. It only reads. Airtable gets two calls a second, as many \
            as --calls says for each of the two questions; the number is printed before the first.

            Aircache alone:  BEARER_TOKEN=… aircache bench --url http://127.0.0.1:3000
            Airtable alone:  AIRTABLE_PERSONAL_TOKEN=pat… aircache bench --base app… --no-aircache
            Both:            with both tokens

            BEARER_TOKEN is what clients of that Aircache send.
            """)

    @OptionGroup var options: SettingsOptions
    @OptionGroup var endpoint: EndpointOptions

    @Option(
        help: ArgumentHelp(
            "Where Aircache runs. (default: http://127.0.0.1 and the port of the settings)",
            valueName: "url"))
    var url: String?

    @Flag(inversion: .prefixedNo, help: "Whether Aircache is measured.")
    var aircache = true

    @Option(
        help: ArgumentHelp(
            "The table, by id or name. (default: the first of the base)", valueName: "table"))
    var table: String?

    @Option(
        help: ArgumentHelp(
            "Measured calls to Airtable for each question; 0 for none.", valueName: "number"))
    var calls = ReadBenchmarkLimits.airtableCalls

    @Flag(help: "Print JSON; times in milliseconds.")
    var json = false

    func validate() throws {
        guard (0...ReadBenchmarkLimits.mostAirtableCalls).contains(calls) else {
            throw ValidationError(
                "--calls is \(calls); expected 0 to \(ReadBenchmarkLimits.mostAirtableCalls).")
        }
        guard aircache || url == nil else {
            throw ValidationError("--url and --no-aircache exclude each other.")
        }
    }

    func run() async throws {
        var settings = try options.settings(.dataFolder, also: endpoint.flags)
        if calls == 0 { settings.airtable.token = "" }
        let report = try await ReadBenchmark.run(
            settings: settings,
            url: aircache ? url ?? "http://127.0.0.1:\(settings.server.port)" : nil, table: table,
            airtableCalls: calls, logger: LogWriter.logger(settings.log)
        ) { calls in
            Terminal.error("Airtable will get at most \(calls) calls, two a second, all reads")
        }
        if json {
            try Terminal.json(report)
        } else {
            Terminal.out(BenchText.text(report))
        }
    }
}
