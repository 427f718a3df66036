import HummingbirdCore
import NIOCore
import NIOHTTPTypes
import Synchronization

/// An accepted connection that waits for its task.
///
/// A server that is stopping drops those that it has just accepted, and SwiftNIO ends the process where
/// an asynchronous channel goes without having been closed in order. So it is kept until somebody
/// claims it, or the connection ends.
final class UnclaimedConnection: ServerChildChannelValue {
    typealias AsyncChannel = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let channel: any Channel
    private let waiting: Mutex<AsyncChannel?>

    init(_ asyncChannel: AsyncChannel) {
        channel = asyncChannel.channel
        waiting = Mutex(asyncChannel)
        channel.closeFuture.whenComplete { _ in
            guard let left = self.claim() else { return }
            // Nothing comes and nothing goes: it only says in order that it is over.
            Task { try? await left.executeThenClose { _, _ in } }
        }
    }

    /// The connection, for the first who asks; nil for others.
    func claim() -> AsyncChannel? {
        waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
    }
}
