import Configuration

/// The text of `aircache.yaml`: a mapping from settings' names to values or lists of values.
struct SettingsFile {
    private(set) var values: [String: String] = [:]
    private(set) var problems: [SettingsError.Problem] = []

    init(parsing text: String, path: String) {
        do {
            guard !Self.isBlank(text) else { return }
            let bytes = Array(text.utf8)
            let snapshot = try YAMLSnapshot(
                data: bytes.span.bytes, providerName: path, parsingOptions: .default)
            for name in Self.topLevelNames(text) {
                guard let value = Self.value(name, snapshot) else {
                    problems.append(
                        SettingsError.Problem(
                            name: path, fault: "has a mapping under '\(name)'",
                            expected: "a value or a list of values"))
                    continue
                }
                values[name.uppercased()] = value
            }
        } catch {
            problems.append(
                SettingsError.Problem(
                    name: path, fault: "is not readable: \(Self.summary(of: error))",
                    expected: "YAML with one 'NAME: value' a line"))
        }
    }

    private static func value(_ name: String, _ snapshot: YAMLSnapshot) -> String? {
        let key = AbsoluteConfigKey([name])
        if let text = try? snapshot.value(forKey: key, type: .string).value?.content,
            case .string(let text) = text
        {
            return text
        }
        if let list = try? snapshot.value(forKey: key, type: .stringArray).value?.content,
            case .stringArray(let list) = list
        {
            return list.joined(separator: ",")
        }
        return nil
    }

    /// The snapshot does not list its keys, and an unknown one must not be passed over in silence.
    private static func topLevelNames(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let first = line.first, first.isLetter || first == "_" || first == "\"",
                let colon = line.firstIndex(of: ":")
            else { return nil }
            return line[..<colon].filter { $0 != "\"" && $0 != " " }
        }
    }

    private static func isBlank(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).allSatisfy { line in
            let content = EnvironmentFile.trimmed(line)
            return content.isEmpty || content.hasPrefix("#") || content == "---"
        }
    }

    /// The place and the reason, without the excerpt that follows: it might hold a secret.
    private static func summary(of error: any Error) -> String {
        "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? "unknown error"
    }
}
