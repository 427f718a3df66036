import Testing

/// SwiftPM lets a file import what its target did not declare; these tables do not.
@Suite("Import arrows")
struct ImportTests {
    /// What a module of ours may import, of ours and of others.
    static let allowed: [String: Set<String>] = [
        "AirtableAPI": ["Crypto", "HTTPTypes"],
        "AirtableClient": [
            "AirtableAPI", "AsyncHTTPClient", "HTTPTypes", "Logging", "Metrics", "NIOCore",
            "NIOHTTP1", "NIOHTTPCompression", "NIOPosix",
        ],
        "FormulaLanguage": ["AirtableAPI"],
        "Storage": ["AirtableAPI", "Crypto", "FormulaLanguage", "GRDB", "GRDBSQLite", "Logging"],
        "Sync": [
            "AirtableAPI", "AirtableClient", "Logging", "Metrics", "ServiceLifecycle", "Storage",
        ],
        "Codegen": ["AirtableAPI"],
        "HTTPServer": [
            "AirtableAPI", "Codegen", "Crypto", "FormulaLanguage", "HTTPTypes", "Hummingbird",
            "HummingbirdCore", "Logging", "Metrics", "NIOCore", "NIOHTTP1", "NIOHTTPTypes",
            "NIOHTTPTypesHTTP1", "NIOPosix", "ServiceLifecycle", "Storage", "Sync",
        ],
        "Aircache": [
            "AirtableAPI", "AirtableClient", "Codegen", "Configuration", "FormulaLanguage",
            "HTTPServer", "HTTPTypes", "Logging", "NIOCore", "ServiceLifecycle", "Storage", "Sync",
            "UnixSignals",
        ],
        "AirtableSimulator": [
            "AirtableAPI", "AsyncHTTPClient", "FormulaLanguage", "HTTPTypes", "Hummingbird",
            "HummingbirdCore", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix",
        ],
        "CLI": [
            "Aircache", "AirtableAPI", "AirtableSimulator", "ArgumentParser", "Logging",
            "ServiceLifecycle", "UnixSignals",
        ],
    ]

    /// The standard library's, free for all.
    static let free: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Swift",
    ]

    @Test("every module imports only what the table of ARCHITECTURE.md allows")
    func arrows() throws {
        #expect(Set(Repository.modules) == Set(Self.allowed.keys))
        for module in Repository.modules {
            let allowed = Self.free.union(Self.allowed[module] ?? [])
            for file in Repository.files("Sources/\(module)", ".swift") {
                for line in try Repository.code(file) {
                    guard let name = Self.importedModule(line) else { continue }
                    #expect(allowed.contains(name), "\(file) imports \(name)")
                }
            }
        }
    }

    @Test("the deliberate absences of ARCHITECTURE.md hold in the table")
    func absences() throws {
        #expect(Self.allowed["HTTPServer"]?.isDisjoint(with: ["AirtableClient", "GRDB"]) == true)
        #expect(Self.allowed["Sync"]?.isDisjoint(with: ["GRDB", "GRDBSQLite"]) == true)
        #expect(Self.allowed["AirtableSimulator"]?.contains("AirtableClient") == false)
    }

    @Test("only the two published modules have anything public")
    func publicDeclarations() throws {
        let published: Set<String> = ["AirtableAPI", "AirtableSimulator"]
        for module in Repository.modules where !published.contains(module) {
            for file in Repository.files("Sources/\(module)", ".swift") {
                for line in try Repository.code(file) {
                    let isPublic = line.split(separator: " ").first == "public"
                    #expect(!isPublic, "\(file): \(line)")
                }
            }
        }
    }

    /// `package import struct Foundation.Data` → `Foundation`.
    static func importedModule(_ line: Substring) -> String? {
        var words = line.split(separator: " ")[...]
        while let word = words.first,
            ["public", "package", "internal", "private", "fileprivate"].contains(word)
                || word.hasPrefix("@")
        {
            words.removeFirst()
        }
        guard words.first == "import" else { return nil }
        words.removeFirst()
        if let kind = words.first, ["struct", "class", "enum", "func", "var"].contains(kind) {
            words.removeFirst()
        }
        return words.first?.split(separator: ".").first.map(String.init)
    }
}
