import AirtableAPI
import NIOCore
import Testing

@testable import HTTPServer

@Suite struct ResponseCacheTests {
    private static let tokens = BearerTokens([])

    private static func headers(_ fields: String = "Host: x\r\n") throws -> LaneHeaders {
        try #require(
            Array((fields + "\r\n").utf8).withUnsafeBytes {
                LaneHeaders($0, tokens: tokens, limits: HTTPLimits())
            })
    }

    private static func answer(_ target: String, bytes: Int, _ headers: LaneHeaders) throws
        -> StoredAnswer
    {
        let head = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: \(bytes)\r\n\r\n")
        return StoredAnswer(
            Array(target.utf8).withUnsafeBytes { LaneKey($0, headers) },
            ticket: LaneTicket(base: BaseID("appX"), generation: 1, scope: .base(commit: 0)),
            route: "/",
            template: try #require(
                AnswerTemplate(head: head.readableBytesView, isSeries: false)),
            body: ByteBuffer(repeating: 0, count: bytes))
    }

    private static func found(
        _ cache: ResponseCache, _ target: String, _ headers: LaneHeaders
    ) -> StoredAnswer? {
        Array(target.utf8).withUnsafeBytes { target in
            cache.answer(LaneHash.hash(target, headers.hash), target, headers.key)
        }
    }

    @Test("an answer that is kept does not keep what makes answers to other requests")
    func series() throws {
        let headers = try Self.headers()
        let key = Array("/a".utf8).withUnsafeBytes { LaneKey($0, headers) }
        let recording = LaneRecording(key, headers)
        let series = LaneTicket.RecordSeries(
            table: TableID("tblX"), addresses: nil, tag: .init(before: [], after: []))
        recording.issued = IssuedTicket(
            ticket: LaneTicket(
                base: BaseID("appX"), generation: 1, scope: .base(commit: 0),
                series: .records(series)),
            requestID: "r", route: "/")
        recording.add(
            .byteBuffer(
                ByteBuffer(
                    string: "HTTP/1.1 200 OK\r\nX-Request-Id: r\r\nContent-Length: 1\r\n\r\n")))
        recording.add(.byteBuffer(ByteBuffer(string: "x")))
        let (issued, answer) = try #require(recording.answer)
        #expect(issued.ticket.series != nil)
        #expect(answer.ticket.series == nil)
    }

    @Test("what is stored is found by target and headers, and by nothing else")
    func lookup() throws {
        let cache = ResponseCache(bytes: 1 << 20)
        let plain = try Self.headers()
        let gzip = try Self.headers("Host: x\r\nAccept-Encoding: gzip\r\n")
        let stored = try Self.answer("/a", bytes: 10, plain)
        cache.store(stored)
        #expect(Self.found(cache, "/a", plain) === stored)
        #expect(Self.found(cache, "/a", gzip) == nil)
        #expect(Self.found(cache, "/b", plain) == nil)
        let newer = try Self.answer("/a", bytes: 12, plain)
        cache.store(newer)
        #expect(Self.found(cache, "/a", plain) === newer)
    }

    @Test("it holds no more bytes than it may", arguments: [1 << 20, 64 << 20, 0])
    func bound(bytes: Int) throws {
        let cache = ResponseCache(bytes: bytes)
        let headers = try Self.headers()
        for number in 0..<20_000 {
            cache.store(try Self.answer("/\(number % 15_000)", bytes: number % 9_000, headers))
            if number % 100 == 0 { #expect(cache.bytes <= bytes) }
        }
        #expect(cache.bytes <= bytes)
        #expect(bytes == 0 || cache.bytes > bytes / 2)
        cache.store(try Self.answer("/large", bytes: bytes, headers))
        #expect(Self.found(cache, "/large", headers) == nil)
    }

    @Test("a scan of many answers leaves what is hot, and takes no room beyond the bound")
    func scan() throws {
        let cache = ResponseCache(bytes: 8 << 20)
        let headers = try Self.headers()
        let hot = (0..<500).map { "/hot/\($0)" }
        for target in hot { cache.store(try Self.answer(target, bytes: 700, headers)) }
        for target in hot { Self.found(cache, target, headers)?.use() }
        var lost = 0
        for number in 0..<200_000 {
            // As a scan of point reads is: kept only when it came before.
            let target = "/scan/\(number)"
            let hash = Array(target.utf8).withUnsafeBytes { LaneHash.hash($0, headers.hash) }
            if cache.hasSeen(hash) || number % 50 == 0 {
                cache.store(try Self.answer(target, bytes: 700, headers))
            }
            if number % 1_000 == 0 {
                for target in hot {
                    if let answer = Self.found(cache, target, headers) {
                        answer.use()
                    } else {
                        lost += 1
                    }
                }
            }
        }
        #expect(lost == 0)
        #expect(cache.bytes <= 8 << 20)
    }

    @Test("an answer that left and is wanted again soon stays longer the second time")
    func comeback() throws {
        let cache = ResponseCache(bytes: 1 << 20)
        let headers = try Self.headers()
        func scan(_ name: String, _ count: Int) throws {
            for number in 0..<count {
                cache.store(try Self.answer("/\(name)/\(number)", bytes: 1_000, headers))
            }
        }
        // A main queue that is full: only then a new answer leaves soon.
        try scan("fill", 700)
        for number in 0..<700 { Self.found(cache, "/fill/\(number)", headers)?.use() }
        try scan("more", 700)
        cache.store(try Self.answer("/wanted", bytes: 1_000, headers))
        try scan("first", 900)
        #expect(Self.found(cache, "/wanted", headers) == nil)
        cache.store(try Self.answer("/wanted", bytes: 1_000, headers))
        try scan("second", 90)
        #expect(Self.found(cache, "/wanted", headers) != nil)
    }

    @Test(
        "header fields that are not plain are not looked at",
        arguments: [
            "Host: x\r\nContent-Length: 0\r\n", "Host: x\r\nHost: y\r\n", "",
            "Host: x\r\n folded\r\n", "Host: x\r\nNo colon\r\n", "Host : x\r\n", "Host: \u{7F}\r\n",
            "Host: x\r\nConnection: close\r\n", "Host: x\r\nExpect: 100-continue\r\n",
            "Host: x\r\nX-Request-Id: a b\r\n", "Host: x\n",
        ])
    func oddHeaders(fields: String) {
        let headers = Array((fields + "\r\n").utf8).withUnsafeBytes {
            LaneHeaders($0, tokens: Self.tokens, limits: HTTPLimits())
        }
        #expect(headers == nil)
    }

    @Test(
        "targets of a series are told by the part that differs",
        arguments: [
            ("/api/tables/x/rec00000000000001", "/api/tables/x/", "rec00000000000001"),
            ("/api/tables/x/rec0000000000000", nil, ""),
            ("/api/tables/x/rec0000000000000%31", nil, ""),
            ("/api/tables/x/rec00000000000001?", "/api/tables/x/", "rec00000000000001"),
            ("/api/tables/x/rec00000000000001?page=7", "/api/tables/x/", "rec00000000000001"),
            ("/api/tables/x?page=7", "/api/tables/x?page=", "page=7"),
            (
                "/api/tables/x?pageSize=2&page=12", "/api/tables/x?pageSize=2&page=",
                "pageSize=2&page=12"
            ),
            ("/api/tables/x?homepage=7", nil, ""), ("/api/tables/x?page=07", nil, ""),
            ("/api/tables/x?page=1234567890", nil, ""), ("/api/tables/x?page=", nil, ""),
            ("/api/tables/page=7", nil, ""), ("/api/tables/x?page=7a", nil, ""), ("/", nil, ""),
        ] as [(String, String?, String)])
    func targets(text: String, prefix: String?, varying: String) {
        Array(text.utf8).withUnsafeBytes { bytes in
            let target = LaneTarget(bytes)
            #expect(target.map { String(decoding: $0.prefix, as: UTF8.self) } == prefix)
            if let target { #expect(String(decoding: target.varying, as: UTF8.self) == varying) }
        }
    }
}
