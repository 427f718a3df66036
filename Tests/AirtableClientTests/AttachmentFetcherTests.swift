import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Synchronization
import Testing

@testable import AirtableClient

@Suite("Fetching attachments")
struct AttachmentFetcherTests {
    /// Answers by address, and keeps what it was asked.
    private final class Files: AttachmentTransport {
        let answers: [String: (Int, HTTPFields, [[UInt8]])]
        let asked = Mutex<[String]>([])

        init(_ answers: [String: (Int, HTTPFields, [[UInt8]])]) {
            self.answers = answers
        }

        func download(
            _ url: String, receive: @escaping @Sendable (AttachmentPart) async throws -> Void
        ) async throws {
            asked.withLock { $0.append(url) }
            guard let (status, fields, body) = answers[url] else {
                throw AirtableTransportError(.connectionFailed, detail: "no such host")
            }
            try await receive(.head(.init(code: status), fields))
            for part in body { try await receive(.bytes(part)) }
        }
    }

    private static let upstream = "http://127.0.0.1:8090"

    @Test(
        "only https of Airtable's hosts, and the upstream as it is configured",
        arguments: [
            ("https://v5.airtableusercontent.com/v3/u/1?x=y", true),
            ("https://dl.airtable.com/a", true), ("HTTPS://AIRTABLE.COM:443/", true),
            ("http://127.0.0.1:8090/v3/u/1", true),
            ("http://v5.airtableusercontent.com/a", false),
            ("https://v5.airtableusercontent.com:8443/a", false),
            ("https://airtableusercontent.com.evil.example/a", false),
            ("https://evilairtableusercontent.com/a", false),
            ("https://v5.airtableusercontent.com@evil.example/", false),
            ("https://v5.airtableusercontent.com\\@evil.example/", false),
            ("https://evil.example/#.airtable.com", false),
            ("https://evil.example?.airtable.com", false),
            ("https://127.0.0.1/a", false), ("http://127.0.0.1:8091/", false),
            ("https://[::1]/a", false), ("https://2130706433/", false),
            ("http://169.254.169.254/latest/meta-data/", false),
            ("http://localhost:8090/", false), ("https://127.0.0.1:8090/", false),
            ("file:///etc/passwd", false), ("//airtable.com/a", false), ("/v3/u", false),
            ("https://airtable.com%2eevil.example/", false), ("https://airtable.com./", false),
            ("https://airtable.com:443@evil.example/", false),
            ("https://airtable.com:x@evil.example/", false),
            ("http://127.0.0.1:8090@evil.example/", false), ("http://127.1:8090/", false),
            ("http://0x7f.0.0.1:8090/", false), ("http://127.0.0.1.:8090/", false),
            ("https://[::ffff:127.0.0.1]/", false), ("https://127.0.0.1.airtable.com/", true),
            ("https://v5.airtableusercontent.com.:443/", false), ("https://.airtable.com/", false),
            ("https://airtable.com:65979/", false), ("https://airtable.com:443:80/", false),
            ("https://airtable.com:-443/", false), ("https://airtable.com:+443/", false),
            ("https://airtable.com:/", false), ("https:///airtable.com/", false),
            ("https:airtable.com/", false), ("https:/airtable.com/", false),
            ("https://xn--irtable-2fg.com/", false), ("https://\u{0430}irtable.com/", false),
            ("https://airtable\u{3002}com/", false), ("https://airtable.com\u{2044}x/", false),
            ("https://xn--80ak6aa92e.airtable.com/", true),
            ("https://airtable.com%00.evil/", false),
            ("https://airtable.com\t/", false), ("\u{0}https://airtable.com/", false),
            ("ftp://airtable.com/", false), ("javascript://airtable.com/", false),
            ("data:text/html,x", false), ("https://airtable.com/a b", false),
            ("https://airtable.com/\r\nX: y", false), ("", false),
            ("https://airtable.com/" + String(repeating: "x", count: 9_000), false),
        ])
    func hosts(url: String, isAllowed: Bool) {
        let fetcher = AttachmentFetcher(
            transport: Files([:]), upstream: Self.upstream, clock: JumpingClock())
        #expect(fetcher.allows(url) == isAllowed, "\(url)")
    }

    private static let good = "https://v5.airtableusercontent.com/good"

