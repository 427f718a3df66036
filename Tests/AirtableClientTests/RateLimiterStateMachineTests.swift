import AirtableAPI
import Testing

@testable import AirtableClient

@Suite("The rate limiter's decisions")
struct RateLimiterStateMachineTests {
    typealias Machine = RateLimiter.StateMachine
    let lane = RateLimiter.Lane.base(BaseID("appA"))
    let window = Machine.Limits().window

    /// A machine whose lane has seen enough answers to be warm, long ago enough to be empty.
    func warmMachine(at now: Duration) -> Machine {
        var machine = Machine()
        for _ in 0..<5 {
            guard let ticket = machine.enqueued(lane: lane, priority: .sync) else { return machine }
            _ = machine.asked(ticket, at: now - .seconds(2))
            machine.ended(ticket, lane: lane, hasAnswer: true, at: now - .seconds(2))
        }
        return machine
    }

    func enqueue(
        _ machine: inout Machine, _ priority: RateLimiter.Priority = .sync,
        lane other: RateLimiter.Lane? = nil
    ) throws -> Machine.Ticket {
        let ticket = machine.enqueued(lane: other ?? lane, priority: priority)
        return try #require(ticket)
    }

    @Test("five leave at once, the sixth when the first leaves the window")
    func sixth() throws {
        var machine = warmMachine(at: .seconds(10))
        for _ in 0..<5 {
            #expect(machine.asked(try enqueue(&machine), at: .seconds(10)) == .admitted)
        }
        let sixth = try enqueue(&machine)
        #expect(machine.asked(sixth, at: .seconds(10)) == .askAt(.seconds(10) + window))
        #expect(machine.asked(sixth, at: .seconds(10) + window) == .admitted)
    }

    @Test("on cold connections a place counts from the answer")
    func cold() throws {
        var machine = Machine()
        var tickets: [Machine.Ticket] = []
        for _ in 0..<5 {
            tickets.append(try enqueue(&machine))
            #expect(machine.asked(tickets[tickets.count - 1], at: .seconds(1)) == .admitted)
        }
        let sixth = try enqueue(&machine)
        #expect(machine.asked(sixth, at: .seconds(3)) == .askAfterEnd)
        machine.ended(tickets[0], lane: lane, hasAnswer: true, at: .seconds(3))
        #expect(machine.asked(sixth, at: .seconds(3)) == .askAt(.seconds(3) + window))
        #expect(machine.asked(sixth, at: .seconds(3) + window) == .admitted)
    }

    @Test("a failed request counts from its end: nobody knows when it arrived")
    func failed() throws {
        var machine = warmMachine(at: .seconds(10))
        var tickets: [Machine.Ticket] = []
        for _ in 0..<5 {
            tickets.append(try enqueue(&machine))
            _ = machine.asked(tickets[tickets.count - 1], at: .seconds(10))
        }
        for ticket in tickets {
            machine.ended(ticket, lane: lane, hasAnswer: false, at: .milliseconds(10_900))
        }
        let next = try enqueue(&machine)
        #expect(
            machine.asked(next, at: .milliseconds(11_100))
                == .askAt(.milliseconds(10_900) + window))
    }

    @Test("a 429 stops the base for 30 s, and no other base")
    func penalty() throws {
        var machine = warmMachine(at: .seconds(10))
        machine.rateLimited(lane: lane, at: .seconds(10))
        let waiting = try enqueue(&machine)
        #expect(machine.asked(waiting, at: .seconds(11)) == .askAt(.seconds(40)))
        let other = RateLimiter.Lane.base(BaseID("appB"))
        let free = try enqueue(&machine, .sync, lane: other)
        #expect(machine.asked(free, at: .seconds(11)) == .admitted)
        #expect(machine.asked(waiting, at: .seconds(40)) == .admitted)
    }

    @Test("writes, then interactive reads, payloads, syncs; first come first within each")
    func priorities() throws {
        var machine = warmMachine(at: .seconds(10))
        for _ in 0..<4 { _ = machine.asked(try enqueue(&machine), at: .seconds(10)) }
        let sync = try enqueue(&machine, .sync)
        let laterSync = try enqueue(&machine, .sync)
        let payloads = try enqueue(&machine, .incremental)
        let read = try enqueue(&machine, .interactive)
        let write = try enqueue(&machine, .write)
        for ticket in [sync, laterSync, payloads, read] {
            #expect(machine.asked(ticket, at: .seconds(10)) != .admitted)
        }
        #expect(machine.asked(write, at: .seconds(10)) == .admitted)
        let next = Duration.seconds(10) + window
        for ticket in [read, payloads, sync, laterSync] {
            #expect(machine.asked(ticket, at: next) == .admitted)
        }
    }

    @Test("the token's limit holds over all bases")
    func token() throws {
        var machine = Machine()
        for index in 0..<50 {
            let lane = RateLimiter.Lane.base(BaseID("app\(index % 10)"))
            let ticket = try enqueue(&machine, .sync, lane: lane)
            #expect(machine.asked(ticket, at: .seconds(1)) == .admitted)
        }
        let lane = RateLimiter.Lane.base(BaseID("appOther"))
        let ticket = try enqueue(&machine, .write, lane: lane)
        #expect(machine.asked(ticket, at: .seconds(1)) == .askAt(.seconds(1) + window))
    }

    @Test("no more than so many are under way, and no more than so many wait")
    func bounds() throws {
        var limits = Machine.Limits()
        limits.inFlight = 2
        limits.waiting = 3
        var machine = Machine(limits: limits)
        let first = try enqueue(&machine)
        _ = machine.asked(first, at: .zero)
        _ = machine.asked(try enqueue(&machine), at: .zero)
        let third = try enqueue(&machine)
        #expect(machine.asked(third, at: .zero) == .askAfterEnd)
        let fourth = try enqueue(&machine)
        _ = try enqueue(&machine)
        #expect(machine.enqueued(lane: lane, priority: .write) == nil)
        machine.cancelled(fourth)
        #expect(machine.enqueued(lane: lane, priority: .write) != nil)
        machine.ended(first, lane: lane, hasAnswer: true, at: .seconds(1))
        #expect(machine.asked(third, at: .seconds(1)) != .admitted, "the write goes first")
    }

    @Test("no second ever holds six arrivals", arguments: 0..<200)
    func noSixInAnySecond(seed: Int) {
        var world = LimiterWorld(seed: UInt64(seed))
        world.run(requests: 120)
        #expect(world.ended == world.admitted)
        #expect(world.most(within: .seconds(1)) <= 5, "seed \(seed)")
    }

    @Test("a long run costs at most 5 % more than calls ÷ 5")
    func throughput() {
        var world = LimiterWorld(seed: 1, failures: 0)
        world.run(requests: 400)
        #expect(world.now <= .seconds(400 / 5 * 1.05))
    }
}

