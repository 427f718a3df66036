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
        /// Whether plain requests are answered ahead of everything else.
        package var hasFastLane = true
        /// Bytes of answers that are kept to be sent again; 0 keeps none.
        package var cacheBytes = 48 << 20

        package init() {}
    }

    package enum SyncMode: String, Sendable, Hashable, CaseIterable {
        /// A full sync each `refreshInterval`.
        case polling
        /// Airtable notifies of changes, which are fetched at once.
        case webhook
        /// Changes are asked for on a timer.
        case changes
        /// A full sync only when one is asked for.
        case manual
    }

    package struct Sync: Sendable, Hashable {
        package var mode = SyncMode.polling
        package var refreshInterval = Duration.seconds(86_400)
        /// From one full sync to the next in the modes `webhook` and `changes`.
        package var failsafeInterval = Duration.seconds(86_400)
        /// From one question for changes to the next in the mode `changes`.
        package var changesInterval = Duration.seconds(5)
        /// From one question for records modified since to the next in the mode `polling`; nil for
        /// none.
        package var deltaInterval: Duration?
        /// From one comparison of counts and ids to the next; nil for none.
        package var reconcileInterval: Duration? = .seconds(6 * 3_600)
        /// Calls in a month that fetching changes may take; nil for no bound.
        package var liveCalls: Int? = 9_500

        package init() {}
    }

    /// How Airtable tells of changes.
    package struct Webhook: Sendable, Hashable {
        /// Where notifications go, path included.
        package var url: String?
        /// Whether webhooks are made, renewed and removed by themselves.
        package var autoSetup = true
        /// At least so long from one fetching of changes to the next.
        package var rateLimit = Duration.seconds(30)
        /// How far a notification's time may be from ours.
        package var timestampWindow = Duration.seconds(300)
        /// For how long a notification that comes again is known.
        package var idempotencyTime = Duration.seconds(86_400)

        package init() {}
    }

    package enum Forwarding: String, Sendable, Hashable, CaseIterable {
        /// What the copy cannot answer is asked of Airtable.
        case auto
        /// Nothing but writes is passed on.
        case never
    }

    /// What clients may do beyond reading the copy.
    package struct Passing: Sendable, Hashable {
        package var forwarding = Forwarding.auto
        package var takesWrites = false
        /// The bearer tokens that may write; nil for all of them.
        package var writeTokens: [String]?
        /// The age from which a view's list is read again once its table has moved on.
        package var viewMaxAge = Duration.seconds(30)

        package init() {}
    }

    package enum AttachmentMode: String, Sendable, Hashable, CaseIterable {
        /// Files are downloaded as soon as they are known.
        case eager
        /// Files are downloaded when they are asked for.
        case lazy
        case off
    }

    package enum AttachmentAddresses: String, Sendable, Hashable, CaseIterable {
        /// Records carry our lasting addresses.
        case ours
        /// Records carry Airtable's, which expire.
        case airtable
    }

    package enum AttachmentAccess: String, Sendable, Hashable, CaseIterable {
        case token, signed, `public`
    }

    /// The files behind attachments.
    package struct Attachments: Sendable, Hashable {
        package var mode = AttachmentMode.eager
        /// Bytes that files may take on disk; nil for no bound.
        package var maximumBytes: Int?
        package var addresses = AttachmentAddresses.ours
        package var access = AttachmentAccess.signed
        /// For how long a signed address is good at least.
        package var signatureLifetime = Duration.seconds(7 * 86_400)
        /// How long files stay that no record names any more.
        package var grace = Duration.seconds(7 * 86_400)

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
    package var webhook = Webhook()
    package var passing = Passing()
    package var attachments = Attachments()
    package var log = Log()
    /// How others reach this server, without a path; nil where it is not known.
    package var publicURL: String?
    /// The folder with everything that is kept.
    package var dataFolder = "./data"

    package init() {}
}
