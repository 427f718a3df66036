import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// An accepted connection: HTTP/1 with our handlers between the parser and Hummingbird.
///
/// ```
/// socket ─▶ ParserFeeder ─▶ parser ─▶ KeepAlive ─▶ FileSender ─▶ codec ─▶ RequestGuard ─▶ Hummingbird
/// ```
struct HTTPConnection: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let limits: HTTPLimits
    let responder: HTTPChannelHandler.Responder

    static func builder(_ limits: HTTPLimits) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            HTTPConnection(limits: limits, responder: responder)
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var decoding = NIOHTTPDecoderLimitConfiguration()
            decoding.maxHeaderFieldSize = limits.parserBytes
            decoding.maxHeaderListSize = limits.parserBytes
            decoding.maxHeaderFieldCount = limits.headerFields
            let feeder = ParserFeeder()
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(HTTPResponseEncoder())
            try pipeline.addHandler(feeder)
            try pipeline.addHandler(
                ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding)))
            try pipeline.addHandler(KeepAlive())
            try pipeline.addHandler(FileSender())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(RequestGuard(limits, feeder: feeder))
            try pipeline.addHandler(
                HTTPConnectionStateHandler(idleTimeout: limits.idleTime, logger: logger))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
