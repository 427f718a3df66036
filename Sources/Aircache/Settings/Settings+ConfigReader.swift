import AirtableAPI
import Configuration
import FoundationEssentials
import Logging

/// What a command needs to know before it can begin.
package enum SettingsScope: Sendable {
    /// All of it: the token, the bases and the address.
    case serve
    /// The token and the bases.
    case sync
    /// The data folder alone.
    case dataFolder
}

extension Settings {
    /// Reads the settings. This is the only place that knows which name means what.
    ///
    /// - Throws: `SettingsError` with everything that is wrong.
    package init(sources: SettingSources, scope: SettingsScope) throws(SettingsError) {
        self.init()
        var reading = SettingsReading(sources: sources)
        readAirtable(&reading, isNeeded: scope != .dataFolder)
        readServer(&reading)
        readSync(&reading)
        readWebhook(&reading, isNeeded: scope == .serve)
        readPassing(&reading)
        readAttachments(&reading)
        if let path = reading.text(.dataFolder) { dataFolder = path }
        reading.choice(.logLevel, Logger.Level.allCases) { log.level = $0 }
        reading.choice(.logFormat, LogFormat.allCases) { log.format = $0 }
        if scope == .serve { reading.checkAddress(server) }
        guard reading.problems.isEmpty else { throw SettingsError(problems: reading.problems) }
    }

    private mutating func readAirtable(_ reading: inout SettingsReading, isNeeded: Bool) {
        if let token = reading.text(.airtableToken) {
            airtable.token = token
            if !token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
                reading.fail(
                    .airtableToken, "has characters that a token cannot have",
                    "a personal access token such as pat….…")
            }
        } else if isNeeded {
            reading.miss(
                .airtableToken,
                "a personal access token with the scopes data.records:read and "
                    + "schema.bases:read (https://airtable.com/create/tokens)")
        }
        if let ids = reading.list(.airtableBases, "one or more base ids, comma separated") {
            readBases(ids, &reading)
        } else if isNeeded, !reading.isGiven(.airtableBases) {
            reading.miss(.airtableBases, "the id of a base: app… in its address in the browser")
        }
        if let url = reading.text(.airtableEndpoint) { readEndpoint(url, &reading) }
        if let calls = reading.count(.monthlyCalls, 1...Int.max, "a number of calls") {
            airtable.monthlyCalls = calls
        }
    }

    private mutating func readBases(_ ids: [String], _ reading: inout SettingsReading) {
        for id in ids where !BaseID.isWellFormed(id) {
            reading.fail(
                .airtableBases, "has '\(id)'", "app and 14 letters or digits, comma separated")
        }
        if Set(ids).count < ids.count {
            reading.fail(.airtableBases, "names a base twice", "each base once")
        }
        airtable.bases = ids.map { BaseID($0) }
    }

    private mutating func readEndpoint(_ text: String, _ reading: inout SettingsReading) {
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty,
            url.scheme == "http" || url.scheme == "https", url.query() == nil
        else {
            reading.fail(
                .airtableEndpoint, "is '\(text)'", "an address such as https://api.airtable.com")
            return
        }
        airtable.endpointURL = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private mutating func readServer(_ reading: inout SettingsReading) {
        // An empty token must never come to mean that everybody is let in.
        if let tokens = reading.list(
            .bearerToken, "one or more tokens, comma separated, none of them empty")
        {
            server.bearerTokens = tokens
            server.host = "0.0.0.0"
        }
        if let host = reading.text(.host) { server.host = host }
        if let port = reading.count(.port, 0...65_535, "a port from 0 (any free one) to 65535") {
            server.port = port
        }
        reading.toggle(.fastLane) { server.hasFastLane = $0 }
        reading.optionalBytes(.responseCacheBytes, from: 1 << 20) { server.cacheBytes = $0 ?? 0 }
        if let origins = reading.list(
            .allowedOrigins, "origins such as https://app.example.com, comma separated, or *")
        {
            for origin in origins where !Self.isOrigin(origin) {
                reading.fail(
                    .allowedOrigins, "has '\(origin)'",
                    "a scheme and a host, without a path, or *")
            }
            server.allowedOrigins = origins
        }
    }

    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let url = URL(string: text), url.scheme != nil, let host = url.host() else {
            return false
        }
        return !host.isEmpty && url.path().isEmpty && url.query() == nil
    }

    private mutating func readSync(_ reading: inout SettingsReading) {
        reading.choice(.syncMode, SyncMode.allCases) { sync.mode = $0 }
        reading.duration(.refreshInterval) { sync.refreshInterval = $0 }
        reading.duration(.failsafeInterval) { sync.failsafeInterval = $0 }
        reading.duration(.changesInterval) { sync.changesInterval = $0 }
        reading.optionalDuration(.deltaInterval) { sync.deltaInterval = $0 }
        reading.optionalDuration(.reconcileInterval) { sync.reconcileInterval = $0 }
        reading.optionalCount(.liveCalls) { sync.liveCalls = $0 }
    }

    private mutating func readWebhook(_ reading: inout SettingsReading, isNeeded: Bool) {
        reading.flag(.webhookAutoSetup) { webhook.autoSetup = $0 }
        reading.duration(.webhookRateLimit, from: 0) { webhook.rateLimit = $0 }
        reading.duration(.webhookTimestampWindow) { webhook.timestampWindow = $0 }
        reading.duration(.webhookIdempotencyTime) { webhook.idempotencyTime = $0 }
        if let text = reading.text(.webhookPublicURL) {
            guard let url = WebhookAddress.url(text) else {
                return reading.fail(
                    .webhookPublicURL, "is '\(text)'",
                    "an address that Airtable reaches, such as https://aircache.example.com; "
                        + "http for localhost alone")
            }
            webhook.url = url
        } else if isNeeded, sync.mode == .webhook, !reading.isGiven(.webhookPublicURL) {
            reading.miss(
                .webhookPublicURL,
                "the address at which Airtable reaches this server, since SYNC_MODE is webhook; "
                    + "without one use SYNC_MODE=changes")
        }
    }
}
