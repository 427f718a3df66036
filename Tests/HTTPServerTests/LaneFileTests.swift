import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Sync
import Synchronization
import Testing

/// Files from the fast lane: the same bytes to the same clients, and to nobody else.
@Suite struct LaneFileTests {
    private static let lifetime = Duration.seconds(100)
    private static let cell = "/api/attachments/Files/\(AttachmentTests.record)/fldFiles000000001"
    private static let large = "/attachments/attLARGE/large.mp4"

    private static func run(
        access: AttachmentServing.Access = .signed, limits: HTTPLimits = HTTPLimits(),
        time: TestTime = TestTime(),
        _ body: @escaping @Sendable (ServerFixture, LanePair) async throws -> Void
    ) async throws {
        var settings = ServerFixture.laneSettings
        settings.attachments.access = access
        settings.attachments.signatureLifetime = lifetime
        settings.limits = limits
        try await LanePair.run(
            settings: settings, attachments: AttachmentSettings(mode: .lazy),
            wallNow: { time.now }, fill: { try AttachmentTests.fill($0) }, body)
    }

    private static func request(_ target: String, _ fields: [String], isTrusted: Bool = true)
        -> [UInt8]
    {
        let lines =
            ["GET \(target) HTTP/1.1", "Host: x"]
            + (isTrusted ? [ServerFixture.authorization] : []) + fields
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// The signed addresses of all files, as a record carries them.
    private static func signed(_ server: ServerFixture) async throws -> [String] {
        let record = try await server.get("/api/tables/Files/\(AttachmentTests.record)").json()
        return try AttachmentTests.files.map { file in
            let all = Attachment.all(in: record["fields"]?["../ Bilder"])
            let address = try #require(all.first { $0.id.rawValue == file.id }?.urls[.original])
            return String(address.dropFirst("http://localhost".count))
        }
    }

    @Test("whole files, parts and conditions, by each address, with each right to have them")
    func answers() async throws {
        // Of some ten bytes the larger files go from the disk, and the smaller ones from memory.
        var limits = HTTPLimits()
        limits.smallFileBytes = 9
        for access in AttachmentServing.Access.allCases {
            try await Self.run(access: access, limits: limits) { server, pair in
                let plain = "/attachments/attTEXT/x"
                let tag = try #require(try await server.get(plain).headers["etag"])
                var targets = try await Self.signed(server).dropLast()
                targets += [
                    plain, plain + "?signature=1.2", "/attachments/attNONE/x",
                    Self.cell + "/attTEXT", Self.cell + "/attTWIN", Self.cell + "/attNONE",
                ]
                let fields = [
                    "", "Range: bytes=0-1", "Range: bytes=3-", "Range: bytes=-4",
                    "Range: bytes=7-99", "Range: bytes=0-0,1-1", "Range: bytes=0-0,5-5",
                    "Range: bytes=9999999-", "Range: bytes=1-0", "Range: lines=1-2", "Range: ",
                    "Range: bytes=0-1\r\nRange: bytes=0-1", "If-None-Match: \(tag)",
                    "If-None-Match: \"x\"", "If-None-Match: \(tag)\r\nRange: bytes=0-1",
                    "If-Match: \(tag)", "If-Match: \"x\"", "If-Range: \(tag)\r\nRange: bytes=1-2",
                    "If-Range: \"x\"\r\nRange: bytes=1-2", "Origin: https://app.example.com",
                    "Accept-Encoding: gzip", "Authorization: Bearer wrong",
                ]
                let before = try await server.laneAnswers().again
                for round in 0..<2 {
                    for field in fields {
                        for target in targets {
                            for isTrusted in [true, false] {
                                let request = Self.request(target, [field], isTrusted: isTrusted)
                                try await pair.compare(
                                    [request], answers: 1,
                                    "\(access) \(target) \(field) \(isTrusted) \(round)")
                            }
                        }
                    }
                }
                let count = try await server.laneAnswers().again - before
                #expect(count > 100, "\(access): \(count)")
            }
        }
    }

    @Test(
        "any part of a file is sent again, once one part was, copied or by the kernel",
        arguments: [0, HTTPLimits().copiedBytes])
    func parts(copiedBytes: Int) async throws {
        var limits = HTTPLimits()
        limits.copiedBytes = copiedBytes
        try await Self.run(limits: limits) { server, pair in
            let bytes = try #require(AttachmentTests.files.first { $0.id == "attLARGE" }?.bytes)
            let before = try await server.laneAnswers().again
            for number in 0..<40 {
                let start = number * 70_001
                let range = start..<(start + number * 5_003 + 1)
                let field = "Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)"
                let answers = try await pair.compare(
                    [Self.request(Self.large, [field])], answers: 1, field)
                #expect(answers.first?.status == 206)
                let isEqual = answers.first?.body == Array(bytes[range])
                #expect(isEqual)
            }
            #expect(try await server.laneAnswers().again - before == 39)
        }
    }

    @Test("an address ends with its signature, and what is known of a file is looked up again")
    func ends() async throws {
        let time = TestTime()
        try await Self.run(time: time) { server, pair in
            let signed = try await Self.signed(server)
            let address = signed[0]
            let request = Self.request(address, [], isTrusted: false)
            func ask() async throws -> Int? {
                try await pair.compare([request], answers: 1, "\(time.now)").first?.status
            }
            // Less than an answer is kept, to the end of the signature.
            for _ in 0..<20 {
                #expect(try await ask() == 200)
                #expect(try await ask() == 200)
                time.advance(by: 10)
                if try await ask() == 401 { break }
            }
            #expect(try await ask() == 401)
            #expect(try await server.laneAnswers().again > 10)
            // Nobody names it any more: that is seen as soon as on the usual way.
            let trusted = Self.request(address, [])
            try await pair.compare([trusted], answers: 1, "with a token")
            let others = AttachmentTests.files.map(\.id).filter { $0 != "attTEXT" }
            try AttachmentTests.rebuild(server.store, naming: others)
            time.advance(by: 31)
            let gone = try await pair.compare([trusted], answers: 1, "after its removal")
            #expect(gone.first?.status == 404)
        }
    }

    @Test("by the address of its cell a file is gone with the cell, and comes back with it")
    func cells() async throws {
        try await Self.run { server, pair in
            let request = Self.request(Self.cell + "/attTEXT", [])
            for _ in 0..<3 { try await pair.compare([request], answers: 1, "at first") }
            #expect(try await server.laneAnswers().again == 2)
            let others = AttachmentTests.files.map(\.id).filter { $0 != "attTEXT" }
            try AttachmentTests.rebuild(server.store, naming: others)
            for _ in 0..<3 {
                let gone = try await pair.compare([request], answers: 1, "after its removal")
                #expect(gone.first?.status == 404)
            }
            _ = try server.baseStore.rollback(at: ServerFixture.now)
            for _ in 0..<3 {
                let back = try await pair.compare([request], answers: 1, "after a rollback")
                #expect(back.first?.status == 200)
            }
        }
    }

    @Test("a file that somebody cut or removed on the disk is not sent from there")
    func damage() async throws {
        var limits = HTTPLimits()
        limits.attachmentTime = .milliseconds(100)
        try await Self.run(limits: limits) { server, _ in
            let request = Self.request(Self.large, [])
            let socket = RawSocket(port: server.client.port)
            func status() async throws -> String {
                String(decoding: try await socket.ask([request], answers: 1)[9..<12], as: UTF8.self)
            }
            for _ in 0..<2 { #expect(try await status() == "200") }
            #expect(try await server.laneAnswers().again == 1)
            let key = AttachmentKey(AttachmentID("attLARGE"))
            let blob = try #require(try server.store.attachments.entry(key)?.blob)
            #expect(truncate(blob.path, 1_000) == 0)
            // It cannot be downloaded anew: there is no Airtable.
            for _ in 0..<2 { #expect(try await status() == "503") }
        }
    }

    /// Pieces so small that a connection counts as one that takes its answers while one waits.
    private static var smallPieces: HTTPLimits {
        var limits = HTTPLimits()
        limits.copiedPieceBytes = 16 << 10
        return limits
    }

    @Test("a client that takes nothing of a file is ended, whatever little of it waits")
    func silentClient() async throws {
        var limits = Self.smallPieces
        limits.stallTime = .milliseconds(500)
        limits.idleTime = .milliseconds(500)
        try await Self.run(limits: limits) { server, _ in
            let request = Self.request(Self.large, [])
            let fast = RawSocket(port: server.client.port)
            _ = try await fast.ask([request], answers: 1)
            let slow = RawSocket(port: server.client.port, receiveBytes: 4_096)
            let begin = try await slow.ask([request], bytes: 1_000)
            // Several times as long as it takes to be seen.
            try await Task.sleep(for: .seconds(4))
            let rest = try await slow.ask([], answers: .max)
            #expect(begin.count + rest.count < AttachmentTests.large)
        }
    }

    @Test("a file that is cut while it is sent ends the connection")
    func cutMeanwhile() async throws {
        try await Self.run(limits: Self.smallPieces) { server, _ in
            let request = Self.request(Self.large, [])
            let fast = RawSocket(port: server.client.port)
            _ = try await fast.ask([request], answers: 1)
            let slow = RawSocket(port: server.client.port, receiveBytes: 4_096)
            let begin = try await slow.ask([request], bytes: 1_000)
            let key = AttachmentKey(AttachmentID("attLARGE"))
            let blob = try #require(try server.store.attachments.entry(key)?.blob)
            #expect(truncate(blob.path, 1_000) == 0)
            let rest = try await slow.ask([], answers: .max)
            #expect(begin.count + rest.count < AttachmentTests.large)
        }
    }

    @Test("a client that takes a file slowly gets it whole, and then what it asked for behind it")
    func slowReader() async throws {
        // The system has room for a second's worth, in which it tells of no progress.
        var limits = HTTPLimits()
        limits.stallTime = .seconds(3)
        limits.idleTime = .milliseconds(500)
        try await Self.run(limits: limits) { server, _ in
            let fast = RawSocket(port: server.client.port)
            let requests = [Self.large, Self.cell + "/attTEXT"].flatMap { Self.request($0, []) }
            _ = try await fast.ask([requests], answers: 2)
            let expected = try await fast.ask([requests], answers: 2)
            #expect(expected.count > AttachmentTests.large)
            let slow = RawSocket(port: server.client.port, receiveBytes: 4_096)
            let found = try await slow.ask([requests], answers: 2, pausing: .milliseconds(1))
            // A comparison in the macro would print all of it.
            let isEqual = LanePair.normal(found) == LanePair.normal(expected)
            #expect(isEqual, "\(found.count) bytes of \(expected.count)")
        }
    }

    @Test("a stop waits until a client has taken its file")
    func stop() async throws {
        try await Self.run { server, _ in
            let request = Self.request(Self.large, [])
            let fast = RawSocket(port: server.client.port)
            _ = try await fast.ask([request], answers: 1)
            let once = try await fast.ask([request], answers: 1)
            let slow = RawSocket(port: server.client.port, receiveBytes: 4_096)
            let begin = try await slow.ask([request], bytes: 1_000)
            #expect(begin.count < once.count)
            await server.stop()
            let rest = try await slow.ask([], bytes: once.count - begin.count)
            let isEqual = LanePair.normal(begin + rest) == LanePair.normal(once)
            #expect(isEqual, "\(begin.count + rest.count) bytes of \(once.count)")
            #expect(try await slow.ask([], answers: .max).isEmpty)
        }
    }

    @Test("a stop waits for a file that goes the usual way, and no longer")
    func stopOfUsualWay() async throws {
        try await Self.run { server, _ in
            let slow = RawSocket(port: server.client.port, receiveBytes: 4_096)
            let begin = try await slow.ask([Self.request(Self.large, [])], bytes: 1_000)
            #expect(begin.count < AttachmentTests.large)
            await server.stop()
            let start = ContinuousClock.now
            let rest = try await slow.ask([], answers: .max)
            #expect(begin.count + rest.count > AttachmentTests.large)
            #expect(start.duration(to: .now) < .seconds(20))
        }
    }
}

/// A time of day that a test moves.
final class TestTime: Sendable {
    private let time = Mutex(ServerFixture.now.addingTimeInterval(60))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: Double) { time.withLock { $0 += seconds } }
}
