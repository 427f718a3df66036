import Aircache
import AirtableSimulator
import ArgumentParser

/// What a command's exit code means.
enum ExitStatus: Int32, Sendable {
    case fine = 0
    /// A negative answer: nothing to roll back, no copy, a failure on this side.
    case negative = 1
    case usage = 2
    /// Settings, authorization, an address or a folder.
    case configuration = 3
    /// Airtable is unreachable or refuses.
    case airtable = 4
}

/// How a process ends: what it prints where, and its exit code.
struct Ending {
    let code: ExitStatus
    /// For stdout: help and version.
    let output: String
    /// For stderr: `error: …` and, where there is advice, `try: …`.
    let diagnosis: String

    init(_ error: any Error) {
        switch error {
        case let error as SettingsError:
            let lines = error.problems.map { "error: \($0)" } + ["try: \(error.hint)"]
            self.init(code: .configuration, diagnosis: lines.joined(separator: "\n"))
        case let error as AircacheError:
            let message = error.message + (error.cause.map { " (\($0))" } ?? "")
            self.init(
                code: Self.status(of: error.code), diagnosis: Self.diagnosis(message, error.hint))
        case let error as SimulatorError:
            self.init(code: .configuration, diagnosis: Self.diagnosis(error.message, error.hint))
        case is CancellationError:
            self.init(code: .negative, diagnosis: Self.diagnosis("interrupted", nil))
        default:
            self.init(parsing: error)
        }
    }

    /// An error of the argument parser, or one that no module of ours made.
    private init(parsing error: any Error) {
        let message = AircacheCommand.fullMessage(for: error)
        switch AircacheCommand.exitCode(for: error) {
        case .success:
            self.init(code: .fine, output: message)
        case .validationFailure:
            self.init(code: .usage, diagnosis: Self.lowercasedPrefix(message))
        default:
            self.init(code: .negative, diagnosis: Self.lowercasedPrefix(message))
        }
    }

    private init(code: ExitStatus, output: String = "", diagnosis: String = "") {
        self.code = code
        self.output = output
        self.diagnosis = diagnosis
    }

    private static func status(of code: AircacheError.Code) -> ExitStatus {
        switch code {
        case .settings, .folderUnusable, .addressUnusable, .unauthorized: .configuration
        case .airtable: .airtable
        case .syncFailed, .nothingThere, .differs: .negative
        }
    }

    private static func diagnosis(_ message: String, _ hint: String?) -> String {
        "error: " + message + (hint.map { "\ntry: \($0)" } ?? "")
    }

    private static func lowercasedPrefix(_ message: String) -> String {
        message.hasPrefix("Error:") ? "error:" + message.dropFirst("Error:".count) : message
    }
}
