import Aircache
import ArgumentParser

struct AircacheCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aircache",
        abstract: "Keeps a copy of your Airtable bases in SQLite and serves it over REST.",
        discussion: """
            Try it without an account:
              aircache demo

            With an account, serve a base on http://127.0.0.1:3000:
              export AIRTABLE_PERSONAL_TOKEN=pat…   # https://airtable.com/create/tokens
              export AIRTABLE_BASE_ID=app…          # in the base's address in the browser
              aircache serve

            Settings come from flags, the environment, .env and aircache.yaml, in this order; see \
            docs/configuration.md.

            Exit codes: 0 fine, 1 a negative answer, 2 usage, 3 settings or authorization, \
            4 Airtable unreachable or refusing.
            """,
        version: AircacheVersion.current,
        subcommands: [
            ServeCommand.self, DemoCommand.self, SyncCommand.self, StatusCommand.self,
            TypesCommand.self, RollbackCommand.self, WebhooksCommand.self, SimulateCommand.self,
            BenchCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)
}
