import Aircache
import Foundation
import Testing

@Suite("Documentation matches the code")
struct DocumentationTests {
    @Test("ARCHITECTURE.md names every target and no other")
    func targets() throws {
        let text = try Repository.text("ARCHITECTURE.md")
        for module in Repository.modules {
            #expect(text.contains("| `\(module)` |"), "\(module) is missing")
        }
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let name = line.dropFirst(3).prefix { $0 != "`" }
            #expect(Repository.modules.contains(String(name)), "there is no \(name)")
        }
    }

    @Test("every file that a document names exists")
    func namedFiles() throws {
        let documents =
            ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
            + Repository.files("docs", ".md") + Repository.files("Sources", "DESIGN.md")
        // A path in backticks or as the target of a link, with a folder and an ending.
        let path = /[`(]((?:[A-Za-z.+_-]+\/)+[A-Za-z0-9+_-]+\.(?:swift|md|jsonl|json|yaml))[`)]/
        for document in documents {
            let folder = document.split(separator: "/").dropLast().joined(separator: "/")
            for match in try Repository.text(document).matches(of: path) {
                let name = String(match.output.1)
                let places = [name, "Sources/" + name, folder + "/" + name, "docs/" + name]
                #expect(places.contains(where: Repository.exists), "\(document) names \(name)")
            }
        }
    }

    @Test("every link between documents leads somewhere")
    func links() throws {
        let link = /\]\(([^)#:\s]+)\)/
        let documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        for document in documents + Repository.files("docs", ".md") {
            let folder = document.split(separator: "/").dropLast().joined(separator: "/")
            for match in try Repository.text(document).matches(of: link) {
                let target = String(match.output.1)
                #expect(
                    Repository.exists(folder.isEmpty ? target : folder + "/" + target),
                    "\(document) links to \(target)")
            }
        }
    }

    @Test("every setting is in docs/configuration.md")
    func settings() throws {
        let text = try Repository.text("docs/configuration.md")
        for setting in SettingName.allCases {
            #expect(text.contains("| `\(setting.rawValue)` |"), "\(setting.rawValue)")
            for alias in setting.aliases { #expect(text.contains("`\(alias)`")) }
        }
        for name in SettingName.withoutEffect + SettingName.replacedByDataFolder {
            #expect(text.contains("`\(name)`"), "\(name)")
        }
        #expect(try Repository.text("docs/operations.md").contains("`\(SettingName.stopAfter)`"))
    }

    @Test("only one file reads the settings' keys")
    func settingsKeys() throws {
        for file in Repository.files("Sources", ".swift") where !file.contains("/Settings/") {
            #expect(!(try Repository.text(file)).contains("import Configuration"), "\(file)")
        }
    }

    @Test("every route is in docs/http-api.md")
    func routes() throws {
        let text = try Repository.text("docs/http-api.md")
        let route = /Route\(\s*\.[a-z]+,\s*"([^"]+)"/
        let found = try Repository.text("Sources/HTTPServer/Routes.swift").matches(of: route)
        #expect(!found.isEmpty)
        for match in found {
            // `:table` in the code is `{table}` in the documents.
            let path = match.output.1.split(separator: "/").map { segment in
                segment.hasPrefix(":") ? "{\(segment.dropFirst())}" : String(segment)
            }.joined(separator: "/")
            #expect(text.contains("/" + path), "/\(path)")
        }
    }

    @Test("the README fits on two screens, and every module has a design of 30 to 150 lines")
    func lengths() throws {
        #expect(try Repository.lines("README.md").count <= 121)
        for module in Repository.modules {
            let count = try Repository.lines("Sources/\(module)/DESIGN.md").count
            #expect((31...151).contains(count), "\(module): \(count) lines")
        }
    }

    @Test("exit codes are documented")
    func exitCodes() throws {
        let text = try Repository.text("docs/operations.md")
        for code in 0...4 { #expect(text.contains("| \(code) |")) }
    }
}
