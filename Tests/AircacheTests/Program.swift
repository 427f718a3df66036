import Foundation

/// The built program as a process of its own: only that can be killed.
final class Program {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    /// The program beside the test bundle, in the build folder.
    static var path: String {
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let candidates = [
            executable.deletingLastPathComponent().appendingPathComponent("aircache").path,
            FileManager.default.currentDirectoryPath + "/.build/debug/aircache",
        ]
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? candidates[1]
    }

    /// - Parameters:
    ///   - wrapper: a command that runs the program and its arguments, such as `setpriv`.
    ///   - executable: another program in place of ours.
    init(
        _ arguments: [String], environment: [String: String] = [:], folder: String,
        wrapper: [String] = [], executable: String = Program.path
    ) throws {
        let command = wrapper + [executable] + arguments
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder].merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    func kill(_ signal: Int32 = SIGKILL) {
        if process.isRunning { Foundation.kill(process.processIdentifier, signal) }
    }

    /// Waits for the end, without blocking a thread of the task pool.
    ///
    /// - Returns: the exit code, or the signal's number with `wasKilled`; nil when it did not end.
    func end(within seconds: Double = 60) async throws -> Ending? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while process.isRunning {
            guard ContinuousClock.now < deadline else {
                kill()
                return nil
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return Ending(
            code: process.terminationStatus,
            wasKilled: process.terminationReason == .uncaughtSignal,
            output: Self.text(output), errors: Self.text(errors))
    }

    struct Ending {
        let code: Int32
        let wasKilled: Bool
        let output: String
        let errors: String
    }

    private static func text(_ pipe: Pipe) -> String {
        String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    deinit { kill() }
}
