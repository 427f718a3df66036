import NIOCore
import Synchronization

/// Keeps room for new connections: when there are nearly as many as may be, those that rest the longest
/// make way, as in other servers. Else a few thousand idle ones would keep everybody out.
final class ConnectionRoom: Sendable {
    private let limit: Int
    private let restTime: TimeAmount
    private let count = Atomic<Int>(0)
    private let loops = PerEventLoop<NIOLoopBound<Members>>()

    /// Connections of one event loop, in no order.
    private final class Members {
        var all: [(requestGuard: RequestGuard, channel: any Channel)] = []
        var looksAgain = false
    }

    /// Connections that are looked at to find one that rests for long: few enough to cost nothing, and
    /// enough that one of the idlest is nearly always among them.
    private static let sample = 16
    /// As long as all are younger than their time to rest, it is looked again after a while.
    private static let pause = TimeAmount.milliseconds(100)
    /// How long a client may rest that has yet to take its last answer.
    private static let takingTime = TimeAmount.seconds(10)

    init(_ limits: HTTPLimits) {
        restTime = TimeAmount(limits.restTime)
        limit = limits.connections - min(limits.spareConnections, limits.connections / 8)
    }

    /// A connection was accepted. Called on its event loop.
    func enter(_ channel: any Channel, _ requestGuard: RequestGuard) {
        let members = members(of: channel.eventLoop)
        members.all.append((requestGuard, channel))
        requestGuard.place = members.all.count - 1
        let bound = NIOLoopBound(requestGuard, eventLoop: channel.eventLoop)
        channel.closeFuture.whenComplete { _ in
            self.leave(bound.value.place, channel.eventLoop)
        }
        count.add(1, ordering: .relaxed)
        makeRoom(members, channel.eventLoop)
    }

    private func leave(_ place: Int, _ eventLoop: any EventLoop) {
        count.subtract(1, ordering: .relaxed)
        let members = members(of: eventLoop)
        members.all.swapAt(place, members.all.count - 1)
        members.all[place].requestGuard.place = place
        members.all.removeLast()
    }

    /// Closes as many connections that rest as there are too many.
    private func makeRoom(_ members: Members, _ eventLoop: any EventLoop) {
        var excess = count.load(ordering: .relaxed) - limit
        while excess > 0, let member = idlest(members) {
            // It leaves a little later, and is not to be found again until then.
            member.requestGuard.isLeaving = true
            member.channel.close(promise: nil)
            excess -= 1
        }
        guard excess > 0, !members.looksAgain else { return }
        members.looksAgain = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            members.looksAgain = false
            self.makeRoom(members, eventLoop)
        }
    }

    /// One that rests for long; nil where none was found.
    private func idlest(
        _ members: Members
    ) -> (requestGuard: RequestGuard, channel: any Channel)? {
        var found: (requestGuard: RequestGuard, channel: any Channel)?
        let now = NIODeadline.now()
        for _ in 0..<min(Self.sample, members.all.count) {
            guard let member = members.all.randomElement(), member.requestGuard.isResting
            else { continue }
            let latest = now - (member.channel.waitingBytes == 0 ? restTime : Self.takingTime)
            guard member.requestGuard.lastActive < found?.requestGuard.lastActive ?? latest,
                member.requestGuard.lastActive < latest
            else { continue }
            found = member
        }
        return found
    }

    private func members(of eventLoop: any EventLoop) -> Members {
        loops.value(eventLoop) { NIOLoopBound(Members(), eventLoop: eventLoop) }.value
    }
}

extension Channel {
    /// Bytes of answers that the system has not taken yet. Asked on the channel's event loop.
    var waitingBytes: Int { (try? syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }
}
