/// Everything that is wrong with the settings, at once.
package struct SettingsError: Error, Sendable, CustomStringConvertible {
    /// One fault: which setting, what is wrong with its value, and what is expected.
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// The setting's name as the user wrote it, or the name of a settings file.
        package let name: String
        /// Such as `is '70000'`; never a part of a secret.
        package let fault: String
        package let expected: String

        package var description: String { "\(name) \(fault); expected \(expected)" }
    }

    package let problems: [Problem]

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }

    package var hint: String {
        "see docs/configuration.md; settings come from flags, the environment, .env and "
            + "aircache.yaml, in this order"
    }
}
