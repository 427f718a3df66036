import AirtableAPI
import NIOCore
import NIOPosix
import Testing

/// An answer, taken apart from the bytes that came over the socket.
struct RawAnswer: Sendable {
    let status: Int
    /// By name in lower case; repeated fields are joined by a comma.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> JSONValue { try JSONValue(parsing: body) }

    /// Takes apart one answer; the body ends where the bytes do, or as its length says.
    ///
    /// - Returns: nil when there is no whole head.
    static func parse(_ bytes: inout ArraySlice<UInt8>, isHead: Bool = false) -> RawAnswer? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        bytes = bytes[end.upperBound...]
        let status = lines.first.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            let name = parts[0].lowercased()
            headers[name] = headers[name].map { $0 + ", " + value } ?? value
        }
        let body = isHead ? [] : Self.body(&bytes, headers)
        return RawAnswer(status: status, headers: headers, body: body)
    }

    private static func body(
        _ bytes: inout ArraySlice<UInt8>, _ headers: [String: String]
    ) -> [UInt8] {
        if let length = headers["content-length"].flatMap({ Int($0) }) {
            defer { bytes = bytes.dropFirst(length) }
            return Array(bytes.prefix(length))
        }
        guard headers["transfer-encoding"] == "chunked" else { return [] }
        var body: [UInt8] = []
        while let end = bytes.firstRange(of: Array("\r\n".utf8)) {
            let size = Int(String(decoding: bytes[..<end.lowerBound], as: UTF8.self), radix: 16)
            bytes = bytes[end.upperBound...]
            guard let size, size > 0 else {
                bytes = bytes.dropFirst(2)
                break
            }
            body += bytes.prefix(size)
            bytes = bytes.dropFirst(size + 2)
        }
        return body
    }
}

/// A client that sends what it is told to, well-formed or not.
struct RawClient: Sendable {
    let port: Int

    /// Sends bytes and returns all that comes until the server closes.
    ///
    /// - Parameter pieces: sent one after the other, each when the one before is on its way.
    func exchange(_ pieces: [[UInt8]]) async throws -> [UInt8] {
        let channel = try await connect()
        return try await channel.executeThenClose { inbound, outbound in
            // The server may close before it has read everything: that is its answer.
            for piece in pieces { try? await outbound.write(ByteBuffer(bytes: piece)) }
            var received: [UInt8] = []
            do {
                for try await part in inbound { received += part.readableBytesView }
            } catch is IOError {}
            return received
        }
    }

    /// Sends a request in two pieces and does something while the server waits for the second.
    ///
    /// - Parameter head: begins with a whole request: its answer shows that the rest has arrived.
    func exchange(
        head: [UInt8], then body: [UInt8], between: () async throws -> Void
    ) async throws -> [UInt8] {
        let channel = try await connect()
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: head))
            var received: [UInt8] = []
            for try await part in inbound {
                if received.isEmpty {
                    try await between()
                    try await outbound.write(ByteBuffer(bytes: body))
                }
                received += part.readableBytesView
            }
            return received
        }
    }

    /// Whether anything comes back.
    func isAnswered(_ bytes: [UInt8]) async throws -> Bool {
        ((try? await exchange([bytes])) ?? []).isEmpty == false
    }

    func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
    }

    /// One request on a connection of its own.
    func send(
        _ method: String = "GET", _ target: String, headers: [String] = [], body: String? = nil
    ) async throws -> RawAnswer {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        for header in headers { head += header + "\r\n" }
        if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
        let received = try await exchange([Array((head + "\r\n" + (body ?? "")).utf8)])
        var rest = received[...]
        return try #require(RawAnswer.parse(&rest, isHead: method == "HEAD"))
    }
}
