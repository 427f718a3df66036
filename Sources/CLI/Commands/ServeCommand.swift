import Aircache
import ArgumentParser
import Foundation

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Sync and serve bases until Ctrl-C or SIGTERM (this is what runs by default).",
        discussion: """
            Needs AIRTABLE_PERSONAL_TOKEN and AIRTABLE_BASE_ID. Without BEARER_TOKEN it listens on \
            127.0.0.1 and answers everybody on this machine; with it, on 0.0.0.0, and /api wants \
            the token.
            """)

    @OptionGroup var options: SettingsOptions
    @OptionGroup var endpoint: EndpointOptions

    @Option(
        help: ArgumentHelp(
            "The port to listen on; 0 for any free one. Setting: PORT. (default: 3000)",
            valueName: "port"))
    var port: String?

    @Option(
        help: ArgumentHelp(
            "The address to listen on. Setting: AIRCACHE_HOST.", valueName: "address"))
    var host: String?

    @Option(
        help: ArgumentHelp(
            "polling, webhook, changes or manual. Setting: SYNC_MODE. (default: polling)",
            valueName: "mode"))
    var syncMode: String?

    @Option(
        help: ArgumentHelp(
            "Time between two full syncs: seconds, 15m, 24h, 7d. Setting: REFRESH_INTERVAL. "
                + "(default: 24h)",
            valueName: "time"))
    var refreshInterval: String?

    @Option(
        name: .customLong("webhook-url"),
        help: ArgumentHelp(
            "Where Airtable reaches this server, in the mode webhook. Setting: "
                + "WEBHOOK_PUBLIC_URL.", valueName: "url"))
    var webhookURL: String?

    @Option(
        help: ArgumentHelp(
            "Time between two questions for changes, in the mode changes. Setting: "
                + "AIRCACHE_CHANGES_INTERVAL. (default: 5s)", valueName: "time"))
    var changesInterval: String?

    func run() async throws {
        let settings = try options.settings(.serve, also: flags)
        let instance = try Instance(
            settings: settings, logger: LogWriter.logger(settings.log),
            options: StopHook.options(
                step: ProcessInfo.processInfo.environment[SettingName.stopAfter]))
        try await instance.run()
    }

    private var flags: SettingsOptions.Flags {
        var flags = endpoint.flags
        flags[.port] = port.map { ("--port", $0) }
        flags[.host] = host.map { ("--host", $0) }
        flags[.syncMode] = syncMode.map { ("--sync-mode", $0) }
        flags[.refreshInterval] = refreshInterval.map { ("--refresh-interval", $0) }
        flags[.webhookPublicURL] = webhookURL.map { ("--webhook-url", $0) }
        flags[.changesInterval] = changesInterval.map { ("--changes-interval", $0) }
        return flags
    }
}
