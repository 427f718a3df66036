import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServer

/// What is sent when, with connections that share an event loop.
@Suite struct FlushGathererTests {
    private let eventLoop = EmbeddedEventLoop()
    private let waiting: FlushGatherer.Waiting

    init() { waiting = FlushGatherer.Waiting(eventLoop) }

    private func connection() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(loop: eventLoop)
        try channel.pipeline.syncOperations.addHandler(FlushGatherer(waiting))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func answer(_ channel: EmbeddedChannel, _ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    private func sent(_ channel: EmbeddedChannel) throws -> String? {
        try channel.readOutbound(as: ByteBuffer.self).map { String(buffer: $0) }
    }

    @Test("answers of several connections go out after what else came, each in its order")
    func gathers() throws {
        let (one, other) = (try connection(), try connection())
        answer(one, "1")
        answer(other, "2")
        answer(one, "3")
        #expect(try sent(one) == nil)
        #expect(try sent(other) == nil)
        eventLoop.run()
        #expect(try [sent(one), sent(one), sent(one)] == ["1", "3", nil])
        #expect(try [sent(other), sent(other)] == ["2", nil])
        answer(one, "4")
        eventLoop.run()
        #expect(try sent(one) == "4")
    }

    @Test("no more than so many wait for each other")
    func isBounded() throws {
        let channels = try (0..<FlushGatherer.most).map { _ in try connection() }
        for channel in channels.dropLast() { answer(channel, "a") }
        #expect(try sent(channels[0]) == nil)
        answer(channels[channels.count - 1], "a")
        for channel in channels { #expect(try sent(channel) == "a") }
        // What was to send them later has nothing left to do, and the next ones are not lost.
        answer(channels[0], "b")
        eventLoop.run()
        #expect(try sent(channels[0]) == "b")
    }

    @Test("a connection that closes sends what it was answered")
    func closes() throws {
        let channel = try connection()
        answer(channel, "last")
        channel.close(promise: nil)
        #expect(try sent(channel) == "last")
        eventLoop.run()
    }

    @Test("what does not wait is sent at once: for a client that takes nothing, and on demand")
    func doesNotWait() throws {
        let channel = try connection()
        channel.isWritable = false
        answer(channel, "1")
        #expect(try sent(channel) == "1")
        channel.isWritable = true
        channel.write(ByteBuffer(string: "2"), promise: nil)
        try channel.pipeline.syncOperations.handler(type: FlushGatherer.self).flushAtOnce()
        #expect(try sent(channel) == "2")
    }
}
