import Aircache
import AirtableAPI
import ArgumentParser
import Foundation

struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "List, make, renew and delete the webhooks of your bases.",
        discussion: """
            A server in the mode webhook or changes looks after its webhook by itself \
            (WEBHOOK_AUTO_SETUP). This is for looking, for cleaning up, and for tokens that may not \
            make webhooks while a server runs. The token needs the scope webhook:manage.
            """,
        subcommands: [List.self, Create.self, Refresh.self, Delete.self],
        defaultSubcommand: List.self)

    /// What all of them have.
    struct Options: ParsableArguments {
        @OptionGroup var options: SettingsOptions
        @OptionGroup var endpoint: EndpointOptions

        @Flag(help: "Print JSON.")
        var json = false

        func administration(
            _ more: SettingsOptions.Flags = [:]
        ) throws -> WebhookAdministration {
            let flags = endpoint.flags.merging(more) { _, new in new }
            let settings = try options.settings(.sync, also: flags)
            return try WebhookAdministration(
                settings: settings, logger: LogWriter.logger(settings.log))
        }

        func show(_ reports: [WebhookAdministration.Report]) throws {
            if json {
                try Terminal.json(reports)
            } else if reports.isEmpty {
                Terminal.out("no webhooks")
            } else {
                for report in reports { Terminal.out(WebhookText.line(report)) }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the webhooks that the token may see; ours is marked.")
        @OptionGroup var options: Options

        func run() async throws {
            try options.show(try await options.administration().list())
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a webhook for each base and store its secret in the data folder.",
            discussion: """
                With WEBHOOK_PUBLIC_URL or --webhook-url Airtable notifies that address; without, \
                changes are only read.
                """)
        @OptionGroup var options: Options

        @Option(
            name: .customLong("webhook-url"),
            help: ArgumentHelp(
                "Where Airtable reaches the server. Setting: WEBHOOK_PUBLIC_URL.",
                valueName: "url"))
        var webhookURL: String?

        func run() async throws {
            let flags: SettingsOptions.Flags =
                webhookURL.map { [.webhookPublicURL: ("--webhook-url", $0)] } ?? [:]
            try options.show(try await options.administration(flags).create())
        }
    }

    struct Refresh: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the webhooks that the data folder uses live for seven more days.")
        @OptionGroup var options: Options

        func run() async throws {
            try options.show(try await options.administration().refresh())
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a webhook with its payloads.")
        @OptionGroup var options: Options

        @Argument(help: ArgumentHelp("The id of a webhook (ach…).", valueName: "id"))
        var webhook: String?

        @Flag(help: "Delete the webhooks that the data folder uses.")
        var allOurs = false

        struct Deleted: Encodable {
            let base: String
            let id: String
        }

        func validate() throws {
            guard (webhook == nil) == allOurs else {
                throw ValidationError("Say which webhook, or --all-ours.")
            }
        }

        func run() async throws {
            let administration = try options.administration()
            var deleted: [Deleted] = []
            if let webhook {
                let base = try await administration.delete(WebhookID(webhook))
                deleted = [Deleted(base: base.rawValue, id: webhook)]
            } else {
                deleted = try await administration.deleteOurs()
                    .map { Deleted(base: $0.base.rawValue, id: $0.id.rawValue) }
            }
            if options.json { return try Terminal.json(deleted) }
            for item in deleted { Terminal.out("\(item.base)  \(item.id)  deleted") }
            if deleted.isEmpty { Terminal.out("no webhooks") }
        }
    }
}

/// A webhook for people.
enum WebhookText {
    static func line(_ report: WebhookAdministration.Report) -> String {
        var parts = [report.base, report.id]
        if report.isOurs { parts.append("ours") }
        if !report.isEnabled { parts.append("disabled") }
        parts.append(
            report.url.map { "notifies \($0)" + (report.notifies ? "" : " (switched off)") }
                ?? "read only")
        if let next = report.nextPayload { parts.append("next payload \(next)") }
        parts.append(
            report.expiresAt.map { "expires " + $0.formatted(Date.ISO8601FormatStyle()) }
                ?? "never expires")
        return parts.joined(separator: "  ")
    }
}
