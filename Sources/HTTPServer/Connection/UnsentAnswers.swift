import NIOCore
import Synchronization

/// Bytes of answers that clients have yet to take, of all connections: a bound for the server's memory.
final class UnsentAnswers: Sendable {
    private let limit: Int
    private let total = Atomic<Int>(0)

    init(_ limits: HTTPLimits) { limit = limits.allUnsentBytes }

    /// Whether no large answer may be made before others are taken or given up.
    ///
    /// - Parameter own: bytes that do not count: a connection that takes its answers is not refused the
    ///   next one for the sake of the one before.
    func areTooMany(besides own: Int = 0) -> Bool { total.load(ordering: .relaxed) - own > limit }

    /// Called on the channel's event loop.
    ///
    /// - Throws: `HTTPServerError.tooBusy` for a large answer where there are too many.
    func admit(
        _ answer: Answer, _ channel: any Channel, _ limits: HTTPLimits
    ) throws(HTTPServerError) {
        guard areTooMany(), answer.isLarge(limits) else { return }
        let pipeline = channel.pipeline.syncOperations
        let own = try? pipeline.handler(type: RequestGuard.self).unsent.held
        guard areTooMany(besides: own ?? 0) else { return }
        throw HTTPServerError(
            .tooBusy, "Too many answers wait for clients that do not take them.",
            hint: "Try again in a moment.")
    }

    fileprivate func change(by bytes: Int) { total.add(bytes, ordering: .relaxed) }
}

/// What one connection has of them. Used on its event loop.
struct UnsentShare {
    private let all: UnsentAnswers
    private var waiting = 0
    /// What they take: memory is given back when the last byte of an answer is taken.
    private(set) var held = 0
    /// When the client was seen to take something, or had nothing to take.
    private var takenAt = NIODeadline.now()

    init(_ all: UnsentAnswers) { self.all = all }

    var isEmpty: Bool { held == 0 }

    /// Whether a large answer may be made for this connection.
    var hasRoom: Bool { !all.areTooMany(besides: held) }

    /// - Parameter bytes: that wait now.
    mutating func count(_ bytes: Int) {
        if bytes == 0 || bytes != waiting { takenAt = .now() }
        waiting = bytes
        let holds = bytes == 0 ? 0 : max(held, bytes)
        all.change(by: holds - held)
        held = holds
    }

    /// Whether the client takes nothing for so long, while others want the room.
    func isInTheWay(_ time: Duration, at now: NIODeadline) -> Bool {
        waiting > 0 && all.areTooMany() && takenAt + TimeAmount(time) <= now
    }
}

extension Channel {
    /// Bytes of answers that the system has not taken yet. Asked on the channel's event loop.
    var waitingBytes: Int { (try? syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    /// Has the connection's handlers do something for a request, and waits until it is done. When the request
    /// is cancelled the connection ends, since its answer cannot.
    func perform(_ order: any Sendable) async throws {
        try await withTaskCancellationHandler {
            try await triggerUserOutboundEvent(order).get()
        } onCancel: {
            close(promise: nil)
        }
    }
}

/// Asks the connection to wait until the client has taken most of what it was answered before.
struct AwaitedTaking: Sendable {}
