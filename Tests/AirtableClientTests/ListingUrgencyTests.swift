import AirtableAPI
import Testing

@testable import AirtableClient

/// Listings side by side: how the limiter's choice decides when the last of them ends.
@Suite("The order of listings")
struct ListingUrgencyTests {
    private static let equal = [Int](repeating: 20, count: 10)
    private static let unequal = [150] + [Int](repeating: 6, count: 9)

    @Test(
        "known by their sizes, they all end in the time of their calls",
        arguments: [equal, unequal, [100, 60, 30] + [Int](repeating: 2, count: 7)])
    func knownSizes(pages: [Int]) {
        var world = ListingWorld(pages: pages, areSizesKnown: true)
        world.run()
        let calls = pages.reduce(0, +)
        let longest = Duration.milliseconds(250) * (pages.max() ?? 0)
        #expect(world.now <= max(.seconds(1.05 * Double(calls) / 5), longest * 1.05))
        #expect(world.most(within: .seconds(1)) <= 5)
    }

    @Test("of unknown sizes, they take turns")
    func unknownSizes() {
        var world = ListingWorld(pages: Self.equal, areSizesKnown: false)
        world.run()
        #expect(world.now <= .seconds(1.05 * 200 / 5))
        #expect(world.most(within: .seconds(1)) <= 5)
    }

    @Test("a table that ended before its time holds nobody back for longer than a second")
    func shrunk() throws {
        let lane = RateLimiter.Lane.base(BaseID("appA"))
        var machine = RateLimiter.StateMachine()
        func listing(_ table: String, _ urgency: Int) -> RateLimiter.Listing {
            RateLimiter.Listing(table: TableID(table), urgency: urgency)
        }
        func enqueue(_ listing: RateLimiter.Listing) throws -> RateLimiter.StateMachine.Ticket {
            let ticket = machine.enqueued(lane: lane, priority: .sync, listing: listing)
            return try #require(ticket)
        }
        let long = try enqueue(listing("tblLong", 90))
        #expect(machine.asked(long, at: .zero) == .admitted)
        let short = [try enqueue(listing("tblA", 5)), try enqueue(listing("tblB", 5))]
        #expect(machine.asked(short[0], at: .zero) == .admitted)
        #expect(machine.asked(short[1], at: .zero) == .askAfterEnd)
        machine.ended(long, lane: lane, hasAnswer: true, at: .milliseconds(250))
        #expect(machine.asked(short[1], at: .milliseconds(250)) == .askAfterEnd)
        #expect(machine.asked(short[1], at: .milliseconds(1_300)) == .admitted)
    }
}

/// Listings against an Airtable that takes 250 ms for each page, in virtual time.
private struct ListingWorld {
    private typealias Ticket = RateLimiter.StateMachine.Ticket

    private let lane = RateLimiter.Lane.base(BaseID("appA"))
    private let latency = Duration.milliseconds(250)
    private let areSizesKnown: Bool
    private var machine = RateLimiter.StateMachine()
    /// Pages that are left, by listing.
    private var left: [Int]
    private var waiting: [(ticket: Ticket, listing: Int, askAt: Duration?)] = []
    private var flights: [(ticket: Ticket, listing: Int, end: Duration)] = []
    private var arrivals: [Duration] = []
    private(set) var now = Duration.zero

    init(pages: [Int], areSizesKnown: Bool) {
        left = pages
        self.areSizesKnown = areSizesKnown
    }

    mutating func run() {
        for listing in left.indices { enqueue(listing) }
        while !waiting.isEmpty || !flights.isEmpty {
            while let index = waiting.firstIndex(where: { $0.askAt.map { $0 <= now } ?? false }) {
                let (ticket, listing, _) = waiting[index]
                switch machine.asked(ticket, at: now) {
                case .admitted:
                    waiting.remove(at: index)
                    flights.append((ticket, listing, now + latency))
                    arrivals.append(now)
                case .askAt(let time): waiting[index].askAt = max(time, now + .milliseconds(1))
                case .askAfterEnd: waiting[index].askAt = nil
                }
            }
            guard let next = (waiting.compactMap(\.askAt) + flights.map(\.end)).min() else {
                return
            }
            now = max(now, next)
            land()
        }
    }

    func most(within window: Duration) -> Int {
        arrivals.map { start in
            arrivals.count { $0 >= start && $0 < start + window }
        }.max() ?? 0
    }

    private mutating func enqueue(_ listing: Int) {
        let urgency = areSizesKnown ? left[listing] : 0
        let ticket = machine.enqueued(
            lane: lane, priority: .sync,
            listing: .init(table: TableID("tbl\(listing)"), urgency: urgency))
        if let ticket { waiting.append((ticket, listing, now)) }
    }

    private mutating func land() {
        for flight in flights where flight.end <= now {
            machine.ended(flight.ticket, lane: lane, hasAnswer: true, at: now)
            for index in waiting.indices where waiting[index].askAt == nil {
                waiting[index].askAt = now
            }
            left[flight.listing] -= 1
            if left[flight.listing] > 0 { enqueue(flight.listing) }
        }
        flights.removeAll { $0.end <= now }
    }
}
