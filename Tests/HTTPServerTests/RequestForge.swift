import AirtableSimulator
import Foundation

/// Makes random requests: some that come again and again, some that come once, and some that are odd.
struct RequestForge {
    private var random: SeededGenerator
    /// Entity tags of answers before, so that clients can ask for what they have.
    private var tags: [String] = []
    private let tokens: [String]
    /// The header fields of clients that come again.
    private let clients: [String]

    init(seed: UInt64, tokens: [String]) {
        random = SeededGenerator(seed: seed)
        self.tokens = tokens
        clients = [
            "Authorization: Bearer \(tokens[0])\r\n",
            "Authorization: Bearer \(tokens[1])\r\nUser-Agent: b\r\nConnection: keep-alive\r\n",
            "Authorization: Bearer \(tokens[0])\r\nAccept-Encoding: gzip\r\nX-Request-Id: same\r\n",
        ]
    }

    /// What is sent in one go, and how many answers that has.
    struct Burst {
        var pieces: [[UInt8]]
        var count: Int
        /// The server ends the connection after it.
        var isLast = false

        var text: String { String(decoding: pieces.joined(), as: UTF8.self) }
    }

    mutating func next() -> Burst {
        let count = chance(1, 6) ? Int.random(in: 2...5, using: &random) : 1
        var burst = Burst(pieces: [], count: 0)
        var bytes: [UInt8] = []
        for _ in 0..<count where !burst.isLast {
            let (text, isLast) = request()
            bytes += text.utf8
            burst.count += 1
            burst.isLast = isLast
        }
        guard chance(1, 20) else {
            burst.pieces = [bytes]
            return burst
        }
        let cut = Int.random(in: 1..<bytes.count, using: &random)
        burst.pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
        return burst
    }

    /// Remembers the tags of answers.
    mutating func learn(_ answers: [RawAnswer]) {
        tags += answers.compactMap { $0.headers["etag"] }
        if tags.count > 50 { tags.removeFirst(tags.count - 50) }
    }

    /// Most requests are those of a few clients, who ask for the same things again and again.
    private mutating func request() -> (String, isLast: Bool) {
        guard chance(1, 8) else {
            let fields = "Host: x\r\n" + pick(clients)
            return ("GET \(target()) HTTP/1.1\r\n\(fields)\r\n", false)
        }
        return oddRequest()
    }

    private mutating func oddRequest() -> (String, isLast: Bool) {
        var lines = ["GET \(target()) HTTP/1.1", "Host: \(pick(["x", "x", "x", "cache.example"]))"]
        var isLast = false
        if !chance(1, 40) { lines.append("Authorization: Bearer \(token())") }
        if chance(1, 6) {
            lines.append("Accept-Encoding: \(pick(["gzip", "gzip, br", "identity", "*"]))")
        }
        if chance(1, 12) {
            lines.append("Accept: \(pick(["*/*", "text/csv", "application/json", "x/y"]))")
        }
        if chance(1, 8), let tag = tags.randomElement(using: &random) {
            lines.append("If-None-Match: \(chance(1, 4) ? "W/" : "")\(tag)")
        }
        if chance(1, 12) {
            lines.append("Origin: \(pick(["https://app.example.com", "https://evil.example"]))")
        }
        if chance(1, 5) {
            lines.append("X-Request-Id: \(pick(["a", "b-1", "request \u{1}"]).prefix(8))")
        }
        if chance(1, 10) {
            lines.append("User-Agent: \(pick(["curl/8", "wrk", "Mozilla/5.0 (X)"]))")
        }
        if chance(1, 40) {
            lines.append("Connection: close")
            isLast = true
        } else if chance(1, 10) {
            lines.append("Connection: keep-alive")
        }
        // A control character is refused, and ends the connection.
        if lines.contains(where: { $0.contains("\u{1}") }) { isLast = true }
        return (lines.joined(separator: "\r\n") + "\r\n\r\n", isLast)
    }

    private mutating func token() -> String {
        chance(1, 30) ? pick(["wrong", "secret-of-the-tes", ""]) : pick(tokens)
    }

    private mutating func target() -> String {
        guard chance(1, 2) else {
            let number = Int.random(in: 1...12, using: &random)
            return pick([
                "/api/tables/projects/\(ServerFixture.id(number))",
                "/v0/appHTTPServer0001/Projects/\(ServerFixture.id(number))",
                "/api/tables/projects?page=\(number % 4)",
                "/api/tables/projects?pageSize=9&page=\(number)",
                "/v0/appHTTPServer0001/Projects?pageSize=3", "/api/tables",
            ])
        }
        return anyTarget()
    }

    private mutating func anyTarget() -> String {
        let table = pick([
            "projects", "Projects", "tblProjects000001", "projects", "projects", "nothing", "empty",
        ])
        let airtable = "/v0/appHTTPServer0001/" + pick(["Projects", "tblProjects000001", "None"])
        switch Int.random(in: 0..<100, using: &random) {
        case ..<35: return "/api/tables/\(table)/\(record())"
        case ..<45: return "\(airtable)/\(record())"
        case ..<60: return "/api/tables/\(table)?\(page())"
        case ..<70: return "\(airtable)?\(listing())"
        case ..<80: return "/api/tables/\(table)?\(query())"
        case ..<84: return "/api/tables"
        case ..<87: return "/api/mappings\(pick(["", "/projects", "/nothing"]))"
        case ..<89: return "/api/bases/\(pick(["appHTTPServer0001", "appNone"]))/tables/projects"
        case ..<91: return "/api/tables/Caf%C3%A9%2FB%C3%BCro%20100%25"
        case ..<93: return "/livez"
        case ..<95: return "/v0/meta/bases/appHTTPServer0001/tables"
        case ..<97:
            return "/api/tables/\(table)/\(record())?\(pick(["fields=Name", "empty=null", ""]))"
        default:
            return pick(["/", "/api", "/api/tables//", "/api/tables/%zz", "/api/tables/projects/#"])
        }
    }

    /// Few records are hot, all others come now and then.
    private mutating func record() -> String {
        let number =
            chance(3, 4)
            ? Int.random(in: 1...12, using: &random) : Int.random(in: 1...300, using: &random)
        return ServerFixture.id(number)
    }

    private mutating func page() -> String {
        let size = chance(1, 2) ? "" : "pageSize=\(pick(["1", "10", "100", "0"]))&"
        return "\(size)page=\(Int.random(in: 1...5, using: &random))"
    }

    private mutating func listing() -> String {
        pick([
            "pageSize=3", "pageSize=100", "maxRecords=2", "fields[]=Name&pageSize=5",
            "sort[0][field]=Price&sort[0][direction]=desc&pageSize=4", "filterByFormula=Price%3C9",
            "returnFieldsByFieldId=true&pageSize=2", "offset=none", "fields[]=None", "",
        ])
    }

    private mutating func query() -> String {
        pick([
            "fields=Name", "sort=-Price&pageSize=5", "Price=gt.240", "format=csv&pageSize=3",
            "format=ndjson&page=2", "ids=\(ServerFixture.id(3)),\(ServerFixture.id(5))",
            "pageSize=x",
            "filterByFormula=Price%3E245", "Name=eq.Project%203", "cursor=none", "page=1&page=2",
        ])
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    private mutating func chance(_ part: Int, _ whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &random) < part
    }
}