/// Requests with random latencies, connection delays, failures and priorities, in virtual time.
private struct LimiterWorld {
    private struct Flight {
        var ticket: RateLimiter.StateMachine.Ticket
        var end: Duration
        var hasAnswer: Bool
    }

    private let lane = RateLimiter.Lane.base(BaseID("appA"))
    private var machine = RateLimiter.StateMachine()
    private var random: JitterGenerator
    private let failures: Double
    private var flights: [Flight] = []
    /// Who waits, and when it asks again; nil after an end.
    private var waiting: [(ticket: RateLimiter.StateMachine.Ticket, askAt: Duration?)] = []
    /// When requests reached Airtable.
    private var arrivals: [Duration] = []
    private var warmConnections = 0
    private(set) var now = Duration.zero
    private(set) var admitted = 0
    private(set) var ended = 0

    init(seed: UInt64, failures: Double = 0.05) {
        random = JitterGenerator(seed: seed)
        self.failures = failures
    }

    mutating func run(requests: Int) {
        var left = requests
        while left > 0 || !waiting.isEmpty || !flights.isEmpty {
            while left > 0, waiting.count < 10 {
                let priority: RateLimiter.Priority =
                    [.write, .interactive, .sync]
                    .randomElement(using: &random) ?? .sync
                guard let ticket = machine.enqueued(lane: lane, priority: priority) else { break }
                waiting.append((ticket, now))
                left -= 1
            }
            ask()
            guard let next = (waiting.compactMap(\.askAt) + flights.map(\.end)).min() else {
                return
            }
            now = max(now, next)
            land()
        }
    }

    /// The most arrivals in any window of that length.
    func most(within window: Duration) -> Int {
        let sorted = arrivals.sorted()
        return sorted.map { start in
            sorted.count { $0 >= start && $0 < start + window }
        }.max() ?? 0
    }

    private mutating func ask() {
        for (ticket, askAt) in waiting.shuffled(using: &random) {
            guard let askAt, askAt <= now,
                let index = waiting.firstIndex(where: { $0.ticket == ticket })
            else { continue }
            switch machine.asked(ticket, at: now) {
            case .admitted:
                waiting.remove(at: index)
                takeOff(ticket)
            case .askAt(let time): waiting[index].askAt = time
            case .askAfterEnd: waiting[index].askAt = nil
            }
        }
    }

    private mutating func takeOff(_ ticket: RateLimiter.StateMachine.Ticket) {
        admitted += 1
        let latency = Duration.milliseconds(Int.random(in: 150...500, using: &random))
        let hasAnswer = Double.random(in: 0..<1, using: &random) >= failures
        var arrival = now
        if flights.count >= warmConnections {
            // It opens a connection first.
            arrival += .milliseconds(Int.random(in: 0...400, using: &random))
        }
        arrivals.append(arrival)
        flights.append(Flight(ticket: ticket, end: arrival + latency, hasAnswer: hasAnswer))
    }

    private mutating func land() {
        for flight in flights where flight.end <= now {
            machine.ended(flight.ticket, lane: lane, hasAnswer: flight.hasAnswer, at: now)
            ended += 1
            warmConnections = flight.hasAnswer ? max(warmConnections, min(flights.count, 5)) : 5
            for index in waiting.indices where waiting[index].askAt == nil {
                waiting[index].askAt = now
            }
        }
        flights.removeAll { $0.end <= now }
    }
}
