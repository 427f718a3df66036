import Aircache
import ArgumentParser
import Foundation
import Logging

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Make one full sync of each base, then exit.",
        discussion: """
            Where a server is running on the same data folder, the server does it and this follows. \
            A sync that fails leaves the copy as it was.
            """)

    @OptionGroup var options: SettingsOptions
    @OptionGroup var endpoint: EndpointOptions

    @Flag(help: "Print the ended runs as JSON.")
    var json = false

    func run() async throws {
        let settings = try options.settings(.sync, also: endpoint.flags)
        var log = settings.log
        // The progress is on the same terminal, and what goes wrong is said at the end.
        if options.logLevel == nil { log.level = .critical }
        let sync = try SyncOnce(
            settings: settings, logger: LogWriter.logger(log),
            options: StopHook.options(
                step: ProcessInfo.processInfo.environment[SettingName.stopAfter]))
        let display = ProgressDisplay()
        let runs: [RunProgress]
        do {
            runs = try await sync.run { display.show($0) }
        } catch {
            display.end()
            throw error
        }
        display.end()
        if json {
            try Terminal.json(runs)
        } else {
            for run in runs { Terminal.out(ProgressDisplay.sentence(run)) }
        }
    }
}