    private static func fetch(
        _ answers: [String: (Int, HTTPFields, [[UInt8]])], _ url: String = good, size: Int? = 5
    ) async -> (result: Result<[UInt8], any Error>, asked: [String]) {
        let files = Files(answers)
        let fetcher = AttachmentFetcher(
            transport: files, upstream: upstream, clock: JumpingClock())
        let received = Mutex<[UInt8]>([])
        do {
            try await fetcher.fetch(url, size: size) { bytes in
                received.withLock { $0 += bytes }
            }
            return (.success(received.withLock { $0 }), files.asked.withLock { $0 })
        } catch {
            return (.failure(error), files.asked.withLock { $0 })
        }
    }

    private static let hello = [Array("he".utf8), Array("llo".utf8)]

    @Test("a file comes whole, and by way of at most three redirects within the allowed hosts")
    func whole() async throws {
        #expect(try await Self.fetch([Self.good: (200, [:], Self.hello)]).result.get().count == 5)
        let next = "https://dl.airtable.com/next"
        let moved = await Self.fetch([
            Self.good: (302, [.location: next], [Array("ignored".utf8)]),
            next: (307, [.location: "/there"], []),
            "https://dl.airtable.com/there": (200, [.contentLength: "5"], Self.hello),
        ])
        #expect(try moved.result.get().count == 5 && moved.asked.count == 3)
        let round = await Self.fetch([Self.good: (302, [.location: Self.good], [])])
        #expect(round.asked.count == 4)
        #expect(Self.code(round.result) == .refused)
    }

    @Test(
        "a redirect leads nowhere else",
        arguments: [
            "http://169.254.169.254/", "https://evil.example/", "//evil.example/", "", "next",
            "http://v5.airtableusercontent.com/good", "https://127.0.0.1:8090/", "/a b",
            "https://user@dl.airtable.com/", "https://dl.airtable.com.evil.example/",
            "https://dl.airtable.com./", "https://2130706433/", "/\\evil.example/", "file:///etc",
            "https://dl.airtable.com:8443/", "///evil.example/",
        ])
    func redirects(location: String) async {
        let answer = await Self.fetch([Self.good: (302, [.location: location], [])])
        #expect(answer.asked == [Self.good])
        #expect(Self.code(answer.result) == .foreignAddress)
    }

    @Test("what is no whole file is an error that says what kind")
    func failures() async {
        let cases: [(Int, HTTPFields, [[UInt8]], Int?, AttachmentFetchError.Code)] = [
            (410, [:], [], 5, .staleAddress), (403, [:], [], 5, .staleAddress),
            (404, [:], [], 5, .staleAddress), (503, [:], [], 5, .unreachable),
            (418, [:], [], 5, .refused), (206, [:], Self.hello, 5, .refused),
            (200, [.contentLength: "6"], Self.hello, 5, .wrongSize),
            (200, [:], Self.hello, 4, .wrongSize), (200, [:], Self.hello, 6, .wrongSize),
            (200, [.contentLength: "6"], Self.hello, nil, .wrongSize),
            (200, [.contentLength: "99999999999"], [], nil, .wrongSize),
        ]
        for (status, fields, body, size, code) in cases {
            let answer = await Self.fetch([Self.good: (status, fields, body)], size: size)
            #expect(Self.code(answer.result) == code, "\(status) \(fields) \(size ?? -1)")
        }
        #expect(Self.code(await Self.fetch([:]).result) == .unreachable)
    }

    @Test("a picture of unknown size is whole when it ends as its kind does")
    func pictures() {
        let end = Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]
        let cases: [([UInt8], Bool)] = [
            ([0x89, 0x50, 0x4E, 0x47] + [UInt8](repeating: 7, count: 5_000) + end, true),
            ([0x89, 0x50, 0x4E, 0x47] + [UInt8](repeating: 7, count: 5_000), false),
            ([0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 0xFF, 0xD9, 0], true),
            ([0xFF, 0xD8, 0xFF, 0xE0, 1, 2], false),
            (Array("GIF89a".utf8) + [0x3B], true), (Array("GIF89a".utf8), false),
            (Array("RIFF".utf8) + [8, 0, 0, 0] + Array("WEBPxxxx".utf8), true),
            (Array("RIFF".utf8) + [9, 0, 0, 0] + Array("WEBPxxxx".utf8), false),
            (Array("anything".utf8), true), ([], true),
        ]
        for (bytes, isWhole) in cases {
            var (whole, pieces) = (PictureEnds(), PictureEnds())
            whole.take(bytes)
            for byte in bytes { pieces.take([byte]) }
            #expect(whole.fit == isWhole && pieces.fit == isWhole, "\(bytes.prefix(12))")
        }
    }

    private static func code(_ result: Result<[UInt8], any Error>) -> AttachmentFetchError.Code? {
        guard case .failure(let error as AttachmentFetchError) = result else { return nil }
        return error.code
    }
}
