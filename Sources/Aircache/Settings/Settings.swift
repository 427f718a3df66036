package import AirtableAPI
package import Logging

/// What one instance is to do. Each default is the value that `docs/configuration.md` names.
package struct Settings: Sendable, Hashable {
    /// Which bases to copy, and from where.
    package struct Airtable: Sendable, Hashable {
        package var token = ""
        /// The first one is the base that routes without a base speak of.
        package var bases: [BaseID] = []
        package var endpointURL = "https://api.airtable.com"
        /// Calls to Airtable in one calendar month, over all bases; nil for no limit of our own.
        package var monthlyCalls: Int?

        package init() {}
    }

    /// Where to listen, and whom to answer.
    package struct Server: Sendable, Hashable {
        package var host = "127.0.0.1"
        /// 0 for any free port.
        package var port = 3_000
        /// Empty: everybody is answered, which only a loopback address allows.
        package var bearerTokens: [String] = []
        /// Origins that a browser may call from; `*` for all.
        package var allowedOrigins: [String] = []

        package init() {}
    }

    package enum SyncMode: String, Sendable, Hashable, CaseIterable {
        /// A full sync each `refreshInterval`.
        case polling
        /// A full sync only when one is asked for.
        case manual
    }

    package struct Sync: Sendable, Hashable {
        package var mode = SyncMode.polling
        package var refreshInterval = Duration.seconds(86_400)

        package init() {}
    }

    package enum LogFormat: String, Sendable, Hashable, CaseIterable {
        case text, json
    }

    package struct Log: Sendable, Hashable {
        package var level = Logger.Level.info
        package var format = LogFormat.text

        package init() {}
    }

    package var airtable = Airtable()
    package var server = Server()
    package var sync = Sync()
    package var log = Log()
    /// The folder with everything that is kept.
    package var dataFolder = "./data"

    package init() {}
}
