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
        var reading = Reading(sources: sources)
        readAirtable(&reading, isNeeded: scope != .dataFolder)
        readServer(&reading)
        readSync(&reading)
        if let path = reading.text(.dataFolder) { dataFolder = path }
        reading.choice(.logLevel, Logger.Level.allCases) { log.level = $0 }
        reading.choice(.logFormat, LogFormat.allCases) { log.format = $0 }
        if scope == .serve { reading.checkAddress(server) }
        guard reading.problems.isEmpty else { throw SettingsError(problems: reading.problems) }
    }

    private mutating func readAirtable(_ reading: inout Reading, isNeeded: Bool) {
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

    private mutating func readBases(_ ids: [String], _ reading: inout Reading) {
        for id in ids where !BaseID.isWellFormed(id) {
            reading.fail(
                .airtableBases, "has '\(id)'", "app and 14 letters or digits, comma separated")
        }
        if Set(ids).count < ids.count {
            reading.fail(.airtableBases, "names a base twice", "each base once")
        }
        airtable.bases = ids.map { BaseID($0) }
    }

    private mutating func readEndpoint(_ text: String, _ reading: inout Reading) {
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty,
            url.scheme == "http" || url.scheme == "https", url.query() == nil
        else {
            reading.fail(
                .airtableEndpoint, "is '\(text)'", "an address such as https://api.airtable.com")
            return
        }
        airtable.endpointURL = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private mutating func readServer(_ reading: inout Reading) {
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

    private mutating func readSync(_ reading: inout Reading) {
        switch reading.text(.syncMode) {
        case nil: break
        case "webhook", "changes":
            reading.fail(.syncMode, "asks for what is not available yet", "polling or manual")
        case _: reading.choice(.syncMode, SyncMode.allCases) { sync.mode = $0 }
        }
        if let text = reading.text(.refreshInterval) {
            let shortest = Duration.seconds(1)
            if let interval = SettingValue.duration(text), interval >= shortest {
                sync.refreshInterval = interval
            } else {
                reading.fail(
                    .refreshInterval, "is '\(text)'", "seconds, or 15m, 24h, 7d; at least 1")
            }
        }
    }
}

/// Reads values and gathers what is wrong with them.
private struct Reading {
    private let reader: ConfigReader
    private let sources: SettingSources
    private(set) var problems: [SettingsError.Problem]

    init(sources: SettingSources) {
        self.sources = sources
        reader = sources.reader
        problems = sources.problems
    }

    func isGiven(_ setting: SettingName) -> Bool { value(setting) != nil }

    /// The text of a setting; an empty one is a fault.
    mutating func text(_ setting: SettingName) -> String? {
        guard let text = value(setting) else { return nil }
        if text.isEmpty {
            fail(setting, "is empty", "a value; remove the setting for its default")
            return nil
        }
        return text
    }

    mutating func list(_ setting: SettingName, _ expected: String) -> [String]? {
        guard let text = value(setting) else { return nil }
        guard let items = SettingValue.list(text) else {
            fail(setting, text.isEmpty ? "is empty" : "has an empty item", expected)
            return nil
        }
        return items
    }

    mutating func count(
        _ setting: SettingName, _ range: ClosedRange<Int>, _ expected: String
    ) -> Int? {
        guard let text = text(setting) else { return nil }
        guard let count = SettingValue.count(text), range.contains(count) else {
            fail(setting, "is '\(text)'", expected)
            return nil
        }
        return count
    }

    mutating func choice<Choice: RawRepresentable<String>>(
        _ setting: SettingName, _ choices: [Choice], _ use: (Choice) -> Void
    ) {
        guard let text = text(setting) else { return }
        guard let choice = choices.first(where: { $0.rawValue == text.lowercased() }) else {
            let names = choices.map(\.rawValue).joined(separator: ", ")
            fail(setting, "is '\(text)'", "one of \(names)")
            return
        }
        use(choice)
    }

    mutating func checkAddress(_ server: Settings.Server) {
        guard server.bearerTokens.isEmpty, !LoopbackAddress.contains(server.host) else { return }
        problems.append(
            SettingsError.Problem(
                name: sources.writtenName(.host),
                fault: "is '\(server.host)', which other machines reach, and there is no token",
                expected: "\(SettingName.bearerToken.rawValue) to be set, or 127.0.0.1"))
    }

    mutating func miss(_ setting: SettingName, _ expected: String) {
        fail(setting, "is not set", expected)
    }

    /// - Parameter fault: never the value of a secret.
    mutating func fail(_ setting: SettingName, _ fault: String, _ expected: String) {
        let name = sources.writtenName(setting)
        problems.append(SettingsError.Problem(name: name, fault: fault, expected: expected))
    }

    private func value(_ setting: SettingName) -> String? {
        reader.string(
            forKey: ConfigKey([setting.rawValue]), isSecret: setting.isSecret)
    }
}
