import AirtableAPI
import Dispatch
import Foundation
import Glibc
import HTTPServer
import NIOCore
import Storage
import Sync
import Synchronization
import Testing

/// Two servers over one store, with and without the fast lane, that are asked the same.
///
/// What they answer must be equal to the byte, but for the date, and for request ids that nobody chose.
final class LanePair {
    let fixture: ServerFixture
    private let lane: RawSocket
    private let plain: RawSocket

    init(_ fixture: ServerFixture, plainPort: Int) {
        self.fixture = fixture
        lane = RawSocket(port: fixture.client.port)
        plain = RawSocket(port: plainPort)
    }

    /// Runs `body` with both servers.
    static func run(
        settings: HTTPServerSettings = ServerFixture.laneSettings,
        attachments: AttachmentSettings = AttachmentSettings(mode: .off),
        wallNow: @escaping @Sendable () -> Date = { ServerFixture.now.addingTimeInterval(60) },
        fill: (Store) throws -> Void = { try ServerFixture.fillBase($0) },
        _ body: @escaping @Sendable (ServerFixture, LanePair) async throws -> Void
    ) async throws {
        try await ServerFixture.run(
            settings: settings, attachments: attachments, wallNow: wallNow, fill: fill
        ) { fixture in
            var other = settings
            other.hasFastLane = false
            try await fixture.alongside(other) { port in
                let pair = LanePair(fixture, plainPort: port)
                try await body(fixture, pair)
                pair.close()
            }
        }
    }

    /// Sends the same bytes to both and compares what they answer.
    ///
    /// - Parameters:
    ///   - pieces: sent one after the other.
    ///   - count: answers that are waited for, unless the connection ends before.
    /// - Returns: what the server without the lane answered.
    @discardableResult
    func compare(
        _ pieces: [[UInt8]], answers count: Int, _ what: @autoclosure () -> String
    ) async throws -> [RawAnswer] {
        let found = try await lane.ask(pieces, answers: count)
        let expected = try await plain.ask(pieces, answers: count)
        let (left, right) = (Self.normal(found), Self.normal(expected))
        if left != right {
            Issue.record(
                """
                \(what())
                with the lane:
                \(String(decoding: left.prefix(2_000), as: UTF8.self))
                without it:
                \(String(decoding: right.prefix(2_000), as: UTF8.self))
                """)
        }
        var rest = expected[...]
        var answers: [RawAnswer] = []
        while let answer = RawAnswer.parse(&rest) { answers.append(answer) }
        return answers
    }

    /// Ends both connections; the next exchange opens new ones.
    func close() {
        lane.close()
        plain.close()
    }

    /// Without dates, and without request ids that the server made.
    static func normal(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex
            let line = rest[..<end]
            rest = rest[end...]
            output += isOurs(line) ? Array("*\r\n".utf8)[...] : line
        }
        return withoutRequestIDs(output)
    }

    /// Errors name the id in their bodies.
    private static func withoutRequestIDs(_ bytes: [UInt8]) -> [UInt8] {
        let name = Array(#""requestId":""#.utf8)
        var output = bytes
        for start in output.ranges(of: name).map(\.upperBound) where start + 16 < output.count {
            for index in start..<(start + 16) { output[index] = UInt8(ascii: "*") }
        }
        return output
    }

    private static func isOurs(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.count < 60 else { return false }
        let text = String(decoding: line, as: UTF8.self).lowercased()
            .trimmingCharacters(in: .whitespacesAndNewlines)
        if text.hasPrefix("date: ") && text.hasSuffix(" gmt") { return true }
        guard text.hasPrefix("x-request-id: ") else { return false }
        let id = text.dropFirst(14)
        return id.count == 16 && id.allSatisfy(\.isHexDigit)
    }
}

extension ServerFixture {
    /// How many answers the lane gave, from memory and from SQLite.
    func laneAnswers() async throws -> (again: Int, fresh: Int) {
        let stats = try await get("/api/stats").json()["fastLane"]
        func count(_ name: String) throws -> Int {
            try #require((stats?[name]?.number?.literal).flatMap { Int($0) })
        }
        return try (count("fromMemory"), count("fromSQLite"))
    }

    static var laneSettings: HTTPServerSettings {
        HTTPServerSettings(
            bearerTokens: ["other", token], allowedOrigins: ["https://app.example.com"])
    }
}

