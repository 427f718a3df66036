import FoundationEssentials
import Glibc
package import Logging

/// Writes log lines to stderr: text for people, or one JSON object a line for machines.
package struct LogWriter: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    private let format: Settings.LogFormat
    private let label: String

    package init(label: String, settings: Settings.Log) {
        self.label = label
        logLevel = settings.level
        format = settings.format
    }

    /// The logger of a process.
    package static func logger(_ settings: Settings.Log) -> Logger {
        Logger(label: "aircache") { LogWriter(label: $0, settings: settings) }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let time = Date().ISO8601Format(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        var line = format == .json ? json(event, all, time) : text(event, all, time)
        line += "\n"
        // One write a line: lines of several threads do not mix.
        line.withUTF8 { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }

    private func text(_ event: LogEvent, _ metadata: Logger.Metadata, _ time: String) -> String {
        var line = "\(time) \(event.level.rawValue) \(event.message)"
        for key in metadata.keys.sorted() {
            line += " \(key)=\(Self.quoted("\(metadata[key] ?? "")"))"
        }
        return line
    }

    private func json(_ event: LogEvent, _ metadata: Logger.Metadata, _ time: String) -> String {
        var members = metadata.mapValues { "\($0)" }
        members["time"] = time
        members["level"] = event.level.rawValue
        members["message"] = "\(event.message)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(members) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// A value with white space, quotation marks or control characters stands in quotation marks:
    /// what comes from outside must not begin a line of its own.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar != "\"" && scalar.value != 0x7F
        }
        return isPlain && !text.isEmpty ? text : text.debugDescription
    }
}
