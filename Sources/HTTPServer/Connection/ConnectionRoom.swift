import NIOCore
import Synchronization

/// Keeps room for new connections: when there are nearly as many as may be, those that rest the longest
/// make way, as in other servers. Else a few thousand idle ones would keep everybody out.
///
/// And for answers: when too many wait, clients that take nothing make way for those that do.
final class ConnectionRoom: Sendable {
    private let limit: Int
    private let restTime: TimeAmount
    private let crowdedStallTime: Duration
    private let count = Atomic<Int>(0)
    private let loops = PerEventLoop<NIOLoopBound<Members>>()

    /// Connections of one event loop, in no order.
    private final class Members {
        var all: [(requestGuard: RequestGuard, channel: any Channel)] = []
        var looksAgain = false
        /// Whether their unsent answers are counted again after a while.
        var areCounted = false
    }

    /// Connections that are looked at to find one that rests for long: few enough to cost nothing, and
    /// enough that one of the idlest is nearly always among them.
    private static let sample = 16
    /// As long as all are younger than their time to rest, it is looked again after a while.
    private static let pause = TimeAmount.milliseconds(100)
    /// How long a client may rest that has yet to take its last answer.
    private static let takingTime = TimeAmount.seconds(10)
    /// How often unsent answers are counted.
    private static let countingPause = TimeAmount.milliseconds(250)

    init(_ limits: HTTPLimits) {
        restTime = TimeAmount(limits.restTime)
        crowdedStallTime = limits.crowdedStallTime
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
        if !members.areCounted { countUnsentLater(members, channel.eventLoop) }
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

    /// Counts while there are connections. Of those that rest and have nothing to take it costs nothing.
    private func countUnsentLater(_ members: Members, _ eventLoop: any EventLoop) {
        members.areCounted = true
        let before = NIODeadline.now()
        eventLoop.assumeIsolated().scheduleTask(in: Self.countingPause) {
            let now = NIODeadline.now()
            for member in members.all {
                let requestGuard = member.requestGuard
                guard requestGuard.lastActive >= before || !requestGuard.unsent.isEmpty else {
                    continue
                }
                requestGuard.countUnsent(member.channel)
                guard requestGuard.unsent.isInTheWay(self.crowdedStallTime, at: now),
                    !requestGuard.isLeaving
                else { continue }
                requestGuard.isLeaving = true
                // Not at once: it leaves the members that are walked through.
                let channel = member.channel
                eventLoop.execute { channel.close(promise: nil) }
            }
            members.areCounted = false
            if !members.all.isEmpty { self.countUnsentLater(members, eventLoop) }
        }
    }

    private func members(of eventLoop: any EventLoop) -> Members {
        loops.value(eventLoop) { NIOLoopBound(Members(), eventLoop: eventLoop) }.value
    }
}
