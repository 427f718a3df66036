import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// An accepted connection: HTTP/1 with our handlers between the parser and Hummingbird.
///
/// ```
/// socket ─▶ FlushGatherer ─▶ FastLane ─▶ ParserFeeder ─▶ parser ─▶ KeepAlive ─▶ FileSender ─▶ codec
///        ─▶ RequestGuard ─▶ Hummingbird
/// ```
///
/// All of it runs on the connection's event loop, the task that answers requests too.
struct HTTPConnection: ServerChildChannel, HTTPChannelHandler {
    typealias Value = UnclaimedConnection

    let limits: HTTPLimits
    let lane: LaneService
    let unsent: UnsentAnswers
    let room: ConnectionRoom
    let responder: HTTPChannelHandler.Responder

    static func builder(
        _ limits: HTTPLimits, lane: LaneService, unsent: UnsentAnswers
    ) -> HTTPServerBuilder {
        let room = ConnectionRoom(limits)
        return HTTPServerBuilder { responder in
            HTTPConnection(
                limits: limits, lane: lane, unsent: unsent, room: room, responder: responder)
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            // Usual pages are written in one go, and are not taken for a client that does not read.
            try channel.syncOptions?.setOption(
                .writeBufferWaterMark,
                value: .init(low: limits.unsentBytes / 2, high: limits.unsentBytes))
            var decoding = NIOHTTPDecoderLimitConfiguration()
            decoding.maxHeaderFieldSize = limits.parserBytes
            decoding.maxHeaderListSize = limits.parserBytes
            decoding.maxHeaderFieldCount = limits.headerFields
            let feeder = ParserFeeder()
            let requestGuard = RequestGuard(limits, unsent: unsent, feeder: feeder)
            let pipeline = channel.pipeline.syncOperations
            let gatherer = FlushGatherer(lane.flushes(channel.eventLoop))
            try pipeline.addHandler(gatherer)
            if lane.isOn {
                try pipeline.addHandler(FastLane(lane, requestGuard, gatherer, channel.eventLoop))
            }
            try pipeline.addHandler(HTTPResponseEncoder())
            try pipeline.addHandler(feeder)
            try pipeline.addHandler(
                ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding)))
            try pipeline.addHandler(KeepAlive())
            try pipeline.addHandler(FileSender(requestGuard))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(requestGuard)
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            room.enter(channel, requestGuard)
            return UnclaimedConnection(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true)))
        }
    }

    func handle(value: Value, logger: Logger) async {
        guard let channel = value.claim() else { return }
        await withTaskExecutorPreference(lane.executor(value.channel.eventLoop)) {
            await handleHTTP(asyncChannel: channel, logger: logger)
        }
    }
}