/// A connection that is kept from one exchange to the next, and opened again when the server ends it.
///
/// It blocks, on a thread that nobody else waits for. One exchange at a time, as in a test they are.
final class RawSocket: Sendable {
    private let port: Int
    private let receiveBytes: Int32?
    private let descriptor = Mutex<Int32?>(nil)

    /// - Parameter receiveBytes: what the kernel keeps for us to read; nil for the usual.
    init(port: Int, receiveBytes: Int32? = nil) {
        self.port = port
        self.receiveBytes = receiveBytes
    }

    deinit { close() }

    /// Sends pieces and reads so many answers, or all that come before the end.
    ///
    /// - Parameters:
    ///   - bytes: after which no more is read, whether or not that is an answer's end.
    ///   - pause: between two looks at what came.
    func ask(
        _ pieces: [[UInt8]], answers count: Int = .max, bytes: Int = .max,
        pausing pause: Duration = .zero
    ) async throws -> [UInt8] {
        let reading = Reading(answers: count, bytes: bytes, pause: pause)
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try self.exchange(pieces, reading) })
            }
        }
    }

    private struct Reading {
        let answers: Int
        let bytes: Int
        let pause: Duration
    }

    /// The server may have ended a connection that rested: then another one is tried, as clients do.
    private func exchange(_ pieces: [[UInt8]], _ reading: Reading) throws -> [UInt8] {
        let isUsed = descriptor.withLock { $0 } != nil
        let received = try converse(pieces, reading)
        return received.isEmpty && isUsed && !pieces.isEmpty
            ? try converse(pieces, reading) : received
    }

    private func converse(_ pieces: [[UInt8]], _ reading: Reading) throws -> [UInt8] {
        let socket = try descriptor.withLock { $0 } ?? open()
        // The server may end the connection at any time: that is its answer.
        for piece in pieces where send(socket, piece, piece.count, Int32(MSG_NOSIGNAL)) < 0 {
            break
        }
        var received: [UInt8] = []
        var (found, position) = (0, 0)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while found < reading.answers, received.count < reading.bytes {
            if reading.pause > .zero {
                usleep(UInt32(reading.pause / .microseconds(1)))
            }
            let length = recv(socket, &buffer, buffer.count, 0)
            if length < 0, errno == EAGAIN { throw Silence() }
            guard length > 0 else {
                close()
                break
            }
            received += buffer[..<length]
            while reading.answers < .max, let end = RawAnswer.length(received[position...]) {
                position += end
                found += 1
            }
        }
        return received
    }

    func close() {
        descriptor.withLock { descriptor in
            if let open = descriptor { Glibc.close(open) }
            descriptor = nil
        }
    }

    /// Whether the server has yet to end the connection, by the system's table of them: nothing is read.
    var isEstablished: Bool {
        guard let open = descriptor.withLock({ $0 }) else { return false }
        // The family and then the port, its higher byte first.
        var address = sockaddr()
        var length = socklen_t(MemoryLayout<sockaddr>.size)
        guard getsockname(open, &address, &length) == 0 else { return false }
        let own = withUnsafeBytes(of: address) { Int($0[2]) << 8 | Int($0[3]) }
        let ends = ":\(hexadecimal(port)) 0100007F:\(hexadecimal(own)) 01 "
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        return table.contains(ends)
    }

    private func hexadecimal(_ port: Int) -> String { String(format: "%04X", port) }

    /// The server did not answer in time.
    struct Silence: Error {}

    private func open() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor.withLock { $0 = descriptor }
        if var bytes = receiveBytes {
            setsockopt(
                descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        let result = try SocketAddress(ipAddress: "127.0.0.1", port: port).withSockAddr {
            connect(descriptor, $0, socklen_t($1))
        }
        guard result == 0 else { throw Silence() }
        var on: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }
}

extension RawAnswer {
    /// The length of the answer at the beginning; nil where it is not whole. Answers to HEAD have lengths
    /// and no body: they cannot be read so.
    static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
        let start = end.upperBound - bytes.startIndex
        if head.contains("transfer-encoding: chunked") {
            let rest = bytes[(end.upperBound - 2)...]
            let last = rest.firstRange(of: Array("\r\n0\r\n\r\n".utf8))
            return last.map { $0.upperBound - bytes.startIndex }
        }
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        if status == 304 || status == 204 || status == 100 { return start }
        let length =
            head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
        return bytes.count - start >= length ? start + length : nil
    }
}
