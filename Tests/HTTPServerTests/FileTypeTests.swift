import AirtableAPI
import Testing

@testable import HTTPServer

@Suite struct FileTypeTests {
    @Test("a name is cut to what file systems take, and never empty")
    func names() {
        let marks = String(repeating: "\u{301}", count: 300)
        let long = String(repeating: "a", count: 300)
        let cases: [(name: String, saved: String)] = [
            ("a.txt", "a.txt"), ("", "file"), (" .. ", "file"),
            (long, String(repeating: "a", count: 255)),
            (long + ".txt", String(repeating: "a", count: 251) + ".txt"),
            // One letter as it shows, of 601 bytes.
            ("e" + marks, "e" + String(repeating: "\u{301}", count: 127)),
            ("e" + marks + ".txt", "e" + String(repeating: "\u{301}", count: 125) + ".txt"),
            ("." + long, "." + String(repeating: "a", count: 254)),
        ]
        for (name, saved) in cases {
            let disposition = FileType(type: nil, filename: name).disposition(name)
            let end = "; filename*=UTF-8''" + QueryString.encode(saved)
            #expect(disposition.hasSuffix(end), "\(name.prefix(9)): \(disposition)")
            #expect(!disposition.contains("filename=\"\""), "\(name.prefix(9))")
        }
    }
}
