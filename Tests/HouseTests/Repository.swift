import Foundation

/// The package's own files.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// Paths below the root of all files under a folder whose names end like that.
    static func files(_ folder: String, _ ending: String) -> [String] {
        let start = root.appendingPathComponent(folder)
        guard let all = FileManager.default.enumerator(atPath: start.path) else { return [] }
        return all.compactMap { $0 as? String }
            .filter { $0.hasSuffix(ending) }.map { "\(folder)/\($0)" }.sorted()
    }

    static var modules: [String] {
        let folder = root.appendingPathComponent("Sources").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    static func lines(_ path: String) throws -> [Substring] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The lines of a Swift file but those inside literals of several lines, which may hold source
    /// text of any language.
    static func code(_ path: String) throws -> [Substring] {
        var isInLiteral = false
        return try lines(path).filter { line in
            let wasInLiteral = isInLiteral
            if line.ranges(of: "\"\"\"").count % 2 == 1 { isInLiteral.toggle() }
            return !wasInLiteral
        }
    }
}
