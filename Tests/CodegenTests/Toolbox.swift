import Foundation

/// The compilers and checkers of other languages, where they are installed: see `make setup`.
enum Toolbox {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Python with what `Tests/requirements.txt` names.
    static let python = existing(root.appendingPathComponent(".build/tools/bin/python").path)
    static let tsc = find("tsc")
    static let node = find("node")
    static let swiftc = find("swiftc")

    /// A folder `node_modules` that has Zod: the setting of that name, else the package's own.
    static let zod: String? = {
        let named = ProcessInfo.processInfo.environment["AIRCACHE_TEST_NODE_MODULES"]
        let places: [String] = [named ?? "", root.appendingPathComponent("node_modules").path]
        return places.first { place in existing(place + "/zod/package.json") != nil }
    }()

    struct Outcome {
        let code: Int32
        let output: String
    }

    /// Runs a command to its end; its two outputs come as one text.
    static func run(
        _ command: String, _ arguments: [String], in folder: URL,
        environment: [String: String] = [:]
    ) throws -> Outcome {
        let log = folder.appendingPathComponent("output-\(UUID().uuidString).txt")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try output.close()
        let text = try String(decoding: Data(contentsOf: log), as: UTF8.self)
        return Outcome(code: process.terminationStatus, output: text)
    }

    /// A new folder, for the length of a body.
    static func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("aircache-code-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    private static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { existing($0) != nil }
    }

    private static func existing(_ path: String) -> String? {
        FileManager.default.fileExists(atPath: path) ? path : nil
    }
}
