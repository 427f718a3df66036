import Testing

@Suite("Source files")
struct SourceTests {
    static let limit = 400

    static var all: [String] {
        ["Sources", "Tests", "Benchmarks"].flatMap { Repository.files($0, ".swift") }
    }

    @Test("no file is longer than 400 lines")
    func length() throws {
        for file in Self.all {
            let count = try Repository.lines(file).count
            #expect(count <= Self.limit, "\(file) has \(count) lines")
        }
    }

    @Test("nothing is left to be done later, and nothing is unchecked")
    func leftovers() throws {
        // In two pieces, so that this file does not find itself.
        let words = [
            "TO" + "DO", "FIX" + "ME", "XX" + "X:", "@unchecked" + " Sendable", "try" + "!",
        ]
        for file in Self.all {
            let text = try Repository.text(file)
            for word in words { #expect(!text.contains(word), "\(file) has \(word)") }
        }
    }

    @Test("no file is called a drawer")
    func names() {
        for file in Self.all {
            for word in ["Util", "Helper", "Manager", "Misc"] {
                #expect(!file.contains(word), "\(file)")
            }
        }
    }
}
