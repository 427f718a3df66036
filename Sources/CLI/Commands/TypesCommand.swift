import Aircache
import AirtableAPI
import ArgumentParser
import Foundation

struct TypesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "types",
        abstract: "Write code for this very base: its records' types, and a small client.",
        discussion: """
            Reads the schema from the data folder; no server need run, and Airtable is not asked. \
            The same schema gives the same text, so it can be checked in:
              aircache types --lang typescript --out src/aircache.ts
              aircache types --lang typescript --out src/aircache.ts --check   # 1 when it is old

            Without --base it takes the only base of the data folder.
            """)

    @OptionGroup var options: SettingsOptions

    @Option(
        help: ArgumentHelp(
            "The language: \(StoredCopy.typesLanguages.joined(separator: ", ")).",
            valueName: "language"))
    var lang: String

    @Option(help: ArgumentHelp("Write there and not to stdout.", valueName: "file"))
    var out: String?

    @Flag(help: "Write nothing; exit with 1 when the file of --out says something else.")
    var check = false

    func validate() throws {
        guard StoredCopy.typesLanguages.contains(lang) else {
            throw ValidationError(
                "There is no language '\(lang)'; there is "
                    + StoredCopy.typesLanguages.joined(separator: ", ") + ".")
        }
        guard !check || out != nil else {
            throw ValidationError("--check compares with a file: name it with --out.")
        }
    }

    func run() async throws {
        let settings = try options.settings(.dataFolder)
        let copy = try StoredCopy(
            folder: settings.dataFolder, logger: LogWriter.logger(settings.log))
        let base = try copy.onlyBase(of: settings.airtable.bases)
        let text = try copy.types(base, language: lang)
        guard let out else {
            Terminal.out(text.hasSuffix("\n") ? String(text.dropLast()) : text)
            return
        }
        if check {
            try compare(text, with: out)
        } else if stored(out) != Data(text.utf8) {
            // A file that says it already keeps its date, so that builds see no change.
            try write(text, to: out)
        }
    }

    private func stored(_ path: String) -> Data? {
        try? Data(contentsOf: URL(fileURLWithPath: path))
    }

    private func compare(_ text: String, with path: String) throws {
        guard stored(path) != Data(text.utf8) else { return }
        let what =
            FileManager.default.fileExists(atPath: path) ? "is not" : "does not exist; it is not"
        throw AircacheError(
            .differs, "'\(path)' \(what) what the base's schema gives now.",
            hint: "Run the same command without --check.")
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw AircacheError(
                .folderUnusable, "'\(path)' cannot be written.",
                hint: "Its folder must exist and be yours to write in.", cause: "\(error)")
        }
    }
}
