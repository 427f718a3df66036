import Configuration

/// Reads values and gathers what is wrong with them.
struct SettingsReading {
    static let off = "off"

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

    /// A span of time of at least a second, or of `shortest` seconds.
    mutating func duration(
        _ setting: SettingName, from shortest: Int = 1, _ use: (Duration) -> Void
    ) {
        guard let text = text(setting) else { return }
        guard let duration = SettingValue.duration(text), duration >= .seconds(shortest) else {
            return fail(
                setting, "is '\(text)'", "seconds, or 15m, 24h, 7d; at least \(shortest)")
        }
        use(duration)
    }

    /// A span of time of at least a second, or nil for `off`.
    mutating func optionalDuration(_ setting: SettingName, _ use: (Duration?) -> Void) {
        guard let text = text(setting) else { return }
        if text.lowercased() == Self.off { return use(nil) }
        guard let duration = SettingValue.duration(text), duration >= .seconds(1) else {
            return fail(setting, "is '\(text)'", "seconds, or 15m, 24h, 7d; at least 1; or off")
        }
        use(duration)
    }

    /// A number of at least 1, or nil for `off`.
    mutating func optionalCount(_ setting: SettingName, _ use: (Int?) -> Void) {
        guard let text = text(setting) else { return }
        if text.lowercased() == Self.off { return use(nil) }
        guard let count = SettingValue.count(text), count >= 1 else {
            return fail(setting, "is '\(text)'", "a number from 1, or off")
        }
        use(count)
    }

    /// A size of at least `smallest` bytes, or nil for `off`.
    mutating func optionalBytes(
        _ setting: SettingName, from smallest: Int, _ use: (Int?) -> Void
    ) {
        guard let text = text(setting) else { return }
        if text.lowercased() == Self.off { return use(nil) }
        guard let bytes = SettingValue.bytes(text), bytes >= smallest else {
            return fail(
                setting, "is '\(text)'", "bytes, or 512MB, 20GB; at least \(smallest); or off")
        }
        use(bytes)
    }

    mutating func flag(_ setting: SettingName, _ use: (Bool) -> Void) {
        guard let text = text(setting) else { return }
        guard let flag = SettingValue.flag(text) else {
            return fail(setting, "is '\(text)'", "true or false, 1 or 0, yes or no")
        }
        use(flag)
    }

    /// `on` or `off`.
    mutating func toggle(_ setting: SettingName, _ use: (Bool) -> Void) {
        guard let text = text(setting) else { return }
        switch text.lowercased() {
        case "on": use(true)
        case Self.off: use(false)
        default: fail(setting, "is '\(text)'", "on or off")
        }
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
