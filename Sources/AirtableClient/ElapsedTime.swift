import Glibc

/// The time since this machine was started, asleep or not: the same for all its processes.
package enum SystemTime {
    package static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

/// A clock read as the time since this value was made, so that state machines work on plain
/// durations whatever the clock's type.
package struct ElapsedTime: Sendable {
    private let read: @Sendable () -> Duration

    package init(_ clock: some Clock<Duration>) {
        let start = clock.now
        read = { start.duration(to: clock.now) }
    }

    package var now: Duration { read() }
}
