import Configuration
import FoundationEssentials

/// Where settings come from, and what each place gives, the strongest first.
package struct SettingSources: Sendable {
    /// Settings with the values that one place gives them.
    struct Layer {
        let place: String
        var values: [SettingName: String] = [:]
        /// The name that the user wrote, for messages.
        var writtenNames: [SettingName: String] = [:]
    }

    private(set) var layers: [Layer] = []
    private(set) var problems: [SettingsError.Problem] = []
    /// What is no error but should be known: names without effect, and mistyped ones.
    package private(set) var warnings: [String] = []

    /// Collects settings.
    ///
    /// - Parameters:
    ///   - flags: what the command line gave, with the name of the flag.
    ///   - environment: the process's environment.
    ///   - folder: where `.env` and `aircache.yaml` are looked for.
    package init(
        flags: [SettingName: (flag: String, value: String)] = [:],
        environment: [String: String], folder: String
    ) {
        layers.append(
            Layer(
                place: "flags", values: flags.mapValues(\.value),
                writtenNames: flags.mapValues(\.flag)))
        add(environment, place: "environment")
        if let text = read(folder + "/.env") {
            let file = EnvironmentFile(parsing: text, path: ".env")
            problems += file.problems
            add(file.values, place: ".env")
        }
        if let text = read(folder + "/aircache.yaml") {
            let file = SettingsFile(parsing: text, path: "aircache.yaml")
            problems += file.problems
            add(file.values, place: "aircache.yaml", isOurs: true)
        }
    }

    /// One reader over all places, keyed by the settings' first names.
    var reader: ConfigReader {
        ConfigReader(
            providers: layers.map { layer in
                let pairs = layer.values.map { setting, value in
                    (
                        AbsoluteConfigKey([setting.rawValue]),
                        ConfigValue(.string(value), isSecret: setting.isSecret)
                    )
                }
                return InMemoryProvider(
                    name: layer.place, values: Dictionary(uniqueKeysWithValues: pairs))
            })
    }

    /// The name under which the user gave a setting.
    func writtenName(_ setting: SettingName) -> String {
        layers.lazy.compactMap { $0.writtenNames[setting] }.first ?? setting.rawValue
    }

    /// - Parameter isOurs: whether every name there is meant for us.
    private mutating func add(_ values: [String: String], place: String, isOurs: Bool = false) {
        var layer = Layer(place: place)
        for setting in SettingName.allCases {
            for name in setting.names {
                take(setting, name, values, &layer)
            }
        }
        layers.append(layer)
        for name in values.keys.sorted() { warn(about: name, place: place, isOurs: isOurs) }
    }

    private mutating func take(
        _ setting: SettingName, _ name: String, _ values: [String: String], _ layer: inout Layer
    ) {
        let fileName = name + SettingName.fileSuffix
        switch (values[name], values[fileName]) {
        case (nil, nil):
            return
        case (.some, .some):
            problems.append(
                SettingsError.Problem(
                    name: name, fault: "is set, and so is \(fileName)",
                    expected: "one of the two"))
        case (let value?, nil):
            add(setting, name, value, &layer)
        case (nil, let path?):
            guard let value = contents(path) else {
                problems.append(
                    SettingsError.Problem(
                        name: fileName, fault: "is '\(path)', which cannot be read",
                        expected: "the path of a readable text file"))
                return
            }
            add(setting, fileName, value, &layer)
        }
    }

    private mutating func add(
        _ setting: SettingName, _ name: String, _ value: String, _ layer: inout Layer
    ) {
        if let other = layer.writtenNames[setting] {
            if layer.values[setting] != value {
                problems.append(
                    SettingsError.Problem(
                        name: name, fault: "differs from \(other), which means the same",
                        expected: "only one of them"))
            }
            return
        }
        layer.values[setting] = value
        layer.writtenNames[setting] = name
    }

    private mutating func warn(about name: String, place: String, isOurs: Bool) {
        let plain =
            name.hasSuffix(SettingName.fileSuffix)
            ? String(name.dropLast(SettingName.fileSuffix.count)) : name
        if SettingName.byName[plain] != nil || name == SettingName.stopAfter { return }
        if SettingName.withoutEffect.contains(plain) {
            warnings.append("\(name) (\(place)) has no effect yet")
        } else if SettingName.replacedByDataFolder.contains(plain) {
            warnings.append(
                "\(name) (\(place)) has no effect: generations are numbered files in "
                    + SettingName.dataFolder.rawValue)
        } else if isOurs || name.hasPrefix("AIRCACHE_") {
            let nearest = SettingName.nearest(to: plain).map { "; did you mean \($0)?" } ?? ""
            warnings.append("\(name) (\(place)) is not a setting\(nearest)")
        }
    }

    /// The text of a settings file, or nil where there is none.
    private mutating func read(_ path: String) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let text = contents(path) else {
            problems.append(
                SettingsError.Problem(
                    name: path, fault: "cannot be read",
                    expected: "a text file in UTF-8 that this user may read"))
            return nil
        }
        return text
    }

    private func contents(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { return nil }
        return String(EnvironmentFile.trimmed(text[...]))
    }
}
