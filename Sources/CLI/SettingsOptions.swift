import Aircache
import ArgumentParser
import Foundation

/// Flags that every command with settings has.
struct SettingsOptions: ParsableArguments {
    @Option(
        name: .customLong("base"),
        help: ArgumentHelp(
            "The id of a base (app…); several times for several. Setting: AIRTABLE_BASE_ID.",
            valueName: "id"))
    var bases: [String] = []

    @Option(
        name: .customLong("data-dir"),
        help: ArgumentHelp(
            "The folder with the copy. Setting: AIRCACHE_DATA_DIR. (default: ./data)",
            valueName: "folder"))
    var dataFolder: String?

    @Option(
        name: .customLong("log-level"),
        help: ArgumentHelp(
            "From what level on to log: debug, info, warning, error. Setting: AIRCACHE_LOG_LEVEL.",
            valueName: "level"))
    var logLevel: String?

    /// Settings with the flag's name and value.
    typealias Flags = [SettingName: (flag: String, value: String)]

    var flags: Flags {
        var flags: Flags = [:]
        if !bases.isEmpty { flags[.airtableBases] = ("--base", bases.joined(separator: ",")) }
        flags[.dataFolder] = dataFolder.map { ("--data-dir", $0) }
        flags[.logLevel] = logLevel.map { ("--log-level", $0) }
        return flags
    }

    /// Reads all settings, and prints warnings about them.
    func settings(
        _ scope: SettingsScope, also more: Flags = [:]
    ) throws(SettingsError) -> Settings {
        let sources = SettingSources(
            flags: flags.merging(more) { _, new in new },
            environment: ProcessInfo.processInfo.environment,
            folder: FileManager.default.currentDirectoryPath)
        for warning in sources.warnings { Terminal.error("warning: \(warning)") }
        return try Settings(sources: sources, scope: scope)
    }
}

/// Where Airtable is.
struct EndpointOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where Airtable is, such as a simulator. Setting: AIRTABLE_ENDPOINT_URL.",
            valueName: "url"))
    var endpoint: String?

    var flags: SettingsOptions.Flags {
        endpoint.map { [.airtableEndpoint: ("--endpoint", $0)] } ?? [:]
    }
}
