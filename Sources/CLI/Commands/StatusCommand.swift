import Aircache
import AirtableAPI
import ArgumentParser
import Foundation

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the copy holds, how old it is, and what the last sync did.",
        discussion: "Reads the data folder; no server need run, and Airtable is not asked.")

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let settings = try options.settings(.dataFolder)
        let copy = try StoredCopy(
            folder: settings.dataFolder, logger: LogWriter.logger(settings.log))
        let wanted = settings.airtable.bases
        let status = try copy.status(
            wanted.isEmpty ? nil : wanted, mode: settings.sync.mode, at: Date())
        if json {
            try Terminal.json(status)
        } else {
            Terminal.out(StatusText.text(status))
        }
    }
}
