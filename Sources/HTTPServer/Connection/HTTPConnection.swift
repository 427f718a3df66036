import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes

/// Sets up an accepted connection: Hummingbird's HTTP/1.1 with a `RequestGuard` in it.
enum HTTPConnection {
    static func builder(_ limits: HTTPLimits) -> HTTPServerBuilder {
        HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [RequestGuard(limits)],
                idleTimeout: TimeAmount(limits.idleTime),
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.parserBytes,
                    maxHeaderListSize: limits.parserBytes,
                    maxHeaderFieldCount: limits.headerFields)))
    }
}
