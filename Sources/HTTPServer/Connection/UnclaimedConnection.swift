import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import Synchronization

/// An accepted connection that waits for its task.
///
/// A server that is stopping drops those that it has just accepted: then the connection ends, since
/// nobody is going to answer. And SwiftNIO ends the process where an asynchronous channel goes without
/// having been closed in order. So that is kept until somebody claims it, or the connection ends.
final class UnclaimedConnection: ServerChildChannelValue {
    typealias AsyncChannel = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let channel: any Channel
    private let kept: Kept

    private final class Kept: Sendable {
        private let waiting: Mutex<AsyncChannel?>

        init(_ asyncChannel: AsyncChannel) { waiting = Mutex(asyncChannel) }

        var isWaiting: Bool { waiting.withLock { $0 != nil } }

        func claim() -> AsyncChannel? {
            waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
        }
    }

    init(_ asyncChannel: AsyncChannel) {
        channel = asyncChannel.channel
        let kept = Kept(asyncChannel)
        self.kept = kept
        channel.closeFuture.whenComplete { _ in
            guard let left = kept.claim() else { return }
            // Nothing comes and nothing goes: it only says in order that it is over.
            Task { try? await left.executeThenClose { _, _ in } }
        }
    }

    deinit {
        if kept.isWaiting { channel.close(promise: nil) }
    }

    /// The connection, for the first who asks; nil for others.
    func claim() -> AsyncChannel? { kept.claim() }
}
