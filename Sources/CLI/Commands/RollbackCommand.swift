import Aircache
import AirtableAPI
import ArgumentParser
import Foundation

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Serve the copy from before the last sync again.",
        discussion: """
            Running servers follow at once. The base is not synced again until somebody asks for \
            it, with `aircache sync` or POST /api/refresh. Without --base it takes the only base of \
            the data folder.
            """)

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Print JSON.")
    var json = false

    struct Report: Encodable {
        let base: String
        let generation: Int
    }

    func run() async throws {
        let settings = try options.settings(.dataFolder)
        let copy = try StoredCopy(
            folder: settings.dataFolder, logger: LogWriter.logger(settings.log))
        let base = try chosen(settings, copy)
        let generation = try copy.rollback(base, at: Date())
        if json {
            try Terminal.json(Report(base: base.rawValue, generation: generation))
        } else {
            Terminal.out(
                "\(base): generation \(generation) serves; paused until `aircache sync` or POST "
                    + "/api/refresh")
        }
    }

    private func chosen(_ settings: Settings, _ copy: StoredCopy) throws -> BaseID {
        let bases = settings.airtable.bases.isEmpty ? copy.bases() : settings.airtable.bases
        guard let only = bases.first, bases.count == 1 else {
            let names = bases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                bases.isEmpty
                    ? "The data folder has no base." : "Say which base with --base: \(names).")
        }
        return only
    }
}
