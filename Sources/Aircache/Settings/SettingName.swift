/// The names that settings have in the environment, in `.env` and in `aircache.yaml`.
package enum SettingName: String, CaseIterable, Sendable {
    case airtableToken = "AIRTABLE_PERSONAL_TOKEN"
    case airtableBases = "AIRTABLE_BASE_ID"
    case airtableEndpoint = "AIRTABLE_ENDPOINT_URL"
    case monthlyCalls = "AIRCACHE_MONTHLY_CALLS"
    case bearerToken = "BEARER_TOKEN"
    case host = "AIRCACHE_HOST"
    case port = "PORT"
    case allowedOrigins = "AIRCACHE_CORS_ORIGINS"
    case dataFolder = "AIRCACHE_DATA_DIR"
    case syncMode = "SYNC_MODE"
    case refreshInterval = "REFRESH_INTERVAL"
    case failsafeInterval = "FAILSAFE_REFRESH_INTERVAL"
    case webhookPublicURL = "WEBHOOK_PUBLIC_URL"
    case webhookAutoSetup = "WEBHOOK_AUTO_SETUP"
    case webhookRateLimit = "WEBHOOK_RATE_LIMIT"
    case webhookTimestampWindow = "WEBHOOK_TIMESTAMP_WINDOW"
    case webhookIdempotencyTime = "WEBHOOK_IDEMPOTENCY_TTL"
    case changesInterval = "AIRCACHE_CHANGES_INTERVAL"
    case deltaInterval = "AIRCACHE_DELTA_INTERVAL"
    case reconcileInterval = "AIRCACHE_RECONCILE_INTERVAL"
    case liveCalls = "AIRCACHE_LIVE_CALLS"
    case forwarding = "AIRCACHE_FORWARD"
    case writes = "AIRCACHE_WRITES"
    case writeTokens = "AIRCACHE_WRITE_TOKENS"
    case viewMaxAge = "AIRCACHE_VIEW_MAX_AGE"
    case attachments = "AIRCACHE_ATTACHMENTS"
    case attachmentDownload = "ENABLE_ATTACHMENT_DOWNLOAD"
    case attachmentBytes = "AIRCACHE_ATTACHMENTS_MAX_BYTES"
    case attachmentAddresses = "AIRCACHE_ATTACHMENT_URLS"
    case attachmentAccess = "AIRCACHE_ATTACHMENT_ACCESS"
    case attachmentSignature = "AIRCACHE_ATTACHMENT_SIGNATURE_TTL"
    case attachmentGrace = "AIRCACHE_ATTACHMENT_GRACE"
    case publicURL = "AIRCACHE_PUBLIC_URL"
    case fastLane = "AIRCACHE_FAST_LANE"
    case responseCacheBytes = "AIRCACHE_RESPONSE_CACHE_BYTES"
    case logLevel = "AIRCACHE_LOG_LEVEL"
    case logFormat = "AIRCACHE_LOG_FORMAT"

    /// Other names for the same setting.
    package var aliases: [String] {
        self == .airtableToken ? ["AIRTABLE_TOKEN", "AIRTABLE_API_KEY"] : []
    }

    /// Whether the value must not be shown.
    var isSecret: Bool { [.airtableToken, .bearerToken, .writeTokens].contains(self) }

    var names: [String] { [rawValue] + aliases }

    /// `NAME_FILE` holds the path of a file with the value, as container secrets are given.
    static let fileSuffix = "_FILE"

    /// Accepted so that an environment made for the original service works; of no effect yet.
    package static let withoutEffect = ["STORAGE_PATH"]

    /// The original's two database files have no counterpart: generations are numbered.
    package static let replacedByDataFolder = [
        "SQLITE_V1_PATH", "SQLITE_V2_PATH", "SQLITE_METADATA_PATH",
    ]

    /// A test hook, not a setting: the process kills itself after this step of a rebuild.
    package static let stopAfter = "AIRCACHE_STOP_AFTER"

    /// Every name with the setting that it gives.
    static let byName: [String: SettingName] = {
        var table: [String: SettingName] = [:]
        for setting in allCases {
            for name in setting.names { table[name] = setting }
        }
        return table
    }()

    /// The known name that differs least from `name`, if it differs by little.
    static func nearest(to name: String) -> String? {
        let known = byName.keys.sorted() + [stopAfter]
        // PORT has no prefix, so people try it with one.
        let plain = name.hasPrefix("AIRCACHE_") ? String(name.dropFirst(9)) : name
        let candidates = known.map {
            (name: $0, distance: min(editDistance($0, name), editDistance($0, plain)))
        }
        guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(3, name.utf8.count / 2) ? best.name : nil
    }

    /// How many letters must be put in, taken out or changed to make one text the other.
    private static func editDistance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (line, letter) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let change = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
